"""Which prison a published name means. Nothing is guessed: what is only likely is never used.

Known other spellings and marks of footnotes are followed, and each is told in words, so that
whoever brings a table in can see it.
"""

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from portal.prisons.models import Prison
from portal.prisons.tables.cells import text, without_mark
from portal.prisons.tables.published import Told

# As the publications write them; two codes are one row for two sites.
PUBLISHED: Final[Mapping[str, tuple[str, ...]]] = {
    "elmley (sheppey)": ("EYI",),
    "standford hill (sheppey)": ("EHI",),
    "swaleside (sheppey)": ("SLI",),
    "highpoint (north and south)": ("HPI",),
    "springhill": ("SPI",),
    "grendon/springhill": ("GNI", "SPI"),
    "grendon/spring hill": ("GNI", "SPI"),
    "usk/prescoed": ("UKI", "UPI"),
    "usk and prescoed": ("UKI", "UPI"),
    "peterborough (male & female)": ("PBI", "PFI"),
    "peterborough (male and female)": ("PBI", "PFI"),
    "mount": ("MTI",),
    "verne": ("VEI",),
}
REMOVAL_CENTRES: Final = frozenset(
    {"brook house", "campsfield house", "colnbrook", "derwentside", "dover", "dungavel"}
    | {"harmondsworth", "haslar", "tinsley house", "yarl's wood"}
)
YOUNG_PEOPLE: Final = frozenset(
    {"hassockfield", "medway", "oakhill", "oasis restore", "rainsbrook"}
)
CLOSE_ENOUGH = 0.72  # of 1, as difflib counts; it only suggests

_DESIGNATION = re.compile(
    r"(?:hm ?p(?:rison)?|hm ?yoi|yoi)(?: ?[/&] ?yoi)? +|\s*\((?:hmp|hmp ?[/&] ?yoi|yoi)\)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Match:
    """Say which prisons a name means: none with a `reason`, two where they share a row.

    `how` is "" where the name is the prison's own, or else words on how it was read. `likely` is
    the closest prison of a name that matches nothing.
    """

    prisons: tuple[Prison, ...] = ()
    how: str = ""
    reason: str = ""
    likely: Prison | None = None


class Names:
    """Look prisons up by the names that publications use.

    `told` says what names mean that this portal does not know: a code by name.
    """

    def __init__(self, prisons: Iterable[Prison], told: Mapping[str, str] | None = None) -> None:
        real = [prison for prison in prisons if not prison.is_example]
        self._codes = {prison.code: prison for prison in real}
        self._names = {_plain(prison.name): prison for prison in real}
        self._told = {_plain(name): code for name, code in (told or {}).items()}

    def unknown_codes(self) -> list[str]:
        """List the codes told for names that no prison has."""
        return sorted({code for code in self._told.values() if code not in self._codes})

    def find(self, row: Told) -> Match:
        """Find the prison of one row by its code, or else by its name."""
        if row.code:
            prison = self._codes.get(row.code)
            reason = f"no prison in the directory has the code {row.code[:8]}"
            return Match((prison,)) if prison else Match(reason=reason)
        return self._by_name(row.name) or self._by_parts(row) or self._no_match(row.name)

    def _by_name(self, name: str) -> Match | None:
        plain = _plain(name)
        if plain in self._told:
            prison = self._codes[self._told[plain]]
            return Match((prison,), f"{prison.full_name}, as you said")
        if plain in self._names:
            return Match((self._names[plain],))
        codes = PUBLISHED.get(re.sub(r"\s*/\s*", "/", plain), ())
        prisons = tuple(self._codes[code] for code in codes if code in self._codes)
        if prisons and len(prisons) == len(codes):
            return Match(prisons, f"a known spelling of {_and(prisons)}")
        return None

    def _by_parts(self, row: Told) -> Match | None:
        bare = without_mark(row.name)
        if bare != row.name and (found := self._by_name(bare)):
            return Match(found.prisons, f"{_and(found.prisons)}, without the mark of a footnote")
        bare = _DESIGNATION.sub("", bare).strip()
        if bare and (found := self._by_name(bare)):
            return Match(found.prisons, f"{_and(found.prisons)}, without its designation")
        if row.sex and (found := self._by_name(f"{bare} ({row.sex})")):
            return Match(found.prisons, f"{_and(found.prisons)}, told apart by sex")
        return None

    def _no_match(self, name: str) -> Match:
        plain = _plain(without_mark(name)).removesuffix(" stc").removesuffix(" irc")
        if plain in REMOVAL_CENTRES:
            return Match(reason="this is an immigration removal centre, not a prison")
        if plain in YOUNG_PEOPLE:
            return Match(reason="this is a centre for young people, not a prison")
        close = difflib.get_close_matches(plain, self._names, n=1, cutoff=CLOSE_ENOUGH)
        likely = self._names[close[0]] if close else None
        return Match(
            reason="no prison in the directory has this name: it may have closed, be new, "
            "or be written differently",
            likely=likely,
        )


def joint(prisons: Iterable[Prison]) -> str:
    """Name prisons that are counted together, by name."""
    return " and ".join(sorted(prison.name for prison in prisons))


def _and(prisons: Iterable[Prison]) -> str:
    return " and ".join(sorted(prison.full_name for prison in prisons))


def _plain(name: str) -> str:
    return text(name).casefold().replace("’", "'")
