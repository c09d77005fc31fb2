"""A saved search in words: what it looks for, and its filters by their labels."""

from collections.abc import Iterable, Mapping
from typing import Any

from portal.search import choices
from portal.search.query_string import SORTS, Asked
from portal.search.saved.models import NAME_MAX

Labels = Mapping[tuple[str, str], str]
"""The label of each value, by the names of its filter and of itself."""


def labels(searches: Iterable[Asked], viewer: Any) -> Labels:
    """Give the words for every filter of some searches, as whoever looks knows them."""
    values: dict[str, set[str]] = {}
    for each in searches:
        for name, chosen in each.filters.items():
            values.setdefault(name, set()).update(chosen)
    filters = {name: tuple(chosen) for name, chosen in values.items()}
    return {
        (offer.name, option.value): f"{offer.label}: {option.label}"
        for offer in (choices.offers({}, filters, viewer) if filters else ())
        for option in offer.chosen
    }


def in_words(asked: Asked, known: Labels) -> list[str]:
    """Say what a search asks for, part by part; what is no longer offered keeps its bare value."""
    parts = [f"“{asked.text}”"] if asked.text else []
    for name, chosen in asked.filters.items():
        parts += [known.get((name, value)) or f"{name}: {value}" for value in chosen]
    return parts + ([SORTS[asked.sort]] if asked.sort else [])


def suggested_name(asked: Asked, viewer: Any) -> str:
    """Suggest a name: the words, or the filters where there are none."""
    name = " ".join(asked.text.split()) or ", ".join(_filters(asked, labels([asked], viewer)))
    return name if len(name) <= NAME_MAX else name[: NAME_MAX - 1].rstrip() + "…"


def _filters(asked: Asked, known: Labels) -> list[str]:
    chosen = [(name, value) for name, values in asked.filters.items() for value in values]
    return [known.get(each, each[1]).rpartition(": ")[2] for each in chosen]
