"""Which prisons are compared with which: the open, real prisons of each block."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Literal, cast

from flask import current_app
from sqlalchemy import func, select

from portal.db import db
from portal.matching.core import Basis, Block, Distances, Method, blocks_of, distances, reweighed
from portal.matching.setting.models import WeightVersion
from portal.matching.setting.queries import methods_in_use
from portal.prisons.models import Fact, Prison
from portal.prisons.profiles import Profile
from portal.prisons.queries import profiles

BLOCK_LABELS: Final[dict[Block, str]] = {
    "adult_men": "Prisons for adult men",
    "women": "Prisons for women",
    "under_18": "Sites for people under 18",
}
BASIS_LABELS: Final[dict[Basis, str]] = {
    "record": "On public records alone",
    "profile": "On all that prisons have told about themselves",
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
    "population",
    "sentence_shares",
    "six_months_left",
    "below_level_1_english",
    "below_level_2_english",
    "below_level_1_maths",
    "below_level_2_maths",
    "cannot_read",
    "esol",
    "neurodiversity",
    "schemes",
    "structured",
    "hours_unlocked",
    "red_band",
    "education_place",
    "quiet_space",
    "arrivals",
    "barriers_now",
    "barriers_solved",
)

_KEY = "matching_line_ups"


@dataclass(frozen=True, slots=True)
class LineUp:
    """Hold the prisons of one block and how far apart they are, all in one order.

    `values` are what is known of each by measure (`MEASURES_READ`).
    """

    basis: Basis
    block: Block
    ids: tuple[int, ...]
    codes: tuple[str, ...]
    values: tuple[dict[str, Any], ...]
    distances: Distances

    @property
    def method(self) -> Method:
        """Give the method that the distances come from."""
        return self.distances.method

    def with_one(self, profile: Profile) -> "LineUp":
        """Add a prison that is not in the line-up, such as an example or one that is closed."""
        return self.with_all([profile])

    def with_all(self, profiles: Iterable[Profile]) -> "LineUp":
        """Add those prisons that are not in the line-up, in their order."""
        joining = [each for each in profiles if each.prison.id not in self.ids]
        if not joining:
            return self
        values = (*self.values, *map(values_of, joining))
        return replace(
            self,
            ids=(*self.ids, *(each.prison.id for each in joining)),
            codes=(*self.codes, *(each.prison.code for each in joining)),
            values=values,
            distances=distances(self.method, values),
        )

    def only(self, places: Sequence[int]) -> "LineUp":
        """Keep the prisons at these places alone."""
        values = tuple(self.values[at] for at in places)
        return replace(
            self,
            ids=tuple(self.ids[at] for at in places),
            codes=tuple(self.codes[at] for at in places),
            values=values,
            distances=distances(self.method, values),
        )

    def weighted(self, groups: Mapping[str, float], version: str) -> "LineUp":
        """Compare with other weights for groups. Raises ValueError as `Method.weighted`."""
        method = self.method.weighted(groups, version)
        return replace(self, distances=reweighed(self.distances, method))


LineUps = Mapping[tuple[Basis, Block], LineUp]


def line_ups() -> LineUps:
    """Give every line-up, worked out again only where a fact or a weight was added since.

    One SELECT where nothing changed, four otherwise.
    """
    state = _state()
    kept: tuple[Any, LineUps] | None = current_app.extensions.get(_KEY)
    if kept is None or kept[0] != state:
        known = profiles(measures=MEASURES_READ)
        kept = state, _line_ups(known.values())
        current_app.extensions[_KEY] = kept
    return kept[1]


def _state() -> tuple[Any, ...]:
    """Tell from what the line-ups are worked out: equal states give equal line-ups. One SELECT."""
    return tuple(
        db.session.execute(
            select(
                select(func.max(Fact.id)).scalar_subquery(),
                select(func.count(Fact.id)).scalar_subquery(),
                select(func.count(Prison.id)).scalar_subquery(),
                select(func.max(WeightVersion.id)).scalar_subquery(),
            )
        ).one()
    )


def _line_ups(known: Iterable[Profile]) -> LineUps:
    members: dict[Block, list[Profile]] = {block: [] for block in BLOCK_LABELS}
    for profile in known:
        if is_open(profile) and not profile.prison.is_example:
            for block in blocks(profile):
                members[block].append(profile)
    return {
        (basis, block): of_profiles(basis, block, method, members[block])
        for (basis, block), method in methods_in_use().items()
    }


def of_profiles(basis: Basis, block: Block, method: Method, found: Iterable[Profile]) -> LineUp:
    """Compare these prisons, in the order of their codes."""
    ordered = sorted(found, key=lambda profile: profile.prison.code)
    values = tuple(values_of(profile) for profile in ordered)
    return LineUp(
        basis,
        block,
        tuple(profile.prison.id for profile in ordered),
        tuple(profile.prison.code for profile in ordered),
        values,
        distances(method, values),
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
