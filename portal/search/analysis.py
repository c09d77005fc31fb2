"""How text becomes the terms of an index; the same for every engine, for questions and snippets."""

import re
import threading
from functools import lru_cache

import Stemmer

# Words that carry nothing in a text, as in "the role of a mentor on the wing", or in a question
# such as "how do we get men who can't read into class".
STOP = frozenset(
    """
    a about am an and any anyone are as at be been but by can cannot cant could did do does doing
    dont for from get gets getting has have having he her here him his how i if in into is it its
    just like may me more my need no not of on or our out she should so some such than that the
    their them then there these they this those to too up us want was we were what when where
    which while who why will with without won't wont would yet you your can't don't
    """.split()  # noqa: SIM905 - a list of a hundred strings is harder to read
)
WORD = re.compile(r"[^\W_]+(?:['’.][^\W_]+)*")

_own = threading.local()


def terms_of(text: str) -> list[str]:
    """Turn words into the terms of an index: lower case, without common words, stemmed.

    Stems are those of the Snowball stemmer for English (Porter 2).
    """
    return stems_of(without_common(words_of(text)))


def words_of(text: str) -> list[str]:
    """Give the words of a text as written, in lower case, with straight apostrophes."""
    return WORD.findall(text.lower().replace("’", "'"))


def without_common(words: list[str]) -> list[str]:
    """Leave out the words that carry nothing."""
    return [word for word in words if word not in STOP]


def stems_of(words: list[str]) -> list[str]:
    """Reduce lower-case words to their stems."""
    stems: list[str] = _stemmer().stemWords(words)
    return stems


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Reduce one lower-case word to its stem, as the index does."""
    found: str = _stemmer().stemWord(word.replace("’", "'"))
    return found


def _stemmer() -> Stemmer.Stemmer:
    """Give this thread's own stemmer: one must not serve two threads at once."""
    if not hasattr(_own, "stemmer"):
        _own.stemmer = Stemmer.Stemmer("english", 50_000)
    mine: Stemmer.Stemmer = _own.stemmer
    return mine
