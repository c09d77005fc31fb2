"""What practices can be filtered by, and the words of the filters."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Final

from portal import clock
from portal.practices.content import Content
from portal.practices.vocabulary import (
    BARRIERS,
    EVIDENCE,
    KINDS,
    PURPOSES,
    SETTINGS,
    STRUCTURES,
    THEMES,
    TRAINING_LEVELS,
)
from portal.prisons.cohorts import cohort_labels
from portal.prisons.kinds import PrisonKind, prison_kinds
from portal.prisons.measures import FUNCTIONS
from portal.search.choices import Choice, Group, Grouping

# The details of a practice that are facets, each by the name of its filter.
_DETAILS: Final = {
    "purpose": "purpose",
    "setting": "setting",
    "structure": "structure",
    "level": "training_level",
    "evidence": "evidence",
}
# The firmer, the more; nobody has said: 0.
EVIDENCE_STRENGTH: Final = {key: at for at, key in enumerate(EVIDENCE, start=1)}
MONTHS: Final = {3: "In the last 3 months", 12: "In the last 12 months"}


def facets_of(
    kind: str, content: Content, prison: str | None, is_template: bool, published_at: datetime
) -> dict[str, tuple[str, ...]]:
    """Give the facets of one practice, each with its values."""
    found: dict[str, tuple[str, ...]] = {
        "kind": (kind,),
        "theme": content.themes,
        "barrier": content.barriers,
        "prison": (prison,) if prison else (),
        "templates": ("1",) if is_template else (),
        "month": (f"{published_at:%Y-%m}",),
    }
    for name, detail in _DETAILS.items():
        value = content.details.get(detail, ())
        found[name] = (value,) if isinstance(value, str) else tuple(value)
    return found


def _by_function(_viewer: Any) -> dict[str, Group]:
    return _functions(prison_kinds())


def _by_cohort(_viewer: Any) -> dict[str, Group]:
    return _cohorts(prison_kinds())


# Kept for one state of the prisons: every search asks.
@lru_cache(maxsize=1)
def _functions(prisons: tuple[PrisonKind, ...]) -> dict[str, Group]:
    return _groups(prisons, FUNCTIONS, lambda prison: (prison.function,))


@lru_cache(maxsize=1)
def _cohorts(prisons: tuple[PrisonKind, ...]) -> dict[str, Group]:
    return _groups(prisons, cohort_labels(), lambda prison: prison.cohorts)


def _groups(
    prisons: tuple[PrisonKind, ...],
    labels: Mapping[str, str],
    kinds_of: Callable[[PrisonKind], tuple[str, ...]],
) -> dict[str, Group]:
    members: dict[str, set[str]] = {key: set() for key in labels}
    for prison in prisons:
        for key in kinds_of(prison):
            members.setdefault(key, set()).add(prison.slug)
    return {key: Group(labels[key], frozenset(members[key])) for key in labels if members[key]}


def _prisons() -> Mapping[str, str]:
    return {prison.slug: prison.name for prison in prison_kinds()}


def _dates(_viewer: Any) -> dict[str, Group]:
    today = clock.today()
    months = [_month_before(today, back) for back in range(max(MONTHS) + 1)]
    return {
        str(back): Group(label, frozenset(months[: back + 1])) for back, label in MONTHS.items()
    }


def _month_before(day: date, back: int) -> str:
    years, month = divmod(day.year * 12 + day.month - 1 - back, 12)
    return f"{years}-{month + 1:02}"


CHOICES: Final = (
    Choice("kind", "Kind", KINDS),
    Choice("theme", "Theme", THEMES),
    Choice("barrier", "What is in your way", BARRIERS),
    Choice("purpose", "Purpose", PURPOSES),
    Choice("setting", "Setting", SETTINGS),
    Choice("structure", "Structured or not", STRUCTURES, more=True),
    Choice("level", "Level of training", TRAINING_LEVELS, more=True),
    Choice("evidence", "How strong the evidence is", EVIDENCE, more=True),
    Choice("templates", "Templates", {"1": "Templates only"}, more=True),
    Grouping("function", "What the prison is", "prison", _by_function, more=True),
    Grouping("cohort", "Who the prison holds", "prison", _by_cohort, more=True),
    Choice("prison", "Prison", _prisons, more=True),
    Grouping("date", "Published", "month", _dates, more=True),
)
