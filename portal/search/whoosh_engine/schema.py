"""What a Whoosh document holds."""

from dataclasses import asdict
from typing import Any

from portal.search.index import SearchDocument, Signals
from portal.search.preparing import prepare
from portal.search.whoosh_engine.parts import (
    COLUMN,
    ID,
    KEYWORD,
    STORED,
    TEXT,
    NumericColumn,
    Schema,
)

# Raise it with every change to what a document holds: an index of another format is built anew.
FORMAT = 4
# The single document that carries the number of the last applied change.
MARKER = "marker"
DOCUMENT = "document"
SIGNALS = tuple(Signals.__dataclass_fields__)


def schema() -> Any:
    """Describe a document: terms of its own and of files, meanings, facets, signals."""
    signals = {name: COLUMN(NumericColumn("i", default=0)) for name in SIGNALS}
    return Schema(
        key=ID(stored=True, unique=True),
        title=STORED(),
        what=ID(),
        text=TEXT(phrase=True),
        files=TEXT(phrase=True),
        concepts=KEYWORD(),
        words=KEYWORD(),
        title_words=KEYWORD(),
        facet=KEYWORD(),
        applied=STORED(),
        **signals,
    )


def fields_of(document: SearchDocument) -> dict[str, Any]:
    """Turn a document into Whoosh fields: lists of terms, which pass by Whoosh's own analysis."""
    prepared = prepare(document)
    return {
        "key": document.key,
        "title": document.title,
        "what": DOCUMENT,
        "text": prepared.text,
        "files": prepared.files,
        "concepts": prepared.concepts,
        "words": sorted(prepared.words),
        "title_words": prepared.title_words,
        "facet": prepared.facets,
        **asdict(document.signals),
    }


def marker(applied: int) -> dict[str, Any]:
    """Make the document that says how far the index has read the change feed."""
    return {"key": MARKER, "what": MARKER, "applied": applied}
