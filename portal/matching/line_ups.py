"""Which prisons are compared with which: the open, real prisons of each block."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final, Literal, cast

from flask import current_app
from sqlalchemy import func, select

from portal.db import db
from portal.matching.core import METHODS, Block, Distances, blocks_of, distances
from portal.prisons.models import Fact, Prison
from portal.prisons.profiles import Profile
from portal.prisons.queries import profiles

BLOCK_LABELS: Final[dict[Block, str]] = {
    "adult_men": "Prisons for adult men",
    "women": "Prisons for women",
    "under_18": "Sites for people under 18",
}
MEASURES_READ: Final = (
    "status",
    "region",
    "function",
    "cohorts",
    "security",
    "long_term_high_security",
    "holds_18_to_20",
    "holds_under_18",
    "foreign_national_hub",
    "capacity",
)

_KEY = "matching_line_ups"


@dataclass(frozen=True, slots=True)
class LineUp:
    """Hold the prisons of one block and how far apart they are, all in one order."""

    block: Block
    ids: tuple[int, ...]
    codes: tuple[str, ...]
    values: tuple[dict[str, Any], ...]
    distances: Distances

    def with_one(self, profile: Profile) -> "LineUp":
        """Add a prison that is not in the line-up, such as an example or one that is closed."""
        if profile.prison.id in self.ids:
            return self
        return line_up(
            self.block,
            (*self.ids, profile.prison.id),
            (*self.codes, profile.prison.code),
            (*self.values, values_of(profile)),
        )


def line_up(
    block: Block, ids: tuple[int, ...], codes: tuple[str, ...], values: tuple[dict[str, Any], ...]
) -> LineUp:
    """Compare prisons of one block by the block's method."""
    return LineUp(block, ids, codes, values, distances(METHODS[block], values))


def line_ups() -> dict[Block, LineUp]:
    """Give the line-up of every block, worked out again only where a fact was added since.

    One SELECT where nothing changed, three otherwise.
    """
    state = _state()
    kept: tuple[Any, dict[Block, LineUp]] | None = current_app.extensions.get(_KEY)
    if kept is None or kept[0] != state:
        known = profiles(measures=MEASURES_READ)
        kept = state, _line_ups(known.values())
        current_app.extensions[_KEY] = kept
    return kept[1]


def _state() -> tuple[Any, ...]:
    return tuple(
        db.session.execute(
            select(
                select(func.max(Fact.id)).scalar_subquery(),
                select(func.count(Fact.id)).scalar_subquery(),
                select(func.count(Prison.id)).scalar_subquery(),
            )
        ).one()
    )


def _line_ups(known: Iterable[Profile]) -> dict[Block, LineUp]:
    members: dict[Block, list[Profile]] = {block: [] for block in BLOCK_LABELS}
    for profile in known:
        if is_open(profile) and not profile.prison.is_example:
            for block in blocks(profile):
                members[block].append(profile)
    return {block: of_profiles(block, found) for block, found in members.items()}


def of_profiles(block: Block, found: Iterable[Profile]) -> LineUp:
    """Compare these prisons, in the order of their codes."""
    ordered = sorted(found, key=lambda profile: profile.prison.code)
    return line_up(
        block,
        tuple(profile.prison.id for profile in ordered),
        tuple(profile.prison.code for profile in ordered),
        tuple(values_of(profile) for profile in ordered),
    )


def blocks(profile: Profile) -> tuple[Block, ...]:
    """Give the blocks that a prison stands in."""
    sex = cast('Literal["M", "F"]', profile.prison.sex)
    return blocks_of(values_of(profile), sex)


def values_of(profile: Profile) -> dict[str, Any]:
    """Give what the methods read of a prison, by measure; JSON, and without what is not known."""
    known = {measure: profile.value(measure) for measure in MEASURES_READ}
    return {measure: value for measure, value in known.items() if value is not None}


def is_open(profile: Profile) -> bool:
    """Tell whether a prison was open when its status was told; not known counts as open."""
    status: str = profile.value("status") or "Open"
    return status.startswith("Open")
