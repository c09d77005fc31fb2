"""The structured fields of each kind of practice: one list that forms, pages and checks read.

A field is added here and nowhere else: revisions keep fields as JSON, so nothing is migrated.
"""

from dataclasses import dataclass
from typing import Final

from portal.practices import vocabulary as v

Choices = dict[str, str]


@dataclass(frozen=True, slots=True)
class Field:
    """Describe one structured field.

    With `choices` it takes keys of a vocabulary, several of them where `many`; without, text.
    `example` is what the form shows as a hint.
    """

    key: str
    label: str
    example: str = ""
    choices: Choices | None = None
    many: bool = False
    long: bool = False


PURPOSE: Final = Field(
    "purpose",
    "Purpose",
    "What it helps people to do. For example: read on their own, or find work after release",
    v.PURPOSES,
    many=True,
)
SETTING: Final = Field(
    "setting",
    "Setting",
    "Where most of it happens. Careers mentors, for example, often work at induction or on wings",
    v.SETTINGS,
    many=True,
)
FREQUENCY: Final = Field(
    "frequency",
    "How often mentors work",
    "Most mentors in the study did it full time, 5 days a week. Others met people now and then",
    v.FREQUENCIES,
)
PAID: Final = Field(
    "pay",
    "Paid or voluntary",
    "In the study it was harder to find people where other jobs paid more, and volunteers gave up"
    " association time",
    v.PAY,
)
MENTOR_CRITERIA: Final = Field(
    "mentor_criteria",
    "Who can be a mentor",
    "The criteria you use. The most common in the study: a good behaviour record, a level 2"
    " qualification"
    " and enhanced status",
    v.MENTOR_CRITERIA,
    many=True,
)
TRAINING_LEVEL: Final = Field(
    "training_level",
    "Level of training",
    "Mentors in the study preferred accredited training: it proves what they can do, also after"
    " release",
    v.TRAINING_LEVELS,
)
RED_BAND: Final = Field(
    "red_band",
    "Red Band or trusted status",
    "Sites use different names for people who may move around more freely",
    v.RED_BAND,
)
BARRIERS: Final = Field(
    "barriers",
    "Barriers met",
    "What got in the way. For example: mentors were refused at the wing gate, because staff did"
    " not know their role",
    v.BARRIERS,
    many=True,
)
EVIDENCE: Final = Field(
    "evidence",
    "How strong the evidence is",
    "What your view of it rests on. The view of those involved is worth telling too",
    v.EVIDENCE,
)
STUDY_SECTIONS: Final = Field(
    "study_sections", "Sections of the 2024 study it rests on", "For example: 5.2, 6.1", many=True
)

SCHEME: Final = (
    PURPOSE,
    SETTING,
    Field(
        "structure",
        "Structured or not",
        "Structured: learning to read with set booklets at set times. Less structured: a helper"
        " who goes round the workshop",
        v.STRUCTURES,
    ),
    Field(
        "format",
        "One to one or roaming",
        "Does a mentor stay with one person, or help whoever needs it in the room?",
        v.FORMATS,
    ),
    FREQUENCY,
    PAID,
    Field(
        "mentor_recruitment",
        "How mentors are recruited",
        "For example: posters on the wings, an application at the kiosk, an informal interview",
        v.MENTOR_RECRUITMENT,
        many=True,
    ),
    Field(
        "mentee_recruitment",
        "How mentees are recruited",
        "For example: a mentor talks to people at induction, so that nobody has to ask for help",
        v.MENTEE_RECRUITMENT,
        many=True,
    ),
    MENTOR_CRITERIA,
    Field(
        "mentee_criteria",
        "Who can be a mentee",
        "Who it is for. This should help people in, not keep them out",
        v.MENTEE_CRITERIA,
        many=True,
    ),
    Field(
        "training",
        "Training for mentors",
        "For example: a general course, then shadowing a mentor to see what the role is really"
        " like",
        v.TRAINING,
        many=True,
    ),
    TRAINING_LEVEL,
    Field(
        "oversight",
        "Staff oversight",
        "Who looks after the scheme. Where many were involved, staff in the study wanted one"
        " person to be"
        " responsible",
        v.OVERSIGHT,
        many=True,
    ),
    Field(
        "recognition",
        "Recognition",
        "How good work is noticed. For example: a certificate, a ceremony, a log of progress",
        v.RECOGNITION,
        many=True,
    ),
    RED_BAND,
    Field(
        "space",
        "Space used",
        "Where mentors and mentees meet. Many in the study wanted neutral ground, private and"
        " without"
        " interruptions",
        v.SPACES,
        many=True,
    ),
    BARRIERS,
    Field(
        "barriers_response",
        "What was done about the barriers",
        "For example: mentors now carry a job description to show at the wing gate",
        long=True,
    ),
    Field(
        "benefits",
        "Benefits",
        "What got better, and for whom. For example: learners ask a mentor what they would not"
        " ask the tutor",
        long=True,
    ),
    Field(
        "drawbacks",
        "Drawbacks",
        "What it costs, and what did not work. For example: mentors lose their association time",
        long=True,
    ),
    EVIDENCE,
    STUDY_SECTIONS,
)
JOB_DESCRIPTION: Final = (
    PURPOSE,
    SETTING,
    FREQUENCY,
    PAID,
    Field("reports_to", "Reports to", "A role, not a name. For example: the maths tutor"),
    MENTOR_CRITERIA,
    TRAINING_LEVEL,
    RED_BAND,
    BARRIERS,
    STUDY_SECTIONS,
)
TRAINING_MATERIAL: Final = (
    Field("audience", "Who it is for", "For example: new mentors in their first week"),
    Field("duration", "How long it takes", "For example: 2 hours"),
    TRAINING_LEVEL,
    PURPOSE,
    BARRIERS,
    STUDY_SECTIONS,
)
PRACTICE_NOTE: Final = (PURPOSE, SETTING, BARRIERS, EVIDENCE, STUDY_SECTIONS)

