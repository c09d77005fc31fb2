"""A made-up shelf of 10,000 documents of 500 words, put straight into an index."""

import random
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import accumulate
from pathlib import Path

import pytest

from portal.search.engines import engine
from portal.search.index import SearchDocument, SearchIndex, Signals
from portal.search.preparing import Prepared, facet_token, prepare

DOCUMENTS = 10_000
WORDS = 500
VOCABULARY = 40_000
# So many different texts: cutting all of them into terms would take most of the time.
TEXTS = 400
OFTEN = ("reading", "mentors", "wing", "learner", "maths", "english", "prison", "work", "skills")


def made(name: str, folder: Path) -> SearchIndex:
    """Build the index of an engine."""
    index = engine(name, folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(f"portal.search.{name}_engine.schema.prepare", _prepared)
        assert index.rebuild(_documents(), applied=1) == DOCUMENTS
    return index


def _prepared(document: SearchDocument) -> Prepared:
    facets = [facet_token(name, one) for name, many in document.facets.items() for one in many]
    return replace(_text(document.title, document.body), facets=facets)


@lru_cache(maxsize=TEXTS)
def _text(title: str, body: str) -> Prepared:
    return prepare(SearchDocument("", title, body=body))


def _documents() -> Iterator[SearchDocument]:
    chance = random.Random(1)
    words = [*OFTEN, *(_word(chance) for _ in range(VOCABULARY - len(OFTEN)))]
    # As in a language: the tenth most frequent word comes a tenth as often as the first.
    often = list(accumulate(1 / (place + 3) for place in range(len(words))))
    texts = [chance.choices(words, cum_weights=often, k=WORDS) for _ in range(TEXTS)]
    for number in range(DOCUMENTS):
        text = texts[number % TEXTS]
        yield SearchDocument(
            f"practice:{number + 1}",
            " ".join(text[:6]),
            body=" ".join(text),
            facets={"theme": tuple(sorted({*text[:2]})), "prison": (f"prison-{number % 120}",)},
            signals=Signals(prison=number % 120, published_on=738_000 + number % 900),
        )


def _word(chance: random.Random) -> str:
    parts = range(chance.randint(2, 4))
    return "".join(chance.choice("bdfglmnprstvk") + chance.choice("aeiou") for _ in parts)
