"""Did you mean: looking for a better spelling in the index's own words."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping

from portal.search.analysis import STOP, WORD, stem
from portal.search.whoosh_engine.snapshot import Snapshot

SHORTEST = 4
LONGEST = 40
WORDS_MAX = 8


def better_words(snapshot: Snapshot, text: str) -> dict[str, str]:
    """Give for words that the index does not know the nearest that it does, where there is one.

    Looks at the first few unknown words only.
    """
    better: dict[str, str] = {}
    looked_at = 0
    for word in dict.fromkeys(found.group().lower() for found in WORD.finditer(text)):
        if not SHORTEST <= len(word) <= LONGEST or word in STOP or _has_word(snapshot, word):
            continue
        if looked_at == WORDS_MAX:
            break
        looked_at += 1
        nearest = _nearest(snapshot, word)
        if nearest != word:
            better[word] = nearest
    return better


def with_better(text: str, better: Mapping[str, str]) -> str | None:
    """Put the better words in the place of those typed; None where nothing changes."""
    corrected = WORD.sub(lambda found: better.get(found.group().lower(), found.group()), text)
    return corrected if corrected.lower() != text.lower() else None


def is_known(snapshot: Snapshot, term: str) -> bool:
    """Tell whether any document has a term."""
    return any(len(snapshot.postings(field, term)[0]) for field in ("text", "files"))


def _has_word(snapshot: Snapshot, word: str) -> bool:
    has = len(snapshot.postings("words", word)[0])
    return bool(has or len(snapshot.postings("files", stem(word))[0]))


def _nearest(snapshot: Snapshot, word: str) -> str:
    """Give the nearest word of a document that is still there, the commonest of equals."""
    most = 1 if len(word) < 6 else 2
    near: dict[str, int] = {}
    for part in snapshot.segments:
        for each in _like(part.vocabulary, word, most):
            if each not in near:
                near[each] = distance(word, each, most)
    for steps in range(1, most + 1):
        having = {
            each: len(snapshot.postings("words", each)[0])
            for each, found in near.items()
            if found == steps
        }
        # The words of what was withdrawn stay in the files for a while; nobody may see them.
        if any(having.values()):
            return min(having, key=lambda each: (-having[each], each))
    return word


def _like(words: list[str], word: str, most: int) -> Iterator[str]:
    """Give the words that begin with the same letter and have nearly the same ones."""
    letters = set(word)
    start, end = bisect_left(words, word[0]), bisect_left(words, chr(ord(word[0]) + 1))
    for each in words[start:end]:
        if abs(len(each) - len(word)) <= most and len(letters.symmetric_difference(each)) <= (
            2 * most
        ):
            yield each


def distance(one: str, other: str, most: int) -> int:
    """Count the letters to add, drop, change or swap with the next; stops above `most`."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        older, before, row = before, row, [at]
        low, high = max(1, at - most), min(len(other), at + most)
        row += [most + 1] * (low - 1)
        for to in range(low, high + 1):
            same = other[to - 1] == letter
            steps = min(before[to - 1] + (not same), before[to] + 1, row[to - 1] + 1)
            if at > 1 and to > 1 and one[at - 2] == other[to - 1] and one[at - 1] == other[to - 2]:
                steps = min(steps, older[to - 2] + 1)
            row.append(steps)
        row += [most + 1] * (len(other) - high)
        if min(row) > most:
            return most + 1
    return row[-1]
