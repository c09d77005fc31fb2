"""The study's own terms, as the choices that people pick from.

Each vocabulary maps the stored key to the words on the screen. The keys are kept for good:
they stand in saved revisions and in addresses. Section numbers are those of the Ministry of
Justice study "Education, Skills, and Work Peer Mentoring in Men's Prisons" (2024).
"""

from typing import Final

from portal.prisons.mentoring import BARRIERS as BARRIERS

KINDS: Final = {
    "scheme": "Scheme write-up",
    "job_description": "Job description",
    "training_material": "Training material",
    "practice_note": "Practice note",
}

THEMES: Final = {
    "reading": "Reading",
    "english": "English",
    "maths": "Maths",
    "esol": "English for speakers of other languages",
    "neurodiversity": "Neurodiversity",
    "classroom": "Classroom support",
    "workshop": "Workshop support",
    "library": "Library",
    "careers": "Careers and finding work",
    "induction": "Induction",
    "recruiting": "Recruiting mentors and mentees",
    "training": "Training mentors",
    "staffing": "Staff oversight and buy-in",
    "movement": "Movement around the prison",
    "recognition": "Recognition",
}

# Section 5.2: what schemes set out to do.
PURPOSES: Final = {
    "reading": "Learning to read",
    "english": "English and functional skills",
    "maths": "Maths and functional skills",
    "esol": "English for speakers of other languages",
    "classroom": "Help in the classroom",
    "workshop": "Help in the workshop",
    "careers": "Careers and finding work",
    "induction": "Induction to education and work",
    "neurodiversity": "Support with neurodiversity",
    "other": "Something else",
}

SETTINGS: Final = {
    "classroom": "Classroom",
    "workshop": "Workshop",
    "wing": "On the wing",
    "library": "Library",
    "induction": "Induction",
    "education": "Elsewhere in the education department",
}

STRUCTURES: Final = {
    "structured": "Structured: a clear end goal, set material and set times",
    "less_structured": "Less structured: help when it is needed",
}

FORMATS: Final = {
    "one_to_one": "One to one",
    "roaming": "Roaming: one mentor helps many people",
    "both": "Both",
}

FREQUENCIES: Final = {
    "full_time": "Full time, 5 days a week",
    "half_time": "About half of the working week",
    "short_sessions": "Frequent shorter sessions",
    "ad_hoc": "When it is needed",
}

PAY: Final = {
    "paid": "Paid role",
    "voluntary": "Voluntary role",
    "both": "Some paid, some voluntary",
}

# Section 5.1: how people come to a scheme.
MENTOR_RECRUITMENT: Final = {
    "advertised": "Advertised, with an application",
    "pool": "From a pool of trained mentors",
    "staff_choice": "Chosen by staff",
    "word_of_mouth": "Word of mouth",
}

MENTEE_RECRUITMENT: Final = {
    "induction": "At induction",
    "assessment": "From the first assessment",
    "staff": "Signposted by staff",
    "mentor": "Signposted by a mentor",
    "self": "They ask for it themselves",
}

# Table 2, left column.
MENTOR_CRITERIA: Final = {
    "behaviour": "Positive behaviour record, no open adjudications",
    "qualification": "Relevant level 1 or 2 qualification",
    "enhanced": "Enhanced incentives status",
    "security": "No security issues",
    "time_left": "At least 6 to 12 months left to serve at this site",
    "skills": "The skills the role needs, such as good communication or a trade",
}

# Table 2, right column.
MENTEE_CRITERIA: Final = {
    "below_level_2": "No level 1 or 2 in maths and English",
    "cannot_read": "Cannot yet read or write independently",
    "willing": "Willing and able to take part",
    "time_left": "At least 6 to 12 months left to serve at this site",
    "behaviour": "Acceptable behaviour record",
}

TRAINING: Final = {
    "general": "General peer mentoring training",
    "scheme": "Training made for this scheme",
    "shadowing": "Shadowing a current mentor",
}

TRAINING_LEVELS: Final = {
    "none": "No training yet",
    "unaccredited": "Unaccredited",
    "level_1": "Accredited, level 1",
    "level_2": "Accredited, level 2",
    "level_3": "Accredited, level 3",
}

OVERSIGHT: Final = {
    "one_lead": "One named member of ESW staff",
    "shared": "Shared by several members of staff",
    "operational": "A named operational member of staff helps",
    "coordinator": "A mentor coordinator matches and supports mentors",
}

# Section 6.1: recognition of hard work.
RECOGNITION: Final = {
    "certificate": "Certificate",
    "ceremony": "Ceremony or event",
    "milestones": "Milestones built into the scheme",
    "feedback": "Regular feedback from staff",
    "review": "Performance review, as in a job outside",
    "qualification": "A qualification to take away",
}

RED_BAND: Final = {
    "required": "Red Band or trusted status needed",
    "helpful": "Red Band or trusted status helps",
    "not_needed": "Not needed",
}

SPACES: Final = {
    "quiet_room": "Quiet, private room",
    "classroom": "Classroom",
    "workshop": "Workshop",
    "association": "Association room or other shared wing space",
    "library": "Library",
    "cell": "Cell",
}

EVIDENCE: Final = {
    "views": "View of those involved",
    "local_figures": "Local figures",
    "independent": "Independent study or inspection",
}
