"""Reading which prisons are most like one, and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from portal.matching.core import (
    LISTED,
    NOBODY,
    Block,
    Closeness,
    Comparison,
    Item,
    Neighbour,
    Suggestions,
    closeness,
    compare,
    nearest,
    neighbours,
)
from portal.matching.core.euclid import euclid, nearest_by
from portal.matching.core.method import WORDS
from portal.matching.editions.models import Edition
from portal.matching.editions.queries import newest_edition
from portal.matching.line_ups import BLOCK_LABELS, LineUp
from portal.matching.similar.asking import Worth, fits, worth_asking
from portal.matching.similar.changed import changed
from portal.matching.similar.kept import suggestions
from portal.matching.similar.leads import common, tell
from portal.matching.similar.seats import Seat, seated
from portal.matching.similar.side_by_side import Table, measures_of, side_by_side
from portal.matching.wording import Pair, Reasons, called, in_words, listed
from portal.practices.queries import shared_counts
from portal.prisons.models import Prison
from portal.prisons.profiles import Profile
from portal.prisons.queries import profiles

ON_PAPER: Final = 3
MOST_NAMED: Final = 3  # of the items that an entry hangs on
TINY: Final = 1e-9


@dataclass(frozen=True, slots=True)
class Similar:
    """Hold one prison of a list: how close in words, and why.

    - `mutual`: we stand in its list too
    - `hangs_on`: the items that decide whether it is listed, in words; empty where it is firm
    - `shared`: how many practices it has published
    - `is_new`: with the usual weights it is not listed
    - `distance`: by the portal's own method, for tables and programs; pages say the word
    """

    prison: Prison
    region: str | None
    word: Closeness
    lead: str
    reasons: Reasons
    worth: Worth
    mutual: bool
    hangs_on: str
    shared: int
    is_new: bool
    distance: float


@dataclass(frozen=True, slots=True)
class OnPaper:
    """Name a prison that is nearer than one listed.

    `lists` says in how many lists it stands, where it may stand in no more; "" where it gave way
    because less is known of it.
    """

    prison: Prison
    lists: str


@dataclass(frozen=True, slots=True)
class SimilarList:
    """Hold the prisons suggested in one block; no entries where too little is known to compare.

    - `common`: a sentence on what all of them have in common with it
    - `tells_enough`: the prison itself has told enough, so it is the others that have not
    - `short`: others could be compared, but all stand in as many lists as one may
    - `edition`, `changed`: what changed since the last edition, in sentences; None where that does
      not hold its list
    """

    block: Block
    label: str
    common: str
    entries: tuple[Similar, ...]
    on_paper: tuple[OnPaper, ...]
    table: Table
    missing: tuple[str, ...]
    tells_enough: bool
    short: bool
    edition: Edition | None
    changed: tuple[str, ...] | None

    @property
    def is_close(self) -> bool:
        """Tell whether any of them is near enough to be called close in some way."""
        return any(entry.word != WORDS[-1] for entry in self.entries)


@dataclass(frozen=True, slots=True)
class _Found:
    """Hold who is listed in one block, before anything is read about them."""

    seat: Seat
    compared: LineUp
    chosen: tuple[Neighbour, ...]
    usual: frozenset[int]
    on_paper: tuple[int, ...]
    suggested: Suggestions | None

    @property
    def comparisons(self) -> list[tuple[Comparison, ...]]:
        """Set each one listed beside ours, item by item."""
        return [compare(self.compared.distances, self.seat.here, one.index) for one in self.chosen]

    @property
    def ids(self) -> list[int]:
        """Give the numbers of the prisons that are named."""
        named = [*(one.index for one in self.chosen), *self.on_paper]
        return [self.compared.ids[at] for at in named]


def similar_to(profile: Profile) -> list[SimilarList]:
    """List the prisons suggested to one, in each block that it stands in, on its usual basis."""
    return lists_of(profile, seated(profile)[1], {})


def lists_of(
    profile: Profile,
    found_seats: Sequence[Seat],
    moved: Mapping[str, float],
    *,
    plainly: bool = False,
) -> list[SimilarList]:
    """List the prisons most like one, for each of its seats.

    Nobody stands in more lists than `suggest` allows. With `moved` weights of groups it is the
    nearest as they are, which touches nobody else's list; `plainly` gives the nearest by plain
    standardised differences, each with the word of our own method.
    """
    found = [_found(seat, moved, plainly) for seat in found_seats]
    measures = [measures_of(each.compared.method.items) for each in found]
    known = profiles(
        prison_ids={number for each in found for number in each.ids},
        measures={"region"}.union(*measures),
    )
    shared = shared_counts(known)
    fitting = fits(shared, profile.value("barriers_now") or ())
    edition = None if moved or plainly else newest_edition()
    return [_shown(each, profile, known, shared, fitting, edition) for each in found]


def summary(lists: Sequence[SimilarList]) -> str:
    """Say how many are listed and how many are new, for somebody who cannot see the list."""
    entries = [entry for each in lists for entry in each.entries]
    new = sum(entry.is_new for entry in entries)
    count = f"{in_words(len(entries)).capitalize()} prison{'s' * (len(entries) != 1)} listed"
    if new:
        return f"{count}; {in_words(new)} {'is' if new == 1 else 'are'} new"
    return f"{count}; none is new" if entries else count


def _found(seat: Seat, moved: Mapping[str, float], plainly: bool) -> _Found:
    compared, here = seat.compared, seat.here
    if seat.is_member:
        kept = suggestions(compared)
        usual = frozenset(kept.of(here))
    else:
        kept = None
        usual = frozenset(_nearest(compared, here)) if moved or plainly else frozenset()
    ours = {group: weight for group, weight in moved.items() if group in compared.method.groups}
    if ours:
        compared = compared.weighted(ours, "moved")
    if plainly:
        return _Found(seat, compared, _plainly_nearest(compared, here), usual, (), None)
    if ours or kept is None:
        chosen = nearest(compared.distances, compared.codes, here, LISTED)
        return _Found(seat, compared, chosen, usual, (), None)
    far = _reach(kept, here)
    chosen = neighbours(compared.distances, compared.codes, here, kept.lists, far)
    return _Found(seat, compared, chosen, usual, _on_paper(compared, kept, here), kept)


def _nearest(compared: LineUp, here: int) -> list[int]:
    return [one.index for one in nearest(compared.distances, compared.codes, here, LISTED)]


def _plainly_nearest(compared: LineUp, here: int) -> tuple[Neighbour, ...]:
    """List the nearest by plain standardised differences; how firm they are is not asked."""
    lists = nearest_by(euclid(compared.distances), compared.codes, LISTED)
    row = compared.distances.total[here]
    return tuple(
        Neighbour(other, float(row[other]), here in lists[other].tolist(), firm_share=1.0)
        for other in lists[here].tolist()
        if other != NOBODY
    )


def _reach(kept: Suggestions, here: int) -> int:
    """Tell how far down the prison's own order its list goes."""
    mine = kept.of(here)
    places = [at for at, other in enumerate(kept.order[here].tolist()) if other in mine]
    return max([*places, LISTED - 1]) + 1


