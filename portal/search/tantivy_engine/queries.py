"""Turning a question into tantivy's queries.

Tantivy scores a term by BM25 with k = 1.2 and b = 0.75. For each typed term the best counts of: the
term in the text, a meaning that covers it, the term in a file. A term that stands q times in the
question counts q · (k3 + 1) / (q + k3).
"""

import math
from collections.abc import Collection
from dataclasses import dataclass

from tantivy import Occur, Query

from portal.search.index import SearchQuery
from portal.search.preparing import facet_token
from portal.search.question import Question
from portal.search.tantivy_engine.reading import Opened
from portal.search.tantivy_engine.schema import DOCUMENT
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


@dataclass(frozen=True, slots=True)
class Wanted:
    """Hold what has some of the words, with scores, and what has all of them.

    Where `some` is `full`, nothing has less than all.
    """

    some: Query
    full: Query


def wanted(opened: Opened, question: Question, mended: Collection[str] = ()) -> Wanted:
    """Ask for the words of a question; without any, for everything.

    `mended` are terms that may have been meant by those that nothing has: they only change
    the order.
    """
    terms = [_term(opened, question, term) for term in question.all_terms]
    if not terms:
        every = unscored(opened.term("what", DOCUMENT))
        return Wanted(every, every)
    phrases = [_phrase(opened, phrase) for phrase in question.phrases]
    full = all_of(*terms, *phrases)
    titled = all_of(
        unscored(opened.term("concepts", question.title)),
        Query.boost_query(any_of(*terms), TITLE_BONUS),
    )
    if len(terms) == 1:
        both = Query.boolean_query([(Occur.Must, full), (Occur.Should, titled)])
        return Wanted(both, both)
    guessed = [Query.boost_query(_best_of(_ways(opened, term)), MENDED_SHARE) for term in mended]
    some = Query.boolean_query(
        [
            (Occur.Must, all_of(any_of(*terms), *phrases)),
            (Occur.Should, Query.boost_query(full, FULL_BONUS)),
            (Occur.Should, titled),
            *((Occur.Should, each) for each in guessed),
        ]
    )
    return Wanted(some, unscored(full))


def filters(opened: Opened, query: SearchQuery) -> dict[str, Query]:
    """Ask for each filter, by its name."""
    return {
        name: unscored(
            Query.term_set_query(
                opened.schema, "facet", [facet_token(each.facet, one) for one in each.values]
            )
        )
        for name, each in query.filters.items()
    }


def these(opened: Opened, numbers: list[int]) -> Query:
    """Ask for documents by their numbers."""
    return unscored(Query.term_set_query(opened.schema, "number", numbers))


def unscored(query: Query) -> Query:
    """Let a query pass documents without changing their scores."""
    return Query.const_score_query(query, 0.0)


def all_of(*queries: Query) -> Query:
    """Ask for what every query finds; scores add up."""
    return Query.boolean_query([(Occur.Must, each) for each in queries])


def any_of(*queries: Query) -> Query:
    """Ask for what any query finds; scores add up."""
    return Query.boolean_query([(Occur.Should, each) for each in queries])


def _term(opened: Opened, question: Question, term: str) -> Query:
    ways = _ways(opened, term)
    for concept in question.concepts:
        if term in concept.covers:
            share = MEANING_SHARE / len(concept.covers)
            ways.append(Query.boost_query(opened.term("concepts", concept.token), share))
    best = _best_of(ways)
    often = question.times(term)
    return Query.boost_query(best, often * (K3 + 1) / (often + K3)) if often > 1 else best


def _ways(opened: Opened, term: str) -> list[Query]:
    in_files = _worth_in_files(opened, term)
    ways = [opened.term("text", term)]
    if in_files:
        ways.append(Query.const_score_query(opened.term("files", term), in_files))
    return ways


def _best_of(ways: list[Query]) -> Query:
    return Query.disjunction_max_query(ways) if len(ways) > 1 else ways[0]


def _worth_in_files(opened: Opened, term: str) -> float:
    """Weigh a term in a file: less than once in the longest text, however long the file is."""
    having = opened.searcher.doc_freq("files", term)
    if not having:
        return 0.0
    having = max(having, opened.searcher.doc_freq("text", term))
    number = max(opened.documents, having)
    idf = math.log(1 + (number - having + 0.5) / (having + 0.5))
    # As often as a term stands in a file counts for nothing, nor does the length of the file.
    least = 1 / (1 + K * (1 - B + B * opened.longest / opened.average))
    return FILES_SHARE * least * idf


def _phrase(opened: Opened, phrase: tuple[str, ...]) -> Query:
    words: list[str | tuple[int, str]] = list(phrase)
    return unscored(
        any_of(*(Query.phrase_query(opened.schema, field, words) for field in ("text", "files")))
    )
