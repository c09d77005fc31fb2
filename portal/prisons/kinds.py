"""What each prison is and whom it holds, as lists ask again and again: kept for a minute."""

import time
from dataclasses import dataclass

from flask import current_app

from portal.prisons.queries import profiles

# Seconds. Facts about prisons change a few times a month, and a corrected one shows within this
# time in every list and filter: the search index knows the prison of a practice, not its kind.
KEPT = 60.0

_KEY = "prison_kinds"


@dataclass(frozen=True, slots=True)
class PrisonKind:
    """Hold what one prison is; `function` is "" where it is not known."""

    id: int
    slug: str
    name: str
    function: str
    cohorts: tuple[str, ...]


def prison_kinds() -> tuple[PrisonKind, ...]:
    """Give every prison, in the order of `all_prisons`."""
    now = time.monotonic()
    kept: tuple[float, tuple[PrisonKind, ...]] | None = current_app.extensions.get(_KEY)
    if kept is None or now - kept[0] > KEPT:
        kept = current_app.extensions[_KEY] = now, _read()
    return kept[1]


def _read() -> tuple[PrisonKind, ...]:
    return tuple(
        PrisonKind(
            id=each.prison.id,
            slug=each.prison.slug,
            name=each.prison.name,
            function=each.value("function") or "",
            cohorts=tuple(each.value("cohorts") or ()),
        )
        for each in profiles(measures=("function", "cohorts")).values()
    )
