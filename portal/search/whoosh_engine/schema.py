"""What a Whoosh document holds."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from portal.search.index import SearchDocument, Signals
from portal.search.preparing import Prepared, prepare
from portal.search.whoosh_engine.parts import (
    COLUMN,
    Existence,
    FieldType,
    NumericColumn,
    Schema,
    VarBytesColumn,
)

# Raise it with every change to what a document holds: an index of another format is built anew.
FORMAT = 6
# The single document that carries the number of the last applied change.
MARKER = "marker"
NOT_THE_MARKER = -1
SIGNALS = tuple(Signals.__dataclass_fields__)


class Terms(FieldType):
    """Index terms that are already cut, each with how often it counts; nothing about places."""

    def __init__(self) -> None:
        super().__init__(format=Existence(), analyzer=None)

    def index(self, value: Mapping[str, int], **_options: object) -> list[tuple[Any, ...]]:
        """Give what Whoosh keeps of a document: term, how often, weight, and no places."""
        return [(term.encode(), 1, float(weight), b"") for term, weight in value.items()]


def schema() -> Any:
    """Describe a document.

    Terms of its own and of files, meanings, words, facets; by document its key, title, length,
    signals, and the terms as a run, for phrases.
    """
    terms = {name: Terms() for name in ("key", "text", "files", "concepts", "words", "facet")}
    texts = {name: COLUMN(VarBytesColumn()) for name in ("name", "title", "run", "files_run")}
    signals = {name: COLUMN(NumericColumn("i", default=0)) for name in SIGNALS}
    return Schema(
        length=COLUMN(NumericColumn("i", default=0)),
        applied=COLUMN(NumericColumn("q", default=NOT_THE_MARKER)),
        **terms,
        **texts,
        **signals,
    )


def fields_of(document: SearchDocument) -> dict[str, Any]:
    """Turn a document into Whoosh fields."""
    prepared = prepare(document)
    return {
        "key": {document.key: 1},
        "name": document.key.encode(),
        "title": document.title.encode(errors="replace"),
        "text": prepared.weights,
        "length": prepared.length,
        "run": run(prepared),
        "files": Counter(prepared.files),
        "files_run": in_a_run(prepared.files),
        "concepts": Counter(prepared.concepts),
        "words": dict.fromkeys(prepared.words, 1),
        "facet": dict.fromkeys(prepared.facets, 1),
        **asdict(document.signals),
    }


def run(prepared: Prepared) -> bytes:
    """Write the terms of a document in order."""
    return b"\n".join(map(in_a_run, (prepared.title, prepared.summary, prepared.rest)))


def in_a_run(terms: list[str] | tuple[str, ...]) -> bytes:
    """Write terms in order, each between blanks."""
    return f" {' '.join(terms)} ".encode() if terms else b""


def marker(applied: int) -> dict[str, Any]:
    """Make the document that says how far the index has read the change feed."""
    return {"key": {MARKER: 1}, "applied": applied}