# How the form and the page group the fields, whatever the kind.
SECTIONS: Final = {
    "What it is": (
        "purpose", "setting", "structure", "format", "frequency", "pay", "reports_to", "audience",
        "duration",
    ),
    "Mentors and mentees": (
        "mentor_recruitment", "mentee_recruitment", "mentor_criteria", "mentee_criteria",
    ),
    "Training and support": (
        "training", "training_level", "oversight", "recognition", "red_band", "space",
    ),
    "What you learned": (
        "barriers", "barriers_response", "benefits", "drawbacks", "evidence", "study_sections",
    ),
}  # fmt: skip

# What the form says about the fields that every kind has.
_IN_LISTS: Final = "One or two sentences that others see in lists"
OPENING: Final[dict[str, dict[str, str]]] = {
    "scheme": {
        "title": "Say what it is, as others would look for it. For example: Reading mentors on the"
        " wings",
        "summary": f"{_IN_LISTS}. For example: Trained mentors meet people one to one, every"
        " weekday, until they can read on their own",
        "body": "How it runs from week to week: how pairs are matched, when and where they meet,"
        " what they work through, and what you would tell a prison that starts",
    },
    "job_description": {
        "title": "The name of the role. For example: Classroom mentor, maths",
        "summary": f"{_IN_LISTS}. For example: Helps learners in maths classes, and is somebody"
        " they dare to ask",
        "body": "What the person does each day, and where they may go. Mentors can show it at the"
        " wing gate, so write it for an officer who has never heard of the role",
    },
    "training_material": {
        "title": "Say what people learn. For example: How to listen, for new mentors",
        "summary": f"{_IN_LISTS}. For example: A session of 2 hours on listening without judging",
        "body": "Write it so that a colleague could run it tomorrow: aims, what to bring, each"
        " activity with its time. Practical tasks work better than talk",
    },
    "practice_note": {
        "title": "For example: A job description for mentors ended refusals at the wing gate",
        "summary": f"{_IN_LISTS}. Leave it empty and we take your first sentences",
        "body": "What was the problem? What did you do? What happened?",
        "did": "For example: Officers turned our mentors away because they did not know the role."
        " We gave each mentor a job description to show",
        "happened": "For example: Nobody was refused in the next 4 weeks. We would talk to the"
        " wing staff first next time",
    },
}

FIELDS: Final[dict[str, tuple[Field, ...]]] = {
    "scheme": SCHEME,
    "job_description": JOB_DESCRIPTION,
    "training_material": TRAINING_MATERIAL,
    "practice_note": PRACTICE_NOTE,
}


def sections(kind: str) -> list[tuple[str, list[Field]]]:
    """Group the fields of a kind under their headings, without empty groups."""
    known = {each.key: each for each in FIELDS[kind]}
    grouped = {
        heading: [known[key] for key in keys if key in known] for heading, keys in SECTIONS.items()
    }
    return [(heading, fields) for heading, fields in grouped.items() if fields]
