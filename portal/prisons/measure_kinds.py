"""The kinds of figure that can be known about a prison: how each is read, stored and said."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from portal.prisons.mentoring import MATURITIES

Kind = Literal["choice", "list", "flag", "number", "text", "counts", "share", "shares", "schemes"]

NOT_KNOWN: Final = "Not known"
FLAGS: Final = {"yes": True, "no": False}
TEXT_MAX = 300
NUMBER_MAX = 100_000
KINDS_MAX = 60  # of one prison's counts
SMALLEST_GIVEN = 5  # smaller numbers of people could point at somebody
NOT_GIVEN: Final = "too few to give"
FEW: Final = "few"  # what a share stores in place of fewer people than that
SUM_MIN, SUM_MAX = 98, 102  # whole percents that are rounded one by one
NONE_RUNS: Final = "None runs"
NONE_OF_THEM: Final = "None of those asked about"


def _no_choices() -> Mapping[str, str]:
    return {}


@dataclass(frozen=True, slots=True)
class Measure:
    """Describe one measure. `choices` gives the words for each key, in their order.

    A page leaves an optional one out where it is not known.
    """

    key: str
    label: str
    kind: Kind
    choices: Callable[[], Mapping[str, str]] = _no_choices
    is_optional: bool = False
    group: str = ""

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
        if self.kind in _PARTED:
            return "; ".join(f"{what}: {much}" for what, much in self.parts(value)) or NONE_RUNS
        return _SAID.get(self.kind, _say_words)(self, value)

    def words(self, value: Any) -> list[str]:
        """Give the words for each part of a list, or for the one part of anything else."""
        labels = self.choices()
        parts = value if isinstance(value, list) else [value]
        return [labels.get(part, part) for part in parts]

    def parts(self, value: Any) -> list[tuple[str, str]]:
        """Say counts, shares and schemes part by part, in the order of the choices.

        Nothing for other kinds, and for what is not known.
        """
        say = _PARTED.get(self.kind)
        if say is None or not value:
            return []
        labels = self.choices()
        order = {key: place for place, key in enumerate(labels)}
        keys = sorted(value, key=lambda key: order.get(key, len(order)))
        return [(labels.get(key, key), say(value[key])) for key in keys]


def _say_count(count: int | None) -> str:
    return NOT_GIVEN if count is None else f"{count:,}"


def say_share(share: int | str) -> str:
    """Say a stored share, such as "35%"."""
    return NOT_GIVEN if share == FEW else f"{share}%"


def _say_words(measure: Measure, value: Any) -> str:
    return ", ".join(measure.words(value)) or NONE_OF_THEM


_SAID: Final[dict[Kind, Callable[[Measure, Any], str]]] = {
    "flag": lambda _measure, value: "Yes" if value else "No",
    "number": lambda _measure, value: f"{value:,}",
    "share": lambda _measure, value: say_share(value).capitalize(),
}

_PARTED: Final[dict[Kind, Callable[[Any], str]]] = {
    "counts": _say_count,
    "shares": say_share,
    "schemes": lambda maturity: MATURITIES.get(maturity, maturity),
}


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


def _parts(raw: str, example: str) -> Iterator[tuple[str, str]]:
    """Take "a=1; b=2" apart. Raises ValueError where it is not written so, or says one twice."""
    seen = set()
    for part in raw.split(";"):
        key, gap, value = (piece.strip() for piece in part.rpartition("="))
        if not (key and gap) or len(key) > TEXT_MAX:
            raise ValueError(f"{part.strip()!r} is not written like {example}")
        if key in seen:
            raise ValueError(f"{raw!r} names something twice")
        seen.add(key)
        yield key, value


def _read_counts(measure: Measure, raw: str) -> dict[str, int | None]:
    """Read "18 to 20=45; 21 to 24=*", where a star stands for too few to give."""
    counts: dict[str, int | None] = {}
    for kind, count in _parts(raw, "18 to 20=45"):
        number = None if count == "*" else _read_number(measure, count)
        counts[kind] = None if number is not None and 0 < number < SMALLEST_GIVEN else number
    if len(counts) > KINDS_MAX:
        raise ValueError(f"there are more than {KINDS_MAX} kinds")
    return counts


def _read_share(_measure: Measure, raw: str) -> int | str:
    if raw.lower() == FEW:
        return FEW
    if not (raw.isascii() and raw.isdigit() and len(raw) <= 3 and int(raw) <= 100):
        raise ValueError(f"{raw!r} is neither a whole percent from 0 to 100 nor {FEW}")
    return int(raw)


def _read_shares(measure: Measure, raw: str) -> dict[str, int | str]:
    """Read "remand=10; under_12_months=few; ...", each band once."""
    told = {
        _read_choice(measure, band): _read_share(measure, share)
        for band, share in _parts(raw, "remand=10")
    }
    if missing := [band for band in measure.choices() if band not in told]:
        raise ValueError(f"{', '.join(missing)} is missing: give every band")
    total = sum(share for share in told.values() if isinstance(share, int))
    if total > SUM_MAX or (total < SUM_MIN and FEW not in told.values()):
        raise ValueError(f"the bands add up to {total}, not to 100")
    return {band: told[band] for band in measure.choices()}


def _read_schemes(measure: Measure, raw: str) -> dict[str, str]:
    """Read "reading=established; maths=setting_up"; "none" is a prison that runs no scheme."""
    if raw.lower() == "none":
        return {}
    told = dict(_parts(raw, "reading=established"))
    for kind, maturity in told.items():
        _read_choice(measure, kind)
        if maturity not in MATURITIES:
            raise ValueError(f"{maturity!r} is not one of {', '.join(MATURITIES)}")
    return {kind: told[kind] for kind in measure.choices() if kind in told}


_READERS: Final[dict[Kind, Callable[[Measure, str], Any]]] = {
    "choice": _read_choice,
    "list": _read_list,
    "flag": _read_flag,
    "number": _read_number,
    "text": _read_text,
    "counts": _read_counts,
    "share": _read_share,
    "shares": _read_shares,
    "schemes": _read_schemes,
}
