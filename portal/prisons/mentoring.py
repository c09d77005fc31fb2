"""The study's terms for what a prison runs and what gets in its way, as stored keys and words.

Section numbers are those of the Ministry of Justice study "Education, Skills, and Work Peer
Mentoring in Men's Prisons" (2024). Keys are kept for good: facts and saved revisions hold them.
"""

from typing import Final

# Section 5.2: what schemes are for.
SCHEME_TYPES: Final = {
    "reading": "Learning to read",
    "english": "English and functional skills",
    "maths": "Maths and functional skills",
    "esol": "English for speakers of other languages",
    "classroom": "Help in the classroom",
    "workshop": "Help in the workshop",
    "careers": "Careers and finding work",
    "induction": "Induction to education and work",
    "neurodiversity": "Support with neurodiversity",
}

MATURITIES: Final = {
    "setting_up": "Setting up",
    "running": "Running for less than a year",
    "established": "Established, for over a year",
}

# Sections 6.2 and 7.2: what gets in the way.
BARRIERS: Final = {
    "movement": "Regime, security and movement",
    "operational_awareness": "Operational staff do not know the scheme",
    "space": "No quiet or private space",
    "stigma_help": "Stigma of needing help",
    "stigma_system": "Mentors seen as part of the system",
    "awareness": "People do not know the scheme exists",
    "motivation": "Finding motivated mentors and mentees",
    "pay": "The role pays less than other jobs",
    "pipeline": "No pipeline of new mentors",
    "transfers": "Transfers and releases end pairs early",
    "training_quality": "Training is missing, weak or not accredited",
    "buy_in": "Senior or other staff do not back it",
    "association": "Mentoring eats into association time",
    "accountability": "Unclear who is responsible",
}
