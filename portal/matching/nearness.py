"""Which prisons are close to one, as other pages ask again and again: kept for a minute."""

import time
from collections.abc import Collection, Mapping
from typing import Any

from flask import current_app

from portal.matching.core import Closeness, closeness, compare
from portal.matching.core.explain import ALIKE_AT_MOST
from portal.matching.line_ups import MEASURES_READ, LineUp, blocks, is_open, line_ups
from portal.matching.wording import say
from portal.prisons.kinds import prison_kinds
from portal.prisons.profiles import Profile
from portal.prisons.queries import profiles
from portal.search.choices import Group
from portal.search.lifts import Near

KEPT = 60.0  # seconds; facts about prisons change a few times a month
# How much of the closeness counts for each word; prisons further away are not near.
SHARES: Mapping[Closeness, float] = {"very close": 1.0, "close": 0.7, "fairly close": 0.35}
# What a prison is, by what tells most.
KINDS = ("cohorts", "function", "security")
LONGEST = {
    "over_36_months": "people with over 3 years left to serve",
    "to_36_months": "people with up to 3 years left to serve",
    "to_16_months": "people with up to 16 months left to serve",
}

_KEY = "matching_nearness"
_Kept = dict[int, tuple[float, Mapping[int, Near]]]


def near(prison_id: int | None) -> Mapping[int, Near]:
    """Give the prisons near to one, by number, with the prison itself; without one nothing.

    Example prisons are near to example prisons only: nothing invented is like a real one.
    """
    if prison_id is None:
        return {}
    kept: _Kept = current_app.extensions.setdefault(_KEY, {})
    now = time.monotonic()
    found = kept.get(prison_id)
    if found is None or now - found[0] > KEPT:
        found = kept[prison_id] = now, _near(prison_id)
    return found[1]


def lens(viewer: Any) -> Mapping[int, Near]:
    """See prisons from a person's own."""
    return near(viewer.prison_id)


def prisons_like_yours(viewer: Any) -> dict[str, Group]:
    """Offer the prisons near to a person's as a filter; to a person without one, nothing."""
    found = near(viewer.prison_id)
    slugs = (
        prison.slug
        for prison in prison_kinds()
        if prison.id in found and found[prison.id].share >= SHARES["close"]
    )
    return {"yours": Group("Only prisons close to mine", frozenset(slugs))} if found else {}


def _near(prison_id: int) -> Mapping[int, Near]:
    known = profiles(measures=MEASURES_READ)
    if prison_id not in known:
        return {}
    found: dict[int, Near] = {prison_id: Near(1.0, "your own prison", "")}
    mine = known[prison_id]
    examples = [each for each in known.values() if mine.prison.is_example and _is_example(each)]
    every = line_ups()
    for block in blocks(mine):
        company = (example for example in examples if block in blocks(example))
        compared = every["record", block].with_all([mine, *company])
        found = {**_in_block(compared, mine), **found}
    return found


def _is_example(profile: Profile) -> bool:
    return profile.prison.is_example and is_open(profile)


def _in_block(compared: LineUp, mine: Profile) -> dict[int, Near]:
    here = compared.ids.index(mine.prison.id)
    found = {}
    for there, number in enumerate(compared.ids):
        word = closeness(compared.method, float(compared.distances.total[here, there]))
        if there != here and word is not None and word in SHARES:
            found[number] = Near(SHARES[word], word, _because(compared, here, there))
    return found


def _because(compared: LineUp, here: int, there: int) -> str:
    """Say in what two prisons are alike: what they are, then how long people have left."""
    alike = {
        one.item.key: one.theirs
        for one in compare(compared.distances, here, there)
        if one.distance is not None and one.distance <= ALIKE_AT_MOST
    }
    kind = next((say(key, alike[key]) for key in KINDS if key in alike), "")
    time_left = _time_left(alike.get("time_left") or ())
    return ", ".join(filter(None, (kind, time_left)))


def _time_left(bands: Collection[str]) -> str:
    """Say the longest time that people have left to serve, as far as the register tells."""
    return next((words for band, words in LONGEST.items() if band in bands), "")
