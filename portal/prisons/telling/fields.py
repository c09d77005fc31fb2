"""A measure's value as the fields of a form, and back again."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from portal import clock
from portal.errors import Invalid
from portal.personal_data import first_blocking
from portal.prisons.measure_kinds import FEW, FLAGS, NUMBER_MAX, Measure
from portal.prisons.mentoring import MATURITIES
from portal.prisons.telling import plain_figures

# What was typed, by the name of its field; a name that is not there was not in the form.
Typed = Mapping[str, Sequence[str]]

DAY: Final = ("day", "month", "year")
EARLIEST: Final = date(2000, 1, 1)
STAR: Final = "*"
NO_SCHEME: Final = "schemes-none"
# The ticks that say of a list that none of it is so, which is not the same as not known.
NONE_OF: Final = {
    "barriers_now": "barriers_now-none",
    "barriers_solved": "barriers_solved-none",
}
OPERATOR_MAX = 120
GIVE_PERCENT = "give a whole percent from 0 to 100, such as 35, or * for fewer than five people"
NONE_AND_SOME = "some are ticked above. Take those ticks or this one away"
GIVE_NUMBER = "give a whole number, such as 120"
PICK = "pick from the list"
_NUMBER = re.compile(r"\d{1,9}", re.ASCII)


def field_names(measure: Measure) -> list[str]:
    """Give the names of a measure's fields, in order; the first is where a link leads."""
    if measure.kind == "shares":
        return [part_name(measure, band) for band in measure.choices()]
    if measure.kind == "schemes":
        return [*(part_name(measure, kind) for kind in measure.choices()), NO_SCHEME]
    if measure.key in NONE_OF:
        return [measure.key, NONE_OF[measure.key]]
    return [measure.key]


def part_name(measure: Measure, part: str) -> str:
    """Name the field of one band or type."""
    return f"{measure.key}-{part}"


def is_in(measure: Measure, typed: Typed) -> bool:
    """Tell whether any field of a measure was in the form."""
    return any(name in typed for name in field_names(measure))


def filled(measure: Measure, value: Any) -> dict[str, list[str]]:
    """Give the fields that stand for a stored value; blank for what is not known."""
    blank = {name: [""] for name in field_names(measure)}
    if value is None:
        return blank
    if measure.kind == "schemes" and not value:
        return blank | {NO_SCHEME: ["yes"]}
    if measure.kind in ("shares", "schemes"):
        return blank | {part_name(measure, part): [_said(each)] for part, each in value.items()}
    if measure.kind == "list":
        none = {NONE_OF[measure.key]: ["" if value else "yes"]} if measure.key in NONE_OF else {}
        return {measure.key: list(value)} | none
    if measure.kind == "flag":
        return {measure.key: ["yes" if value else "no"]}
    return {measure.key: [_said(value)]}


def _said(value: Any) -> str:
    return STAR if value == FEW else str(value)


def read(measure: Measure, typed: Typed) -> Any:
    """Read the value that was typed, None where all of it is blank.

    Shares come as typed, with one decimal at most. Raises Invalid by the name of the field.
    """
    return _READ[measure.kind](measure, typed)


def read_day(typed: Typed) -> date:
    """Read the day that figures speak of. Raises Invalid with the key "day"."""
    parts = [one(typed, part) for part in DAY]
    try:
        if not all(_NUMBER.fullmatch(part) for part in parts):
            raise ValueError
        year = int(parts[2])
        found = date(year + 2000 if year < 100 else year, int(parts[1]), int(parts[0]))
    except (ValueError, OverflowError):
        raise Invalid({"day": "Give a real date, such as 27 3 2026"}) from None
    if found > clock.today():
        raise Invalid({"day": "The date must be today or earlier"})
    if found < EARLIEST:
        raise Invalid({"day": "The date must be in 2000 or later"})
    return found


def one(typed: Typed, name: str) -> str:
    """Give what was typed into one field, without what stands around it."""
    given = typed.get(name) or [""]
    return given[0].strip()


def _share(measure: Measure, typed: Typed) -> Decimal | str | None:
    return _percent(measure.key, measure.label, one(typed, measure.key))


