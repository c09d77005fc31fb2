"""What can be known about a prison: one measure for each kind of figure.

A fact stores `{"v": value}`, where the value has the shape that its measure's kind asks for: text
and choice a string, list a list of strings, flag true or false, number a whole number, counts a
whole number for each kind, or null where it is too small to be given. No fact means that it is not
known, and so does null with a `note` beside it; a 0 or a "no" is a known fact.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from portal.prisons.cohorts import cohort_labels

Kind = Literal["choice", "list", "flag", "number", "text", "counts"]

NOT_KNOWN: Final = "Not known"
FLAGS: Final = {"yes": True, "no": False}
TEXT_MAX = 300
NUMBER_MAX = 100_000
KINDS_MAX = 60  # of one prison's counts
SMALLEST_GIVEN = 5  # smaller numbers of people could point at somebody
NOT_GIVEN: Final = "too few to give"

FUNCTIONS: Final = {
    "Reception": "Reception",
    "Category B": "Category B",
    "Category C": "Category C",
    "Open": "Open",
    "High security": "High security",
    "Women": "Women",
    "Under 18": "Under 18",
}
SECURITY: Final = {
    "A": "Category A",
    "B": "Category B",
    "C": "Category C",
    "D": "Category D (open)",
    "female_closed": "Women, closed",
    "female_open": "Women, open",
    "children_closed": "Under 18, closed",
}


def _no_choices() -> Mapping[str, str]:
    return {}


@dataclass(frozen=True, slots=True)
class Measure:
    """Describe one measure. `choices` gives the words for each key of a choice or list.

    A page leaves an optional one out where it is not known.
    """

    key: str
    label: str
    kind: Kind
    choices: Callable[[], Mapping[str, str]] = _no_choices
    is_optional: bool = False

    def read(self, raw: str) -> Any:
        """Turn what a file says into the value that a fact stores.

        Raises ValueError with the reason in plain words; blank is one, as it stores nothing.
        """
        raw = raw.strip()
        if not raw:
            raise ValueError("the value is blank: leave the whole row out where it is not known")
        return _READERS[self.kind](self, raw)

    def say(self, value: Any) -> str:
        """Say a stored value as a page does; None is not known."""
        if value is None:
            return NOT_KNOWN
        if self.kind == "flag":
            return "Yes" if value else "No"
        if self.kind == "number":
            return f"{value:,}"
        if self.kind == "counts":
            return "; ".join(f"{kind}: {_say_count(count)}" for kind, count in value.items())
        return ", ".join(self.words(value))

    def words(self, value: Any) -> list[str]:
        """Give the words for each part of a list, or for the one part of anything else."""
        labels = self.choices()
        parts = value if isinstance(value, list) else [value]
        return [labels.get(part, part) for part in parts]


def _read_text(_measure: Measure, raw: str) -> str:
    if len(raw) > TEXT_MAX:
        raise ValueError(f"the value is longer than {TEXT_MAX} characters")
    return raw


def _read_choice(measure: Measure, raw: str) -> str:
    if raw not in measure.choices():
        raise ValueError(f"{raw!r} is not one of {', '.join(measure.choices())}")
    return raw


def _read_list(measure: Measure, raw: str) -> list[str]:
    parts = [_read_choice(measure, part.strip()) for part in raw.split(";")]
    if len(set(parts)) < len(parts):
        raise ValueError(f"{raw!r} names something twice")
    return parts


def _read_flag(_measure: Measure, raw: str) -> bool:
    if raw.lower() not in FLAGS:
        raise ValueError(f"{raw!r} is neither yes nor no")
    return FLAGS[raw.lower()]


def _read_number(_measure: Measure, raw: str) -> int:
    digits = raw.replace(",", "")
    if not (digits.isascii() and digits.isdigit() and len(digits) < 10):
        raise ValueError(f"{raw!r} is not a whole number")
    if int(digits) > NUMBER_MAX:
        raise ValueError(f"{raw} is more than any prison holds")
    return int(digits)


def _say_count(count: int | None) -> str:
    return NOT_GIVEN if count is None else f"{count:,}"


def _read_counts(measure: Measure, raw: str) -> dict[str, int | None]:
    """Read "18 to 20=45; 21 to 24=*", where a star stands for too few to give."""
    counts: dict[str, int | None] = {}
    for part in raw.split(";"):
        kind, gap, count = (piece.strip() for piece in part.rpartition("="))
        if not (kind and gap) or len(kind) > TEXT_MAX:
            raise ValueError(f"{part.strip()!r} is not written like 18 to 20=45")
        if kind in counts:
            raise ValueError(f"{raw!r} names something twice")
        number = None if count == "*" else _read_number(measure, count)
        counts[kind] = None if number is not None and 0 < number < SMALLEST_GIVEN else number
    if len(counts) > KINDS_MAX:
        raise ValueError(f"there are more than {KINDS_MAX} kinds")
    return counts


_READERS: Final[dict[Kind, Callable[[Measure, str], Any]]] = {
    "choice": _read_choice,
    "list": _read_list,
    "flag": _read_flag,
    "number": _read_number,
    "text": _read_text,
    "counts": _read_counts,
}

# In the order in which a prison's page tells them.
MEASURES: Final = {
    measure.key: measure
    for measure in (
        Measure("population", "People held", "number"),
        Measure("capacity", "Operational capacity", "number"),
        Measure("shared_bulletin", "Counted together", "text", is_optional=True),
        Measure("function", "Main function", "choice", lambda: FUNCTIONS),
        Measure("cohorts", "Kinds of prisoner held", "list", cohort_labels),
        Measure("security", "Highest security", "list", lambda: SECURITY),
        Measure("open_conditions", "Open conditions", "flag"),
        Measure("long_term_high_security", "Long-term and high-security estate", "flag"),
        Measure("holds_18_to_20", "Holds people aged 18 to 20", "flag"),
        Measure("holds_under_18", "Holds people under 18", "flag"),
        Measure("foreign_national_hub", "Foreign national hub", "flag"),
        Measure("region", "Region", "text"),
        Measure("prison_group", "Prison group", "text"),
        Measure("operator", "Run by", "text"),
        Measure("comparator_group", "Comparator group", "text"),
        Measure("status", "Status", "text"),
        Measure("baseline_cna", "Certified normal accommodation", "number", is_optional=True),
        Measure("in_use_cna", "Certified normal accommodation in use", "number", is_optional=True),
        Measure("age_bands", "People by age", "counts", is_optional=True),
        Measure("custody", "People by custody type", "counts", is_optional=True),
        Measure("nationality", "People by nationality", "counts", is_optional=True),
        Measure("offence_groups", "People by offence group", "counts", is_optional=True),
        Measure("sentence_bands", "People by sentence length", "counts", is_optional=True),
    )
}
