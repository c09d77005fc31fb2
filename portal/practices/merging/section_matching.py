"""Finding each section again in two later versions, moved, renamed or rewritten as it may be."""

import re
from collections import defaultdict, deque
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Final

from portal.practices.comparing.sections import Section

# A section under a new name is the same one where it keeps this share of its words.
RENAMED: Final = 0.5
# Comparing each with each is only worth while for few; more are told apart by their names.
PAIRS_MAX: Final = 2_500
_WORDS_READ: Final = 20_000  # characters

# Where a section stands in the base, with them and with us.
_Places = tuple[int | None, int | None, int | None]


@dataclass(frozen=True, slots=True)
class Trio:
    """Hold one section as it was, as it is with them and with us; None where there is none."""

    base: Section | None
    theirs: Section | None
    ours: Section | None


@dataclass(frozen=True, slots=True)
class Matched:
    """Hold all sections of three versions, and the order of each side as indices into `trios`."""

    trios: tuple[Trio, ...]
    theirs: tuple[int, ...]
    ours: tuple[int, ...]


def match(base: list[Section], theirs: list[Section], ours: list[Section]) -> Matched:
    """Bring the sections of three versions together; each stands in one trio exactly."""
    in_theirs, in_ours = _pairs(base, theirs), _pairs(base, ours)
    new_theirs = sorted(set(range(len(theirs))) - set(in_theirs.values()))
    new_ours = sorted(set(range(len(ours))) - set(in_ours.values()))
    both = _pairs([theirs[each] for each in new_theirs], [ours[each] for each in new_ours])
    rows: list[_Places] = [
        (number, in_theirs.get(number), in_ours.get(number)) for number in range(len(base))
    ]
    for number, place in enumerate(new_theirs):
        rows.append((None, place, new_ours[both[number]] if number in both else None))
    added = {new_ours[each] for each in both.values()}
    rows += [(None, None, place) for place in new_ours if place not in added]
    trios = tuple(Trio(_at(base, b), _at(theirs, t), _at(ours, o)) for b, t, o in rows)
    return Matched(trios, _order([t for _, t, _ in rows]), _order([o for _, _, o in rows]))


def _at(sections: list[Section], place: int | None) -> Section | None:
    return None if place is None else sections[place]


def _order(places: list[int | None]) -> tuple[int, ...]:
    """Turn "where each trio stands" into "which trio stands there"."""
    standing = [(place, trio) for trio, place in enumerate(places) if place is not None]
    return tuple(trio for _, trio in sorted(standing))


def _pairs(old: list[Section], new: list[Section]) -> dict[int, int]:
    """Pair sections: first those that are equal, then those of one name, then renamed ones."""
    found: dict[int, int] = {}
    for key in (_words_said, _name):
        _pair_by(key, old, new, found)
    _pair_renamed(old, new, found)
    return found


def _words_said(section: Section) -> Hashable:
    return section.said


def _name(section: Section) -> Hashable:
    return section.heading.casefold(), section.level == 0


def _pair_by(
    key: Callable[[Section], Hashable],
    old: list[Section],
    new: list[Section],
    found: dict[int, int],
) -> None:
    taken = set(found.values())
    waiting: defaultdict[Hashable, deque[int]] = defaultdict(deque)
    for place, section in enumerate(new):
        if place not in taken:
            waiting[key(section)].append(place)
    for number, section in enumerate(old):
        if number not in found and waiting.get(key(section)):
            found[number] = waiting[key(section)].popleft()


def _pair_renamed(old: list[Section], new: list[Section], found: dict[int, int]) -> None:
    taken = set(found.values())
    left = {number: _vocabulary(each) for number, each in enumerate(old) if number not in found}
    free = {place: _vocabulary(each) for place, each in enumerate(new) if place not in taken}
    if len(left) * len(free) > PAIRS_MAX:
        return
    scores = [(_shared(a, b), -n, -p) for n, a in left.items() for p, b in free.items()]
    for score, number, place in sorted(scores, reverse=True):
        if score < RENAMED:
            return
        if -number not in found and -place not in taken:
            found[-number] = -place
            taken.add(-place)


def _vocabulary(section: Section) -> set[str]:
    words = section.text[:_WORDS_READ].casefold().split("\n", 1)
    text = words[-1] if section.level else section.text[:_WORDS_READ].casefold()
    return set(re.findall(r"\w+", text))


def _shared(a: set[str], b: set[str]) -> float:
    return len(a & b) / len(a | b) if a and b else 0.0