def _percent(name: str, label: str, raw: str) -> Decimal | str | None:
    try:
        return plain_figures.percent(raw)
    except ValueError:
        raise Invalid({name: f"{label}: {GIVE_PERCENT}"}) from None


def _shares(measure: Measure, typed: Typed) -> dict[str, Decimal | str] | None:
    """Read every band. Raises Invalid for what is no percent, and for bands left blank."""
    told: dict[str, Decimal | str | None] = {}
    problems: dict[str, str] = {}
    for band, label in measure.choices().items():
        name = part_name(measure, band)
        try:
            told[band] = _percent(name, label, one(typed, name))
        except Invalid as error:
            problems |= error.problems
    if problems:
        raise Invalid(problems)
    given = {band: share for band, share in told.items() if share is not None}
    if not given:
        return None
    missing = [band for band in told if band not in given]
    if missing:
        words = ", ".join(f"“{measure.choices()[band]}”" for band in missing)
        raise Invalid(
            {
                part_name(measure, missing[0]): f"{measure.label}: give {words} too, 0 for nobody. "
                f"The others add up to {total(given)} so far"
            }
        )
    return given


def total(shares: Mapping[str, Decimal | int | str]) -> int:
    """Add up what is given of shares, each as a whole percent."""
    return sum(rounded(share) for share in shares.values() if not isinstance(share, str))


def rounded(share: Decimal | int) -> int:
    """Make a percent whole, halves upwards."""
    return int(Decimal(share).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def _schemes(measure: Measure, typed: Typed) -> dict[str, str] | None:
    told = {kind: one(typed, part_name(measure, kind)) for kind in measure.choices()}
    wrong = [kind for kind, maturity in told.items() if maturity and maturity not in MATURITIES]
    if wrong:
        raise Invalid({part_name(measure, wrong[0]): f"{measure.choices()[wrong[0]]}: {PICK}"})
    runs = {kind: maturity for kind, maturity in told.items() if maturity}
    if one(typed, NO_SCHEME):
        if runs:
            raise Invalid({NO_SCHEME: "Some schemes are chosen above. Take them or this tick away"})
        return {}
    return runs or None


def _choice(measure: Measure, typed: Typed) -> str | None:
    picked = one(typed, measure.key)
    if picked and picked not in measure.choices():
        raise Invalid({measure.key: f"{measure.label}: {PICK}"})
    return picked or None


def _list(measure: Measure, typed: Typed) -> list[str] | None:
    picked = {each for each in typed.get(measure.key, ()) if each}
    if picked - set(measure.choices()):
        raise Invalid({measure.key: f"{measure.label}: {PICK}"})
    if measure.key in NONE_OF and one(typed, NONE_OF[measure.key]):
        if picked:
            raise Invalid({NONE_OF[measure.key]: f"{measure.label}: {NONE_AND_SOME}"})
        return []
    return [each for each in measure.choices() if each in picked] or None


def _flag(measure: Measure, typed: Typed) -> bool | None:
    picked = one(typed, measure.key)
    if picked and picked not in FLAGS:
        raise Invalid({measure.key: f"{measure.label}: {PICK}"})
    return FLAGS.get(picked)


def _number(measure: Measure, typed: Typed) -> int | None:
    try:
        number = plain_figures.number(one(typed, measure.key))
    except ValueError:
        raise Invalid({measure.key: f"{measure.label}: {GIVE_NUMBER}"}) from None
    if number is not None and number > NUMBER_MAX:
        raise Invalid({measure.key: f"{measure.label}: give {NUMBER_MAX:,} or fewer"})
    return number


def _text(measure: Measure, typed: Typed) -> str | None:
    words = " ".join(one(typed, measure.key).split())
    if len(words) > OPERATOR_MAX:
        raise Invalid({measure.key: f"Use {OPERATOR_MAX} characters or fewer"})
    if not words.isprintable():
        raise Invalid({measure.key: "This holds a character that cannot be stored. Type it again"})
    if words and (found := first_blocking(words)):
        raise Invalid({measure.key: found.why})
    return words or None


_READ: Final[dict[str, Callable[[Measure, Typed], Any]]] = {
    "share": _share,
    "shares": _shares,
    "schemes": _schemes,
    "choice": _choice,
    "list": _list,
    "flag": _flag,
    "number": _number,
    "text": _text,
}
