"""What a tantivy document holds.

Terms are cut and stemmed before they get here, so tantivy only parts them at spaces.
"""

from dataclasses import asdict
from hashlib import blake2b

from tantivy import Document, Schema, SchemaBuilder

from portal.search.index import SearchDocument, Signals
from portal.search.preparing import SUMMARY_WORTH, TITLE_WORTH, Prepared, prepare

# Raise it with every change to what a document holds: an index of another format is built anew.
FORMAT = 3
# The single document that carries the number of the last applied change.
MARKER = "marker"
DOCUMENT = "document"
SIGNALS = tuple(Signals.__dataclass_fields__)
# Stands before the first word of a title. Neither this nor what follows can be a word.
BEGINNING = "^"
# Parts a title from a summary and the rest, so that no phrase reaches over.
BREAK = "|"
# Makes a document as long in meanings as in terms, so that one measure of length serves both.
FILLING = "-"


def schema() -> Schema:
    """Describe a document: terms of its own and of files, meanings, facets, signals.

    `number` names a document as `key` does, but can be read of many at once.
    """
    builder = SchemaBuilder()
    for name in ("text", "files", "title_words"):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="position")
    builder.add_text_field("concepts", tokenizer_name="whitespace", index_option="freq")
    builder.add_text_field("words", tokenizer_name="whitespace", index_option="basic")
    builder.add_text_field("key", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("what", tokenizer_name="raw", index_option="basic")
    for name in ("facet", "title"):
        builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("number", indexed=True, fast=True)
    for name in ("length", "title_length", "applied", *SIGNALS):
        builder.add_integer_field(name, fast=True)
    return builder.build()


def fields_of(document: SearchDocument) -> Document:
    """Turn a document into tantivy's fields."""
    prepared = prepare(document)
    text = _text(prepared)
    filling = [FILLING] * max(0, len(text) - len(prepared.concepts))
    return Document(
        key=document.key,
        number=number_of(document.key),
        what=DOCUMENT,
        title=document.title,
        title_length=len(document.title),
        text=" ".join(text),
        files=" ".join(prepared.files),
        concepts=" ".join([*prepared.concepts, *filling]),
        words=" ".join(prepared.words),
        title_words=" ".join([BEGINNING, *prepared.title_words]),
        facet=prepared.facets,
        length=len(text),
        **asdict(document.signals),
    )


def _text(prepared: Prepared) -> list[str]:
    """Write the parts of a text one after the other, each as often as it counts."""
    titles, summaries = [prepared.title] * TITLE_WORTH, [prepared.summary] * SUMMARY_WORTH
    return [term for part in (*titles, *summaries, prepared.rest) for term in (*part, BREAK)]


def number_of(key: str) -> int:
    """Give the number that stands for a key: 64 bits of its hash."""
    return int.from_bytes(blake2b(key.encode(), digest_size=8).digest(), signed=True)


def marker(applied: int) -> Document:
    """Make the document that says how far the index has read the change feed."""
    return Document(key=MARKER, what=MARKER, applied=applied)
