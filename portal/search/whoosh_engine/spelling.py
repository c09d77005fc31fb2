"""Did you mean: looking for a better spelling in the index's own words."""

from bisect import bisect_left
from collections.abc import Iterator

from portal.search import spelling
from portal.search.analysis import stem
from portal.search.whoosh_engine.snapshot import Snapshot


def better_words(snapshot: Snapshot, text: str) -> dict[str, str]:
    """Give for words that the index does not know the nearest that it does, where there is one."""
    return spelling.better_words(
        text,
        is_known=lambda word: _has_word(snapshot, word),
        nearest=lambda word: _nearest(snapshot, word),
    )


def is_known(snapshot: Snapshot, term: str) -> bool:
    """Tell whether any document has a term."""
    return any(len(snapshot.postings(field, term)[0]) for field in ("text", "files"))


def _has_word(snapshot: Snapshot, word: str) -> bool:
    has = len(snapshot.postings("words", word)[0])
    return bool(has or len(snapshot.postings("files", stem(word))[0]))


def _nearest(snapshot: Snapshot, word: str) -> str | None:
    """Give the nearest word of a document that is still there, the commonest of equals."""
    near: dict[str, int] = {}
    for part in snapshot.segments:
        near |= spelling.near(word, _beginning_as(word, part.vocabulary))
    for steps in sorted(set(near.values())):
        having = {
            each: len(snapshot.postings("words", each)[0])
            for each, found in near.items()
            if found == steps
        }
        # The words of what was withdrawn stay in the files for a while; nobody may see them.
        if any(having.values()):
            return min(having, key=lambda each: (-having[each], each))
    return None


def _beginning_as(word: str, words: list[str]) -> Iterator[str]:
    """Give the words, which are in order, that begin with the same letter."""
    start, end = bisect_left(words, word[0]), bisect_left(words, chr(ord(word[0]) + 1))
    yield from words[start:end]
