"""The filters that search offers; features say what they are and what their words are.

A filter is either a facet of what is found, such as its theme, or a way to put the values of a
facet into groups, such as the prisons that hold women. Groups are worked out when somebody looks,
so nothing has to be indexed anew when they change.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from flask import Flask, current_app
from markupsafe import Markup

from portal.search.index import Filter

Labels = Mapping[str, str]
NOTHING = "-"  # no value of any facet
LONG = 20  # options
SELECTED = Markup(" selected")
CHECKED = Markup(" checked")


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

    def labels(self) -> Labels:
        """Give the values with their words."""
        return self.values() if callable(self.values) else self.values


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


class Option(NamedTuple):
    """Hold one value of a filter as the page shows it, with the number of results it would give.

    A tuple, as a page has a hundred of them.
    """

    value: str
    label: str
    results: int
    chosen: bool

    def as_option(self) -> Markup:
        """Write an `<option>`."""
        before, after = _option(self.value, self.label, self.chosen)
        return before + f"{self.results:,}" + after

    def as_checkbox(self, name: str, place: int) -> Markup:
        """Write a small checkbox, whose name in the page ends with its place."""
        before, after = _checkbox(name, place, self.value, self.label, self.chosen)
        return before + f"{self.results:,}" + after


# Nearly always the same: a template would take longer.
@lru_cache(maxsize=2_000)
def _option(value: str, label: str, chosen: bool) -> tuple[Markup, Markup]:
    line = Markup('<option value="{}"{}>{} (')
    return line.format(value, SELECTED if chosen else "", label), Markup(")</option>")


@lru_cache(maxsize=2_000)
def _checkbox(name: str, place: int, value: str, label: str, chosen: bool) -> tuple[Markup, Markup]:
    line = Markup(
        '<div class="govuk-checkboxes__item"><input class="govuk-checkboxes__input"'
        ' type="checkbox" id="{key}" name="{name}" value="{value}"{checked}>'
        '<label class="govuk-label govuk-checkboxes__label" for="{key}">{label} ('
    )
    checked = CHECKED if chosen else ""
    key = f"{name}-{place}"
    before = line.format(key=key, name=name, value=value, checked=checked, label=label)
    return before, Markup(")</label></div>")


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

    @property
    def is_long(self) -> bool:
        """Tell whether there are too many options for boxes to tick."""
        return len(self.options) > LONG

    @property
    def boxes(self) -> Markup:
        """Write every option as a box to tick."""
        return Markup("").join(
            option.as_checkbox(self.name, place) for place, option in enumerate(self.options, 1)
        )

    @property
    def lines(self) -> Markup:
        """Write every option as a line of a list to choose from."""
        return Markup("").join(option.as_option() for option in self.options)


def init_app(app: Flask) -> None:
    """Make room for the filters."""
    app.extensions["search_choices"] = []


def offer(app: Flask, *choices: Choice | Grouping) -> None:
    """Add filters to search."""
    app.extensions["search_choices"].extend(choices)


def vocabulary_labels() -> Iterator[str]:
    """Go through the words of the filters whose values are the same for everybody."""
    for each in _choices():
        if isinstance(each, Choice) and not callable(each.values):
            yield from each.values.values()


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
        chosen, counted = filters.get(each.name, ()), counts.get(each.name, {})
        if isinstance(each, Choice):
            options = _own_options(each.labels(), counted, chosen)
        else:
            options = _grouped_options(each.groups(viewer), counted, chosen)
        if options:
            found.append(Offer(each.name, each.label, options, each.more))
    return found


def _own_options(
    labels: Labels, counts: Mapping[str, int], chosen: Collection[str]
) -> tuple[Option, ...]:
    wanted = counts.keys() | chosen
    return tuple(
        Option(value, label, counts.get(value, 0), value in chosen)
        for value, label in labels.items()
        if value in wanted
    )


def _grouped_options(
    groups: Mapping[str, Group], counts: Mapping[str, int], chosen: Collection[str]
) -> tuple[Option, ...]:
    return tuple(
        Option(value, group.label, number, value in chosen)
        for value, group in groups.items()
        if (number := sum(counts[each] for each in counts.keys() & group.members))
        or value in chosen
    )


def _members(choice: Choice | Grouping, values: tuple[str, ...], viewer: Any) -> tuple[str, ...]:
    if isinstance(choice, Choice):
        return values
    groups = choice.groups(viewer)
    members = {member for value in values if value in groups for member in groups[value].members}
    return tuple(sorted(members)) or (NOTHING,)


def _choices() -> list[Choice | Grouping]:
    found: list[Choice | Grouping] = current_app.extensions["search_choices"]
    return found
