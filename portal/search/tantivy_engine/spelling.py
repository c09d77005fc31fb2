"""Did you mean: looking for a better spelling in the index's own words."""

from portal.search.analysis import STOP, WORD, stem
from portal.search.question import TEXT_MAX, Question
from portal.search.tantivy_engine.reading import Opened

# With fewer results than this, a better spelling may be what was meant.
FEW = 10
SHORTEST = 4
LONGEST = 40
WORDS_MAX = 8
NEAREST = 5


def suggestion(opened: Opened, text: str, asked: Question, total: int) -> str | None:
    """Give a better spelling, where little was found and some word is not known."""
    if total >= FEW or all(_is_known(opened, term) for term in asked.all_terms):
        return None
    return better_spelling(opened, text[:TEXT_MAX])


def better_spelling(opened: Opened, text: str) -> str | None:
    """Replace words that the index does not know by the nearest it does; None where it cannot.

    Looks at the first few unknown words only: each costs a walk over the vocabulary.
    """
    better: dict[str, str] = {}
    left = WORDS_MAX
    for word in dict.fromkeys(found.group().lower() for found in WORD.finditer(text)):
        if not SHORTEST <= len(word) <= LONGEST or word in STOP or _has_word(opened, word):
            continue
        if left == 0:
            break
        left -= 1
        better[word] = _nearest(opened, word)
    corrected = WORD.sub(lambda found: better.get(found.group().lower(), found.group()), text)
    return corrected if corrected.lower() != text.lower() else None


def _nearest(opened: Opened, word: str) -> str:
    """Give the nearest word with the same first letter, of several the most frequent."""
    most = 1 if len(word) < 6 else 2
    near = [
        (distance, -documents, other)
        for other, documents in opened.searcher.terms_with_prefix("words", word[0])
        if abs(len(other) - len(word)) <= most
        and (distance := _distance(word, other, most)) <= most
    ]
    # The words of what was withdrawn stay in the files for a while; nobody may see them.
    here = (other for *_, other in sorted(near)[:NEAREST] if _is_alive(opened, "words", other))
    return next(here, word)


def _distance(one: str, other: str, most: int) -> int:
    """Count the letters to add, drop, change or swap with the next; more than `most` is a guess.

    The optimal string alignment distance, row by row; it ends where nothing can become better.
    """
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        above, row, older = row, [i], before
        for j, sign in enumerate(other, 1):
            cost = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (letter != sign))
            if older and j > 1 and letter == other[j - 2] and one[i - 2] == sign:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
        before = above
    return row[-1]


def _has_word(opened: Opened, word: str) -> bool:
    return _is_alive(opened, "words", word) or _is_alive(opened, "files", stem(word))


def _is_known(opened: Opened, term: str) -> bool:
    return _is_alive(opened, "text", term) or _is_alive(opened, "files", term)


def _is_alive(opened: Opened, field: str, term: str) -> bool:
    """Tell whether any document that is still there has a term."""
    return (
        bool(opened.searcher.doc_freq(field, term)) and opened.count(opened.term(field, term)) > 0
    )
