"""The filters that the search page offers; features say what their words are."""

from dataclasses import dataclass

from flask import Flask


@dataclass(frozen=True, slots=True)
class Choice:
    """Offer one filter: its name in the address, its label, and its values with their words."""

    name: str
    label: str
    values: dict[str, str]


def init_app(app: Flask) -> None:
    """Make room for the filters."""
    app.extensions["search_choices"] = []


def offer(app: Flask, *choices: Choice) -> None:
    """Add filters to the search page."""
    app.extensions["search_choices"].extend(choices)
