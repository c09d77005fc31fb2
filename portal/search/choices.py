"""The filters that the search page offers; features say what their words are."""

from dataclasses import dataclass
from functools import lru_cache

from flask import Flask
from markupsafe import Markup


@dataclass(frozen=True, slots=True)
class Choice:
    """Offer one filter: its name in the address, its label, and its values with their words."""

    name: str
    label: str
    values: dict[str, str]

    def options(self, selected: str) -> Markup:
        """Write the `<option>` elements; the same few again and again, so they are kept."""
        return _options(tuple(self.values.items()), selected)


@lru_cache(maxsize=200)
def _options(values: tuple[tuple[str, str], ...], selected: str) -> Markup:
    option = Markup('<option value="{}"{}>{}</option>')
    return Markup("").join(
        option.format(value, Markup(" selected") if value == selected else "", words)
        for value, words in values
    )


def init_app(app: Flask) -> None:
    """Make room for the filters."""
    app.extensions["search_choices"] = []


def offer(app: Flask, *choices: Choice) -> None:
    """Add filters to the search page."""
    app.extensions["search_choices"].extend(choices)
