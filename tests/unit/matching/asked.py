"""Random prisons with random wishes, and what a pair costs worked out the plainest way."""

import itertools
from typing import Any

import numpy as np

from portal.matching.core.items import Matrix
from portal.matching.core.planning import Site, Wishes
from portal.matching.core.planning.wishes import REGION_RULES
from portal.matching.core.travel import km

REGIONS = ("North", "South", "East", None)
TYPES = ("reading", "maths", "wing")
STATES = ("setting_up", "running", "established")
BARRIERS = ("space", "staff", "pay", "moves")

FEW = 10

Question = tuple[Matrix, list[Site], Wishes]


def apart(count: int, seed: int, *, known: float = 1.0, levels: int = 0) -> Matrix:
    """Give random distances, some not known; with `levels` many are the same."""
    rng = np.random.default_rng(seed)
    total = rng.random((count, count))
    if levels:
        total = np.round(total * levels) / levels
    total[rng.random((count, count)) > known] = np.nan
    upper = np.triu(total, 1)
    return upper + upper.T


def prisons(count: int, seed: int) -> list[Site]:
    """Give prisons with all that wishes are about; of some nothing is known."""
    rng = np.random.default_rng(seed)
    return [_prison(f"P{index:02}", rng) for index in range(count)]


def _prison(code: str, rng: np.random.Generator) -> Site:
    placed = rng.random() < 0.9
    return Site(
        code=code,
        region=REGIONS[rng.integers(len(REGIONS))],
        latitude=float(rng.uniform(50, 55)) if placed else None,
        longitude=float(rng.uniform(-4, 1)) if placed else None,
        schemes={each: STATES[rng.integers(3)] for each in TYPES if rng.random() < 0.6}
        if rng.random() < 0.9
        else None,
        barriers_now=frozenset(each for each in BARRIERS if rng.random() < 0.2),
        barriers_solved=frozenset(each for each in BARRIERS if rng.random() < 0.2),
    )


def question(count: int, seed: int, **chosen: Any) -> Question:
    """Give a question in which every rule has a say: pins, forbids, caps, meetings and charges."""
    rng = np.random.default_rng(seed)
    total = apart(count, seed, known=0.9, levels=int(rng.integers(2)) * 4)
    sites = prisons(count, seed)
    codes = [str(code) for code in rng.permutation([site.code for site in sites])]
    pins = (tuple(codes[:2]),) if count > 2 and rng.random() < 0.4 else ()
    pairs = list(itertools.combinations(sorted(codes), 2))
    rng.shuffle(pairs)
    forbids = [pair for pair in pairs[: count // 2] if not pins or set(pair) != set(pins[0])]
    wishes: dict[str, Any] = {
        # Of larger groups among many with few allowed pairs a proof may take long.
        "size": int(rng.integers(2, 5)) if count <= FEW else 2,
        "region": REGION_RULES[rng.integers(3)],
        "cap_km": float(rng.uniform(100, 500)) if rng.random() < 0.5 else None,
        "pins": pins,
        "forbids": tuple((str(one), str(other)) for one, other in forbids),
        "earlier": tuple(
            (str(one), str(other), int(rng.integers(1, 4))) for one, other in pairs[-count:]
        ),
        "repeat": float(rng.choice([0.0, 0.3])),
        "same_region": float(rng.choice([0.0, 0.2])),
        "maturity": float(rng.choice([0.0, 0.1])),
        "need": float(rng.choice([0.0, 0.1])),
    }
    return total, sites, Wishes(**wishes | chosen)


def allowed(asked: Question, one: int, other: int) -> bool:
    """Tell whether two may be in one group that is not pinned."""
    total, sites, wishes = asked
    ours, theirs = sites[one], sites[other]
    return (
        not np.isnan(total[one, other])
        and not _named(ours, theirs, wishes.forbids)
        and (wishes.cap_km is None or _is_near(ours, theirs, wishes.cap_km))
        and (wishes.region != "same_only" or _share_region(ours, theirs))
    )


def pair_cost(asked: Question, one: int, other: int) -> float:
    """Give what two cost in one group."""
    total, sites, wishes = asked
    ours, theirs = sites[one], sites[other]
    cost = 0.0 if np.isnan(total[one, other]) else float(total[one, other] ** 2)
    if wishes.region == "rather_other" and _share_region(ours, theirs):
        cost += wishes.same_region
    met = [ago for *pair, ago in wishes.earlier if set(pair) == {ours.code, theirs.code}]
    if met:
        cost += wishes.repeat / min(met)
    if not (_teaches(ours, theirs) or _teaches(theirs, ours)):
        cost += wishes.maturity
    helped = (
        ours.barriers_solved & theirs.barriers_now or theirs.barriers_solved & ours.barriers_now
    )
    return cost if helped else cost + wishes.need


def _named(ours: Site, theirs: Site, pairs: tuple[tuple[str, str], ...]) -> bool:
    return any(set(pair) == {ours.code, theirs.code} for pair in pairs)


def _share_region(ours: Site, theirs: Site) -> bool:
    return ours.region is not None and ours.region == theirs.region


def _is_near(ours: Site, theirs: Site, cap: float) -> bool:
    places = (ours.latitude, ours.longitude, theirs.latitude, theirs.longitude)
    return None not in places and km(*places) <= cap  # type: ignore[arg-type]


def _teaches(ours: Site, theirs: Site) -> bool:
    if ours.schemes is None or theirs.schemes is None:
        return False
    return any(
        state == "established" and theirs.schemes.get(each) in (None, "setting_up")
        for each, state in ours.schemes.items()
    )
