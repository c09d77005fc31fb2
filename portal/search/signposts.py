"""Signposts above the results, to a page that answers a question better than a list does.

Search knows no feature: each says which questions its pages answer.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask import Flask, current_app


@dataclass(frozen=True, slots=True)
class Signpost:
    """Point to a page: `label` says what a question sounds like, `words` what stands there.

    `endpoint` and `values` are what `url_for` makes the address of.
    """

    label: str
    words: str
    endpoint: str
    values: Mapping[str, str]


Finder = Callable[[str], Signpost | None]

_FINDERS = "search_signposts"


def register(app: Flask, finder: Finder) -> None:
    """Ask this finder about each question; pages show what comes of it."""
    app.extensions.setdefault(_FINDERS, []).append(finder)
    app.add_template_global(signpost, "signpost")


def signpost(text: str) -> Signpost | None:
    """Give the signpost of the first finder that has one for this question."""
    finders: list[Finder] = current_app.extensions.get(_FINDERS, [])
    return next((found for finder in finders if (found := finder(text)) is not None), None)
