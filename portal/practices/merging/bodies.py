"""Bringing the sections of two texts together that were both made from a third."""

from collections.abc import Iterable
from dataclasses import dataclass

from portal.practices.comparing.sections import Section, cut, join
from portal.practices.merging.section_matching import Matched, Trio, match


@dataclass(frozen=True, slots=True)
class Body:
    """Hold three versions of a text and how their sections belong together."""

    base: str
    theirs: str
    ours: str
    matched: Matched

    @property
    def trios(self) -> tuple[Trio, ...]:
        """List every section of the three, those of the base first."""
        return self.matched.trios

    @property
    def differing(self) -> list[int]:
        """List the sections that are not the same with them and with us."""
        return [n for n, trio in enumerate(self.trios) if said(trio.theirs) != said(trio.ours)]

    @property
    def order(self) -> "Order":
        """Tell who put the sections that both sides have into another order."""
        shared = {n for n, trio in enumerate(self.trios) if trio.theirs and trio.ours}
        theirs = [n for n in self.matched.theirs if n in shared]
        ours = [n for n in self.matched.ours if n in shared]
        known = [n for n in sorted(shared) if self.trios[n].base]  # trios begin with the base
        base = set(known)
        return Order(
            is_same=theirs == ours,
            theirs_moved=[n for n in theirs if n in base] != known,
            ours_moved=[n for n in ours if n in base] != known,
        )


@dataclass(frozen=True, slots=True)
class Order:
    """Say whether two sides have their common sections in one order, and who moved some."""

    is_same: bool
    theirs_moved: bool
    ours_moved: bool


def bring_together(base: str, theirs: str, ours: str) -> Body:
    """Cut three texts and match their sections."""
    return Body(base, theirs, ours, match(cut(base), cut(theirs), cut(ours)))


def said(section: Section | None) -> str:
    """Give what a section says; a section that is not there says nothing."""
    return section.said if section else ""


def assemble(body: Body, texts: dict[int, str], *, theirs_lead: bool) -> str:
    """Write the text: each differing section as in `texts`, in the order of the side that leads.

    Sections that only the other side has come after the one they follow there.
    """
    first, second = body.matched.theirs, body.matched.ours
    if not theirs_lead:
        first, second = second, first
    every = dict(enumerate(body.trios))
    leading = {n: (t.theirs if theirs_lead else t.ours) for n, t in every.items()}
    words = {n: section.text for n, section in leading.items() if section} | texts
    return join(words.get(n, "") for n in _woven(first, second))


def _woven(first: Iterable[int], second: Iterable[int]) -> list[int]:
    """Put what only `second` has into `first`, each behind the one that it follows in `second`."""
    order = list(first)
    standing = set(order)
    followers: dict[int | None, list[int]] = {}
    last = None
    for number in second:
        if number in standing:
            last = number
        else:
            followers.setdefault(last, []).append(number)
    woven = followers.get(None, [])
    for number in order:
        woven += [number, *followers.get(number, [])]
    return woven
