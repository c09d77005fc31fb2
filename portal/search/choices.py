"""The filters that search offers; features say what they are and what their words are.

A filter is either a facet of what is found, such as its theme, or a way to put the values of a
facet into groups, such as the prisons that hold women. Groups are worked out when somebody looks,
so nothing has to be indexed anew when they change.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app

from portal.search.index import Filter

Labels = Mapping[str, str]
NOTHING = "-"  # no value of any facet


@dataclass(frozen=True, slots=True)
class Group:
    """Put values of a facet under one label."""

    label: str
    members: frozenset[str]


@dataclass(frozen=True, slots=True)
class Choice:
    """Offer a facet as a filter: its name in the address, its label, its values with their words.

    `more`: it stands under "More filters".
    """

    name: str
    label: str
    values: Labels | Callable[[], Labels]
    more: bool = False

    @property
    def facet(self) -> str:
        """Name the facet, which is called as the filter is."""
        return self.name

    def groups(self, viewer: Any) -> dict[str, Group]:
        """Give each value as a group of its own."""
        values = self.values() if callable(self.values) else self.values
        return {value: Group(label, frozenset({value})) for value, label in values.items()}


@dataclass(frozen=True, slots=True)
class Grouping:
    """Offer groups of a facet's values as a filter; they may depend on who looks."""

    name: str
    label: str
    facet: str
    find: Callable[[Any], dict[str, Group]]
    more: bool = False

    def groups(self, viewer: Any) -> dict[str, Group]:
        """Give the groups for whoever looks; none: the filter is not offered."""
        return self.find(viewer)


@dataclass(frozen=True, slots=True)
class Option:
    """Hold one value of a filter as the page shows it, with the number of results it would give."""

    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Offer:
    """Hold one filter as the page shows it."""

    name: str
    label: str
    options: tuple[Option, ...]
    more: bool

    @property
    def chosen(self) -> tuple[Option, ...]:
        """Give the options that are set."""
        return tuple(option for option in self.options if option.chosen)


def init_app(app: Flask) -> None:
    """Make room for the filters."""
    app.extensions["search_choices"] = []


def offer(app: Flask, *choices: Choice | Grouping) -> None:
    """Add filters to search."""
    app.extensions["search_choices"].extend(choices)


def names() -> list[str]:
    """Name every filter, as in an address."""
    return [each.name for each in _choices()]


def counted() -> dict[str, str]:
    """Name the facet behind each filter."""
    return {each.name: each.facet for each in _choices()}


def resolve(filters: Mapping[str, tuple[str, ...]], viewer: Any) -> dict[str, Filter]:
    """Turn the filters of an address into those of the index; a value nobody knows passes nothing.

    Values that are a facet's own are taken as they are: what was withdrawn may still be named.
    """
    return {
        each.name: Filter(each.facet, _members(each, filters[each.name], viewer))
        for each in _choices()
        if filters.get(each.name)
    }


def offers(
    counts: Mapping[str, Mapping[str, int]], filters: Mapping[str, tuple[str, ...]], viewer: Any
) -> list[Offer]:
    """Give every filter with the options that lead to results, and those that are set."""
    found = []
    for each in _choices():
        chosen = filters.get(each.name, ())
        options = tuple(_options(each.groups(viewer), counts.get(each.name, {}), chosen))
        if options:
            found.append(Offer(each.name, each.label, options, each.more))
    return found


def _options(
    groups: Mapping[str, Group], counts: Mapping[str, int], chosen: Iterable[str]
) -> Iterable[Option]:
    for value, group in groups.items():
        number = sum(counts.get(member, 0) for member in group.members)
        if number or value in chosen:
            yield Option(value, group.label, number, value in chosen)


def _members(choice: Choice | Grouping, values: tuple[str, ...], viewer: Any) -> tuple[str, ...]:
    if isinstance(choice, Choice):
        return values
    groups = choice.groups(viewer)
    members = {member for value in values if value in groups for member in groups[value].members}
    return tuple(sorted(members)) or (NOTHING,)


def _choices() -> list[Choice | Grouping]:
    found: list[Choice | Grouping] = current_app.extensions["search_choices"]
    return found