def _on_paper(compared: LineUp, kept: Suggestions, here: int) -> tuple[int, ...]:
    """Find who is nearer than the furthest listed: they stand in as many lists as they may."""
    row, mine = compared.distances.total[here], kept.of(here)
    if not mine:
        return ()
    furthest = max(row[mine])
    nearer = (
        other
        for other in kept.order[here].tolist()
        if other != NOBODY and other not in mine and row[other] < furthest - TINY
    )
    return tuple(nearer)[:ON_PAPER]


def _shown(
    found: _Found,
    profile: Profile,
    known: Mapping[int, Profile],
    shared: Mapping[int, int],
    fitting: Mapping[int, Any],
    edition: Edition | None,
) -> SimilarList:
    compared, here = found.compared, found.seat.here
    entries = _entries(found, profile, known, shared, fitting)
    places = [here, *(compared.ids.index(entry.prison.id) for entry in entries)]
    kept = found.suggested
    on_paper = [
        OnPaper(known[compared.ids[at]].prison, _full_in(kept, at)) if kept else None
        for at in found.on_paper
    ]
    wanted = min(LISTED, found.seat.comparable)
    return SimilarList(
        block=compared.block,
        label=BLOCK_LABELS[compared.block],
        common=common(found.comparisons, profile.prison.name),
        entries=tuple(entries),
        on_paper=tuple(each for each in on_paper if each),
        table=side_by_side(
            compared, places, [profile, *(known[compared.ids[at]] for at in places[1:])]
        ),
        missing=found.seat.missing,
        tells_enough=found.seat.tells_enough,
        short=len(entries) < wanted,
        edition=edition,
        changed=None if kept is None else changed(found.seat, edition, profile.prison.name),
    )


def _full_in(kept: Suggestions, at: int) -> str:
    lists = int(kept.listed[at])
    return in_words(lists) if lists >= kept.most else ""


def _entries(
    found: _Found,
    profile: Profile,
    known: Mapping[int, Profile],
    shared: Mapping[int, int],
    fitting: Mapping[int, Any],
) -> list[Similar]:
    """Describe those listed: closest word first, then those that share something, then by name."""
    compared, here, ours = found.compared, found.seat.here, profile.prison.name
    others = [known[compared.ids[one.index]] for one in found.chosen]
    pairs = [Pair(ours, other.prison.name, "here") for other in others]
    told = tell(found.comparisons, pairs)
    entries = [
        Similar(
            prison=other.prison,
            region=other.value("region"),
            word=closeness(compared.method, one.distance) or WORDS[-1],
            lead=said.lead,
            reasons=said.reasons,
            worth=worth_asking(
                compared.values[here],
                compared.values[one.index],
                ours,
                fitting.get(other.prison.id, ()),
            ),
            mutual=one.mutual and (found.seat.is_member or other.prison.is_example),
            hangs_on="" if one.firm else _named(one.hangs_on),
            shared=shared.get(other.prison.id, 0),
            is_new=bool(found.usual) and one.index not in found.usual,
            distance=one.distance,
        )
        for one, other, said in zip(found.chosen, others, told, strict=True)
    ]
    return sorted(
        entries,
        key=lambda each: (WORDS.index(each.word), not each.shared, each.prison.name),
    )


def _named(items: Sequence[Item]) -> str:
    return listed([called(item) for item in items[:MOST_NAMED]])
