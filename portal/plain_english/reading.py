"""The reading age of a text and its hardest sentences."""

import re
from dataclasses import dataclass

from portal.plain_english.plainer import PlainerWord, plainer_words
from portal.plain_english.sentences import sentences
from portal.plain_english.syllables import syllables

# GOV.UK's content guidance: sentences of 25 words or fewer.
LONGEST_SENTENCE = 25
MOST_HARD = 10
_ENOUGH_WORDS = 100
_ENOUGH_SENTENCES = 5
# A sentence with more syllables for each word than nearly all prose, however short it is.
_DENSE = 2.2
_FEWEST_DENSE = 10
_YOUNGEST, _OLDEST = 5, 25

_LETTERS = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")


@dataclass(frozen=True, slots=True)
class HardSentence:
    """A sentence that is hard to read: where it stands, how many words it has, and why."""

    start: int
    end: int
    text: str
    words: int
    why: str


@dataclass(frozen=True, slots=True)
class Reading:
    """How a text reads.

    `age` is the reading age in years, from 5 to 25, or None where the text is too short to say.
    `hard` holds at most 10 sentences, the hardest first; `plainer` is in the order of the text.
    """

    age: int | None
    sentences: int
    hard: list[HardSentence]
    plainer: list[PlainerWord]


def measure(text: str) -> Reading:
    """Measure the plain text of a page, in which blocks are apart by " · " or a line's end.

    The age is the grade of Kincaid and others (Derivation of New Readability Formulas for Navy
    Enlisted Personnel, 1975), plus 5 for the age at which English pupils begin.
    """
    all_words = all_syllables = count = 0
    hard: list[tuple[float, HardSentence]] = []
    for start, end, words in sentences(text):
        spoken = sum(map(_spoken, words))
        count += 1
        all_words += len(words)
        all_syllables += spoken
        if why := _why_hard(len(words), spoken):
            sentence = HardSentence(start, end, text[start:end], len(words), why)
            hard.append((_grade(1, len(words), spoken), sentence))
    hard.sort(key=lambda each: (-each[0], each[1].start))
    enough = all_words >= _ENOUGH_WORDS or count >= _ENOUGH_SENTENCES
    age = _age(count, all_words, all_syllables) if enough else None
    return Reading(age, count, [each for _, each in hard[:MOST_HARD]], plainer_words(text))


def _age(count: int, words: int, spoken: int) -> int:
    return min(max(round(_grade(count, words, spoken) + 5), _YOUNGEST), _OLDEST)


def _grade(count: int, words: int, spoken: int) -> float:
    return 0.39 * words / count + 11.8 * spoken / words - 15.59


def _spoken(word: str) -> int:
    # A number counts as one syllable, as it did when the formula was derived.
    return sum(map(syllables, _LETTERS.findall(word))) or 1


def _why_hard(words: int, spoken: int) -> str:
    if words > LONGEST_SENTENCE:
        return f"{words} words. Aim for {LONGEST_SENTENCE} or fewer: make two sentences of it."
    if words >= _FEWEST_DENSE and spoken >= _DENSE * words:
        return "Many long words in one sentence. Use shorter ones."
    return ""
