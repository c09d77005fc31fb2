"""How text becomes the terms of an index; the same for every engine, for questions and snippets."""

import hashlib
import re
import threading
from collections.abc import Iterable
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
    which while who why will with without wont would yet you your
    can't won't couldnt didnt doesnt im isnt ive
    """.split()  # noqa: SIM905 - a list of a hundred strings is harder to read
)
# Common words that turn a meaning round: "cannot read" is not "read".
NOT = "not"
_NEGATIONS = frozenset(("not", "no", "cannot", "cant", "dont", "wont", "never"))
# Of "isn't" and "we're" the first part is a common word.
_SHORTENED = re.compile(r"(?:n't|'(?:d|ll|m|re|s|ve))$")
# Abbreviations such as e.g. and C#, numbers with a point, and words, which may have apostrophes.
WORD = re.compile(
    r"(?:(?:[^\W\d_]\.)+[^\W\d_](?![^\W_])"
    r"|[^\W\d_](?:\+\+|\#)(?![^\W_])"
    r"|\d+(?:\.\d+)+(?![^\W_])"
    r"|[^\W_]+(?:['’][^\W_]+)*)"
)
_own = threading.local()


def terms_of(text: str) -> list[str]:
    """Turn words into the terms of an index: lower case, without common words, stemmed.

    Stems are those of the Snowball stemmer for English (Porter 2).
    """
    return stems_of(without_common(words_of(text)))


def words_of(text: str) -> list[str]:
    """Give the words of a text as written, in lower case, with straight apostrophes."""
    words = WORD.findall(text.lower().replace("’", "'"))
    return [_without_points(word) if "." in word else word for word in words]


def without_common(words: list[str]) -> list[str]:
    """Leave out the words that carry nothing."""
    return [word for word in words if not _is_common(word)]


def meant_by(words: list[str]) -> list[str]:
    """Turn words into terms as `terms_of` does, but with `NOT` for words that turn round."""
    turned = [NOT if word in _NEGATIONS or word.endswith("n't") else word for word in words]
    return stems_of([word for word in turned if word == NOT or not _is_common(word)])


def _is_common(word: str) -> bool:
    return word in STOP or ("'" in word and _SHORTENED.sub("", word) in STOP)


def _without_points(word: str) -> str:
    """Write an abbreviation without points; a number keeps its own."""
    return word if word[0].isdigit() else word.replace(".", "")


def stems_of(words: list[str]) -> list[str]:
    """Reduce lower-case words to their stems."""
    stems: list[str] = _stemmer().stemWords(words)
    return stems


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Reduce one lower-case word to its stem, as the index does."""
    found: str = _stemmer().stemWord(_without_points(word.replace("’", "'")))
    return found


def _stemmer() -> Stemmer.Stemmer:
    """Give this thread's own stemmer: one must not serve two threads at once."""
    if not hasattr(_own, "stemmer"):
        _own.stemmer = Stemmer.Stemmer("english", 50_000)
    mine: Stemmer.Stemmer = _own.stemmer
    return mine


def title_token(terms: Iterable[str]) -> str:
    """Make one token of the terms of a title, whatever their order and number."""
    together = " ".join(sorted(set(terms)))
    return "t" + hashlib.sha256(together.encode()).hexdigest()[:12]
