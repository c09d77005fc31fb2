"""Keeping the number of segments small: a commit takes small ones into the one it writes."""

from typing import Any

import numpy as np

from portal.search.whoosh_engine.schema import SIGNALS
from portal.search.whoosh_engine.segments import Segment
from portal.search.whoosh_engine.snapshot import Opener
from portal.search.whoosh_engine.writer import Writer

# Somebody waits for a save, so larger segments are merged only when there are very many.
MERGED_MOST = 32
SEGMENTS_MOST = 12
_TEXTS = ("name", "title", "run", "files_run")
_NUMBERS = ("length", *SIGNALS)


def merge(writer: Writer, opener: Opener) -> None:
    """Take segments over that are no larger than what is taken already, smallest first."""
    live = {each.segment_id(): each.doc_count() for each in writer.segments}
    chosen: set[str] = set()
    taken = 1
    for name, count in sorted(live.items(), key=lambda pair: pair[1]):
        is_small = count <= taken and taken + count <= MERGED_MOST
        if is_small or len(live) - len(chosen) > SEGMENTS_MOST:
            chosen.add(name)
            taken += count
    for each in writer.segments:
        if each.segment_id() in chosen and each.doc_count():
            deleted = set(each.deleted_docs())
            _take_over(writer, opener.segment(each.segment_id()), deleted)
    writer.segments = [each for each in writer.segments if each.segment_id() not in chosen]


def _take_over(writer: Writer, segment: Segment, deleted: set[int]) -> None:
    kept = [number for number in range(segment.size) if number not in deleted]
    moved = np.full(segment.size, -1, np.int64)
    moved[kept] = np.arange(len(kept)) + writer.docnum
    _copy_columns(writer, segment, kept)
    for field, term, (numbers, weights) in segment.everything():
        there = moved[numbers] >= 0
        writer.pool.add_many(field, term, moved[numbers[there]], weights[there])


def _copy_columns(writer: Writer, segment: Segment, kept: list[int]) -> None:
    schema: Any = writer.schema
    texts = {name: segment.texts(name) for name in _TEXTS}
    for number in kept:
        writer.perdocwriter.start_doc(writer.docnum)
        for name in _TEXTS:
            column = schema[name].column_type
            writer.perdocwriter.add_column_value(name, column, texts[name].at(number))
        for name in _NUMBERS:
            value = int((segment.lengths if name == "length" else segment.signals[name])[number])
            writer.perdocwriter.add_column_value(name, schema[name].column_type, value)
        writer.perdocwriter.finish_doc()
        writer.docnum += 1
        writer._added = True
