"""The engines under test, and a small library to ask them for."""

from collections.abc import Callable
from pathlib import Path

from portal.search.index import Filter, SearchDocument, SearchIndex, SearchQuery, Signals
from portal.search.tantivy_engine import TantivyIndex
from portal.search.whoosh_engine import WhooshIndex

ENGINES: dict[str, Callable[[Path], SearchIndex]] = {
    "whoosh": WhooshIndex,
    "tantivy": TantivyIndex,
}

Facets = dict[str, tuple[str, ...]]


def document(number: int, title: str, body: str = "", **more: object) -> SearchDocument:
    return SearchDocument(f"practice:{number}", title, "", body, **more)  # type: ignore[arg-type]


LIBRARY = [
    document(
        1,
        "Reading mentors",
        "One to one help with reading on the wing.",
        facets={"kind": ("scheme",), "theme": ("reading", "peer work")},
        signals=Signals(prison=4, evidence=1, used_by=2, published_on=100, review_on=900),
    ),
    document(
        2,
        "Maths mentors",
        "Numbers and maths in the classroom.",
        facets={"kind": ("scheme",), "theme": ("maths",)},
        signals=Signals(used_by=5, published_on=300),
    ),
    document(
        3,
        "Role card",
        "Shown at the wing gate by a mentor who reads.",
        facets={
            "kind": ("job_description",),
            "barrier": ("movement",),
            "prison": ("example-midvale",),
            "template": ("yes",),
        },
        signals=Signals(prison=5, published_on=200),
    ),
]


def keys(index: SearchIndex, text: str = "", **more: object) -> list[str]:
    return [hit.key for hit in index.search(SearchQuery(text, **more)).hits]  # type: ignore[arg-type]


def only(**facets: str | tuple[str, ...]) -> dict[str, Filter]:
    values = {name: (each,) if isinstance(each, str) else each for name, each in facets.items()}
    return {name: Filter(name, each) for name, each in values.items()}
