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
    "purpose", "Purpose", "What the scheme helps people to do", v.PURPOSES, many=True
)
SETTING: Final = Field("setting", "Setting", "Where most of it happens", v.SETTINGS, many=True)
FREQUENCY: Final = Field("frequency", "How often mentors work", "", v.FREQUENCIES)
PAID: Final = Field("pay", "Paid or voluntary", "", v.PAY)
MENTOR_CRITERIA: Final = Field(
    "mentor_criteria", "Who can be a mentor", "The criteria you use", v.MENTOR_CRITERIA, many=True
)
TRAINING_LEVEL: Final = Field("training_level", "Level of training", "", v.TRAINING_LEVELS)
RED_BAND: Final = Field(
    "red_band",
    "Red Band or trusted status",
    "Sites use different names for people who may move around more freely",
    v.RED_BAND,
)
BARRIERS: Final = Field("barriers", "Barriers met", "What got in the way", v.BARRIERS, many=True)
EVIDENCE: Final = Field(
    "evidence", "How strong the evidence is", "What your view of it rests on", v.EVIDENCE
)
STUDY_SECTIONS: Final = Field(
    "study_sections", "Sections of the 2024 study it rests on", "For example: 5.2, 6.1", many=True
)

SCHEME: Final = (
    PURPOSE,
    SETTING,
    Field("structure", "Structured or not", "", v.STRUCTURES),
    Field("format", "One to one or roaming", "", v.FORMATS),
    FREQUENCY,
    PAID,
    Field("mentor_recruitment", "How mentors are recruited", "", v.MENTOR_RECRUITMENT, many=True),
    Field("mentee_recruitment", "How mentees are recruited", "", v.MENTEE_RECRUITMENT, many=True),
    MENTOR_CRITERIA,
    Field(
        "mentee_criteria",
        "Who can be a mentee",
        "The criteria you use",
        v.MENTEE_CRITERIA,
        many=True,
    ),
    Field("training", "Training for mentors", "", v.TRAINING, many=True),
    TRAINING_LEVEL,
    Field("oversight", "Staff oversight", "Who looks after the scheme", v.OVERSIGHT, many=True),
    Field("recognition", "Recognition", "How good work is noticed", v.RECOGNITION, many=True),
    RED_BAND,
    Field("space", "Space used", "", v.SPACES, many=True),
    BARRIERS,
    Field(
        "barriers_response",
        "What was done about the barriers",
        "For example: mentors now carry a job description to show at the wing gate",
        long=True,
    ),
    Field("benefits", "Benefits", "What got better, and for whom", long=True),
    Field("drawbacks", "Drawbacks", "What it costs, and what did not work", long=True),
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
