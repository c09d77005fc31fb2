"""What the two forms ask, in which order and with which hints."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from portal.prisons.measures import GROUPS, MEASURES, Measure
from portal.prisons.profiles import Profile


@dataclass(frozen=True, slots=True)
class Section:
    """Hold one part of a form: measures by key, and hints for those that need one."""

    title: str
    intro: str
    keys: Sequence[str]
    hints: Mapping[str, str] = field(default_factory=dict)

    @property
    def measures(self) -> list[Measure]:
        """Give what is asked, in order."""
        return [MEASURES[key] for key in self.keys]


@dataclass(frozen=True, slots=True)
class Form:
    """Hold one form. `name` is that of its page's endpoint."""

    name: str
    sections: Sequence[Section]

    @property
    def measures(self) -> list[Measure]:
        """Give everything that is asked, in order."""
        return [measure for section in self.sections for measure in section.measures]


ENGLISH_AND_MATHS: Final = (
    "below_level_1_english",
    "below_level_2_english",
    "below_level_1_maths",
    "below_level_2_maths",
)

PROFILE: Final = Form(
    "profile",
    (
        Section(
            GROUPS["sentences"],
            "The percent of everybody held. A good estimate is worth more than a blank.",
            ("sentence_shares", "six_months_left"),
            {
                "sentence_shares": "Give all six, adding up to about 100, or leave all blank. "
                "0 means nobody",
                "six_months_left": "So a pair of mentor and mentee can stay together",
            },
        ),
        Section(
            GROUPS["education"],
            "The percent of everybody held, from first assessments if you have them.",
            (*ENGLISH_AND_MATHS, "cannot_read", "esol", "neurodiversity"),
            {
                "below_level_1_english": "Entry level or lower",
                "below_level_2_english": "Counts those below level 1 too",
                "below_level_1_maths": "Entry level or lower",
                "below_level_2_maths": "Counts those below level 1 too",
                "neurodiversity": "Found by screening or told by the person",
            },
        ),
        Section(
            GROUPS["schemes"],
            "What runs now, and what stands in the way.",
            ("schemes", "structured", "barriers_now", "barriers_solved"),
            {
                "schemes": "Choose for each type that runs. The others count as not running. "
                "If you do not know, leave all of them",
            },
        ),
        Section(
            GROUPS["regime"],
            "What decides when and where mentors and mentees can meet.",
            ("hours_unlocked", "red_band", "education_place", "quiet_space"),
            {
                "hours_unlocked": "For most people, not the best or worst wing",
                "red_band": "Your prison may have another word for this trusted status",
                "quiet_space": "Somewhere to talk without others listening",
            },
        ),
        Section(
            "Turnover",
            "How fast people come and go.",
            ("arrivals",),
            {"arrivals": "New receptions and transfers in. A whole number"},
        ),
    ),
)

RECORD: Final = Form(
    "record",
    (
        Section(
            GROUPS["held"],
            "",
            (
                "function",
                "cohorts",
                "security",
                "open_conditions",
                "holds_18_to_20",
                "holds_under_18",
                "foreign_national_hub",
            ),
            {
                "cohorts": "Kinds are set by the time left to serve, "
                "which is not the length of the sentence"
            },
        ),
        Section("Size", "", ("population", "capacity"), {"population": "A whole number"}),
        Section("Who runs it", "", ("operator",), {"operator": "The organisation, not a person"}),
    ),
)


class HowMuch(NamedTuple):
    """Count what a prison told of what its form asks."""

    known: int
    asked: int


def how_much_is_told(profile: Profile) -> HowMuch:
    """Count the figures of the form that are known now; a 0 and a "none" are known."""
    asked = PROFILE.measures
    return HowMuch(sum(profile.value(each.key) is not None for each in asked), len(asked))
