"""The choices that people of paired prisons pick from, and what the board's words mean."""

from datetime import timedelta
from typing import Final

from portal.matching.partners.models import SIX_MONTHS, SIX_WEEKS

# The words themselves are stored, with what was typed below: they are read as they are.
DECLINE_REASONS: Final = {
    "time": "We have no time for it at the moment",
    "lead": "Nobody here can lead it at the moment",
    "unlike": "We do not have enough in common",
    "far": "The other prison is too far away",
    "known": "We already work with this prison",
    "other": "Something else",
}

FITS: Final = {
    "good": "A good fit",
    "deciding": "Still deciding",
    "not_good": "Not a good fit",
}
FIT_TIMES: Final = {SIX_WEEKS: "after six weeks", SIX_MONTHS: "after six months"}
FIT_AFTER: Final = {SIX_WEEKS: timedelta(weeks=6), SIX_MONTHS: timedelta(weeks=26)}
FIT_CHANGEABLE: Final = timedelta(days=14)

ANSWER_WITHIN: Final = timedelta(weeks=2)
AWAKE: Final = timedelta(weeks=6)

LENGTHS: Final = {
    "30": "30 minutes",
    "45": "45 minutes",
    "60": "1 hour",
    "90": "1 hour 30 minutes",
    "120": "2 hours",
    "240": "Half a day",
}

STATES: Final = {
    "waiting": "Waiting",
    "not_answered": "Not answered",
    "declined": "Declined",
    "begun": "Getting started",
    "meets": "Meets",
    "sleeps": "Sleeps",
    "parted": "Parted",
}
STATE_COLOURS: Final = {
    "waiting": "blue",
    "not_answered": "orange",
    "declined": "red",
    "begun": "turquoise",
    "meets": "green",
    "sleeps": "yellow",
    "parted": "grey",
}
STATE_RULES: Final = {
    "waiting": "At least one prison has not answered yet, for less than two weeks.",
    "not_answered": "At least one prison has not answered for two weeks.",
    "declined": "At least one prison has declined.",
    "begun": "All have accepted, and did so or wrote something within six weeks. No meeting yet.",
    "meets": "A meeting is set, or they have met and done something within the last six weeks.",
    "sleeps": "All have accepted, but for six weeks nobody has met or written anything.",
    "parted": "A lead has parted the group. What it wrote can still be read.",
}
