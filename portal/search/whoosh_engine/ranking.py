"""Ranking by BM25 over whole lists of postings at once.

Reading each term's postings into arrays and adding them up gives scores, filters, counts and the
exact total in one pass.

The formula is BM25: for a term that counts f in a document of l words, with N documents of a words
on average, n of which have the term: idf · f · (k + 1) / (f + k · (1 - b + b · l / a)), where
idf = log(1 + (N - n + 0.5) / (n + 0.5)). A term that stands q times in the question counts
q · (k3 + 1) / (q + k3). Robertson and Zaragoza (2009), "The Probabilistic Relevance Framework".
Words of a title count more often but make a text no longer, as in BM25F.

A document that has a meaning without the typed words gets a share of what they would be worth. A
term that stands only in a document's files counts less than it would anywhere in the text of any
document: less than once in the longest of them. How long the files are plays no part, so that they
push nothing down.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from portal.search.question import Question
from portal.search.tail import POOL, lowest_kept
from portal.search.weights import (
    FILES_SHARE,
    FULL_BONUS,
    K3,
    MEANING_SHARE,
    MENDED_SHARE,
    TITLE_BONUS,
    B,
    K,
)
from portal.search.whoosh_engine.phrases import has_phrase
from portal.search.whoosh_engine.snapshot import Marks, Snapshot

Gains = tuple[NDArray[Any], NDArray[Any]]


@dataclass(frozen=True, slots=True)
class Matched:
    """Hold what the words of a question give: scores by document, who has some and all of them."""

    scores: NDArray[np.float32]
    some: Marks
    full: Marks


def match(snapshot: Snapshot, question: Question, mended: Mapping[str, str]) -> Matched:
    """Score every document; without terms everything counts as found.

    `mended` gives for terms that nothing has those that may have been meant: they put what has
    others in a better order, and find nothing by themselves.
    """
    if not question.all_terms:
        alive = snapshot.alive
        return Matched(np.zeros(snapshot.size, np.float32), alive, alive)
    weigher = _Weigher(snapshot)
    meant = _meant(weigher, question)
    scores = np.zeros(snapshot.size, np.float32)
    counted = np.zeros(snapshot.size, np.int16)
    for term in question.all_terms:
        numbers, gains = _best_of([*weigher.gains(term), *meant.get(term, ())], snapshot.size)
        often = question.times(term)
        scores[numbers] += gains * (often * (K3 + 1) / (often + K3))
        counted[numbers] += 1
    for numbers, gains in (each for term in set(mended.values()) for each in weigher.gains(term)):
        scores[numbers] += MENDED_SHARE * gains
    titled, _ = snapshot.postings("concepts", question.title)
    scores[titled] *= 1 + TITLE_BONUS
    some = counted > 0
    for phrase in question.phrases:
        some &= has_phrase(snapshot, phrase, some)
    full = some & (counted == len(question.all_terms))
    return Matched(scores * (some + FULL_BONUS * full), some, full)


def without_tail(snapshot: Snapshot, matched: Matched) -> Marks:
    """Mark what belongs to the answer, see portal.search.tail."""
    some = matched.some & snapshot.alive
    best = float(matched.scores.max(initial=0, where=some))
    near = some & (matched.scores >= lowest_kept(best))
    return some if int(near.sum()) >= POOL else near | (matched.full & some)


class _Weigher:
    """Tell what terms are worth in documents."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._lengths = K * (1 - B + B * snapshot.lengths / snapshot.average)
        longest = float(self._lengths.max(initial=K))
        self._in_files = FILES_SHARE * (K + 1) / (1 + longest)

    def gains(self, term: str) -> list[Gains]:
        """Tell what a term is worth where it stands in a text, and where in files."""
        found = []
        numbers, weights = self._snapshot.postings("text", term)
        having = len(numbers)
        if having:
            found.append((numbers, self.bm25(numbers, weights)))
        numbers, weights = self._snapshot.postings("files", term)
        if len(numbers):
            worth = self._in_files * self._idf(max(having, len(numbers)))
            found.append((numbers, worth * weights / (weights + K)))
        return found

    def meaning(self, token: str) -> Gains:
        """Tell what a meaning is worth, and where."""
        numbers, weights = self._snapshot.postings("concepts", token)
        return numbers, MEANING_SHARE * self.bm25(numbers, weights)

    def bm25(self, numbers: NDArray[Any], weights: NDArray[Any]) -> NDArray[Any]:
        """Tell what a term is worth in these documents, which are all that have it."""
        worth = (K + 1) * self._idf(len(numbers))
        found: NDArray[Any] = worth * weights / (weights + self._lengths[numbers])
        return found

    def _idf(self, having: int) -> float:
        return math.log(1 + (self._snapshot.count - having + 0.5) / (having + 0.5))


def _best_of(found: list[Gains], size: int) -> Gains:
    """Give each document the most that a term is worth there."""
    if len(found) == 1:
        return found[0]
    best = np.zeros(size, np.float32)
    for numbers, gains in found:
        best[numbers] = np.maximum(best[numbers], gains)
    numbers = np.flatnonzero(best)
    return numbers, best[numbers]


def _meant(weigher: _Weigher, question: Question) -> Mapping[str, list[Gains]]:
    """Give for each term that a meaning stands for its documents and what they gain by it."""
    found: dict[str, list[Gains]] = {}
    for concept in question.concepts:
        numbers, gains = weigher.meaning(concept.token)
        for term in concept.covers:
            found.setdefault(term, []).append((numbers, gains / len(concept.covers)))
    return found
