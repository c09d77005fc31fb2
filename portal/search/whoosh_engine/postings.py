"""Reading whole lists of postings out of Whoosh as arrays.

Whoosh's own collector walks document by document; an array of a term's documents costs a tenth.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from portal.search.whoosh_engine.parts import FilterMatcher, ListMatcher, TermNotFound

_NOTHING = np.empty(0, np.int64), np.empty(0, np.float32)


def is_alive(searcher: Any, field: str, term: str) -> bool:
    """Tell whether any document that is still there has a term."""
    for leaf, _ in searcher.leaf_searchers():
        reader = leaf.reader()
        having = reader.doc_frequency(field, term)
        deleted = reader.doc_count_all() - reader.doc_count()
        if having > deleted or (having and len(postings(reader, field, term)[0])):
            return True
    return False


def postings(reader: Any, field: str, term: str) -> tuple[NDArray[Any], NDArray[Any]]:
    """Read the numbers of the documents that have a term, and how often each has it."""
    try:
        matcher = reader.postings(field, term)
    except TermNotFound:
        return _NOTHING
    deleted: frozenset[int] = frozenset()
    if isinstance(matcher, FilterMatcher):  # the documents that were deleted since
        matcher, deleted = matcher.child, matcher._ids
        matcher.reset()  # the filter has moved it already
    if isinstance(matcher, ListMatcher):  # a term of few documents stands beside its name
        blocks = [(np.asarray(matcher._ids), np.asarray(matcher._weights))]
    else:
        blocks = list(_blocks(matcher))
    numbers = np.concatenate([ids for ids, _ in blocks])
    frequencies = np.concatenate([weights for _, weights in blocks])
    if deleted:
        kept = ~np.isin(numbers, np.fromiter(deleted, np.int64, len(deleted)))
        numbers, frequencies = numbers[kept], frequencies[kept]
    return numbers, frequencies


def _blocks(matcher: Any) -> Iterator[tuple[NDArray[np.int64], NDArray[np.float32]]]:
    """Read a long list block by block, as Whoosh's matcher does for itself one by one.

    A block holds the first number and then the steps to the next; where every document has the
    term as often, it holds that once, and nothing where it is once.
    """
    while matcher.is_active():
        matcher._read_data()
        steps, weights = matcher._data[:2]
        numbers = np.cumsum(np.asarray(steps, np.int64))
        if weights is None or isinstance(weights, float):
            yield numbers, np.full(len(numbers), weights or 1.0, np.float32)
        else:
            yield numbers, np.asarray(weights, np.float32)
        matcher._next_block()
