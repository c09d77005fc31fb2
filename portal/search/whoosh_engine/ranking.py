"""Ranking by BM25 over whole lists of postings at once.

Reading each term's postings into arrays and adding them up gives scores, filters, counts and the
exact total in one pass.

The formula is BM25: for a term in f of a document's l words, with N documents of a words on
average, n of which have the term: idf · f · (k + 1) / (f + k · (1 - b + b · l / a)), where
idf = log(1 + (N - n + 0.5) / (n + 0.5)). Robertson and Zaragoza (2009), "The Probabilistic
Relevance Framework".

A document that has a meaning without the typed words gets a share of what they would be worth. A
term that stands only in a document's files counts less than it would anywhere in the text of any
document: less than once in the longest of them. How long the files are plays no part, so that they
push nothing down.
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from portal.search.index import SearchQuery
from portal.search.preparing import facet_token
from portal.search.question import Question
from portal.search.tail import POOL, lowest_kept
from portal.search.whoosh_engine.parts import query as whoosh
from portal.search.whoosh_engine.postings import postings
from portal.search.whoosh_engine.schema import DOCUMENT
from portal.search.whoosh_engine.segments import segment

K = 1.2
B = 0.75
# Of the least that a term is worth in a text, so much at most where it stands only in a file.
FILES_SHARE = 0.5
# So much of its worth has a meaning where none of the typed words stands.
MEANING_SHARE = 0.5

Scores = NDArray[np.float64]
Marks = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Matched:
    """Hold what the words of a question give in a segment: scores, and who has all of them."""

    scores: Scores
    some: Marks
    full: Marks


def match(searcher: Any, question: Question) -> list[Matched]:
    """Score every document of every segment; without terms everything counts as found."""
    average = searcher.avg_field_length("text", 1) or 1
    leaves = [leaf for leaf, _ in searcher.leaf_searchers()]
    longest = max((segment(leaf.reader()).lengths.max(initial=1) for leaf in leaves), default=1)
    least = (K + 1) / (1 + K * (1 - B + B * longest / average))
    worth = _Worth(searcher, average, FILES_SHARE * least)
    return [_match(leaf, question, worth) for leaf in leaves]


def without_tail(matched: list[Matched]) -> list[Marks]:
    """Mark what belongs to the answer, see portal.search.tail."""
    best = max((each.scores.max(initial=0) for each in matched), default=0)
    kept = [each.some & (each.scores >= lowest_kept(best)) for each in matched]
    if sum(int(each.sum()) for each in kept) >= POOL:
        return [each.some for each in matched]
    return [near | each.full for near, each in zip(kept, matched, strict=True)]


def facets(searcher: Any, query: SearchQuery) -> dict[str, list[Marks]]:
    """Mark for each filter, by its name, the documents of every segment that pass it."""
    return {
        name: [
            _having(leaf.reader(), "facet", [facet_token(each.facet, one) for one in each.values])
            for leaf, _ in searcher.leaf_searchers()
        ]
        for name, each in query.filters.items()
    }


def documents(searcher: Any) -> list[Marks]:
    """Mark what is there and is a document, in every segment."""
    return [_having(leaf.reader(), "what", [DOCUMENT]) for leaf, _ in searcher.leaf_searchers()]


@dataclass(frozen=True, slots=True)
class _Worth:
    """Weigh terms; `in_files` is the most that a term of idf 1 is worth only in files."""

    searcher: Any
    average: float
    in_files: float

    def idf(self, field: str, term: str) -> float:
        number, having = self.searcher.doc_count(), self.searcher.doc_frequency(field, term)
        return math.log(1 + max(0.0, number - having + 0.5) / (having + 0.5))

    def bm25(self, lengths: NDArray[Any], frequencies: NDArray[Any]) -> NDArray[Any]:
        return frequencies * (K + 1) / (frequencies + K * (1 - B + B * lengths / self.average))


def _match(leaf: Any, question: Question, worth: _Worth) -> Matched:
    reader = leaf.reader()
    size = reader.doc_count_all()
    if not question.all_terms:
        everything = np.ones(size, np.bool_)
        return Matched(np.zeros(size), everything, everything)
    scores, counted = np.zeros(size), np.zeros(size, np.int16)
    lengths = segment(reader).lengths
    meant = _meant(reader, question, worth, lengths)
    for term in question.all_terms:
        numbers, frequencies = postings(reader, "text", term)
        gained = np.zeros(size)
        gained[numbers] = worth.idf("text", term) * worth.bm25(lengths[numbers], frequencies)
        in_files, frequencies = postings(reader, "files", term)
        idf = worth.idf("files", term)
        others = worth.in_files * idf * frequencies / (frequencies + K)
        gained[in_files] = np.maximum(gained[in_files], others)
        if term in meant:
            documents, gains = meant[term]
            gained[documents] = np.maximum(gained[documents], gains)
        scores += gained
        counted += gained > 0
    some = counted > 0
    for phrase in question.phrases:
        some &= _has_phrase(leaf, phrase, size)
    return Matched(scores, some, some & (counted == len(question.all_terms)))


def _meant(
    reader: Any, question: Question, worth: _Worth, lengths: NDArray[Any]
) -> dict[str, tuple[NDArray[Any], NDArray[Any]]]:
    """Give for each term that a meaning stands for its documents and what they gain by it."""
    found = {}
    for concept in question.concepts:
        numbers, frequencies = postings(reader, "concepts", concept.token)
        idf = worth.idf("concepts", concept.token)
        gains = MEANING_SHARE * idf * worth.bm25(lengths[numbers], frequencies)
        for term in concept.covers:
            found[term] = (numbers, gains / len(concept.covers))
    return found


def _has_phrase(leaf: Any, phrase: tuple[str, ...], size: int) -> Marks:
    has = np.zeros(size, np.bool_)
    for field in ("text", "files"):
        has[list(whoosh.Phrase(field, list(phrase)).docs(leaf))] = True
    return has


def _having(reader: Any, field: str, terms: list[str]) -> Marks:
    having = np.zeros(reader.doc_count_all(), np.bool_)
    for term in terms:
        having[postings(reader, field, term)[0]] = True
    return having
