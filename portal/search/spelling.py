"""Did you mean: the rule for better spellings, whichever engine knows the words."""

from collections.abc import Callable, Iterable, Mapping

from portal.search.analysis import STOP, WORD, stem
from portal.search.thesaurus import thesaurus

SHORTEST = 4
LONGEST = 40
SHORT_NAME = 5  # letters, such as ROTL
WORDS_MAX = 8


def better_words(
    text: str, *, is_known: Callable[[str], bool], nearest: Callable[[str], str | None]
) -> dict[str, str]:
    """Give for words that are not known the nearest that is, where there is one.

    Words of the field and words in capitals, such as short names, are right as they are. Looks at
    the first few unknown words only: each costs a walk over the vocabulary.
    """
    better: dict[str, str | None] = {}
    typed = (found.group() for found in WORD.finditer(text))
    for word in dict.fromkeys(word.lower() for word in typed if not _is_short_name(word)):
        if not SHORTEST <= len(word) <= LONGEST or word in STOP:
            continue
        if thesaurus().knows(stem(word)) or is_known(word):
            continue
        if len(better) == WORDS_MAX:
            break
        better[word] = nearest(word)
    return {word: other for word, other in better.items() if other}


def _is_short_name(word: str) -> bool:
    return word.isupper() and len(word) <= SHORT_NAME


def with_better(text: str, better: Mapping[str, str]) -> str | None:
    """Put the better words in the place of those typed; None where nothing changes."""
    corrected = WORD.sub(lambda found: better.get(found.group().lower(), found.group()), text)
    return corrected if corrected.lower() != text.lower() else None


def near(word: str, words: Iterable[str]) -> dict[str, int]:
    """Pick the words that may be meant by a wrong one, each with its distance."""
    most = 1 if len(word) < 6 else 2
    letters = set(word)
    like = (
        each
        for each in words
        if abs(len(each) - len(word)) <= most
        and len(letters.symmetric_difference(each)) <= 2 * most  # the quickest thing to tell
    )
    return {each: steps for each in like if (steps := distance(word, each, most)) <= most}


def distance(one: str, other: str, most: int) -> int:
    """Count the letters to add, drop, change or swap with the next; stops above `most`.

    The optimal string alignment distance, within a band around the diagonal.
    """
    older: list[int] = []
    before = list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        row = [at, *[most + 1] * len(other)]
        for to in range(max(1, at - most), min(len(other), at + most) + 1):
            sign = other[to - 1]
            row[to] = min(before[to - 1] + (letter != sign), before[to] + 1, row[to - 1] + 1)
            if at > 1 and to > 1 and one[at - 2] == sign and letter == other[to - 2]:
                row[to] = min(row[to], older[to - 2] + 1)
        if min(row) > most:
            return most + 1
        older, before = before, row
    return before[-1]
