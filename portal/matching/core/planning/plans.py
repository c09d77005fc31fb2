"""What comes out of planning."""

from collections.abc import Mapping
from dataclasses import dataclass

from portal.matching.core.planning.problems import Problem
from portal.matching.core.planning.reasons import Reason

Members = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PlannedGroup:
    """Hold one group by index into the sites, its members in order of their codes.

    - `distance`: the greatest between any two of it; None where too little is known of all
    - `charges`: what makes up `cost`, added up over all pairs within: "alike" (the squared
      distances; what is not known adds nothing), "same_region", "repeat", "maturity" and "need"
    - `is_pinned`: it was set by hand and stands whatever the rules say
    """

    members: Members
    distance: float | None
    cost: float
    charges: Mapping[str, float]
    is_pinned: bool


@dataclass(frozen=True, slots=True)
class Greedy:
    """Tell what pairing the closest first would give under the same wishes, pins kept.

    `worst` is the greatest distance within a group, None where there is none; `unpaired` how many
    are left over; `other_sizes` how many groups, but for pins, have another size than asked for.
    """

    total: float
    worst: float | None
    unpaired: int
    other_sizes: int


@dataclass(frozen=True, slots=True)
class Plan:
    """Hold the groups, least alike first and equals by code, and why anyone is in none.

    `total` is the cost of all groups. `gap` is 0 where it is proven that no plan with these wishes
    places more, or as many in fewer groups of another size, or so at a lower total. Where time ran
    out it is the share of the total that could at most be saved, 1 where nothing was proven.
    `warnings` name the rules that pins break.
    """

    groups: tuple[PlannedGroup, ...]
    total: float
    gap: float
    unpaired: Mapping[int, Reason]
    greedy: Greedy
    warnings: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Priced:
    """Hold what groups set by hand cost, least alike first, and which rules they break."""

    groups: tuple[PlannedGroup, ...]
    total: float
    warnings: tuple[Problem, ...]
