"""Did you mean: looking for a better spelling in the index's own words."""

from typing import Any

from portal.search.analysis import STOP, WORD, stem
from portal.search.whoosh_engine.postings import is_alive

SHORTEST = 4
WORDS_MAX = 8
NEAREST = 5


def better_spelling(searcher: Any, text: str) -> str | None:
    """Replace words that the index does not know by the nearest it does; None where it cannot.

    Looks at the first few unknown words only: each costs a walk over the vocabulary.
    """
    corrector = searcher.corrector("words")
    better: dict[str, str] = {}
    left = WORDS_MAX
    for word in dict.fromkeys(found.group().lower() for found in WORD.finditer(text)):
        if len(word) < SHORTEST or word in STOP or _has_word(searcher, word):
            continue
        if left == 0:
            break
        left -= 1
        distance = 1 if len(word) < 6 else 2
        near = corrector.suggest(word, limit=NEAREST, maxdist=distance, prefix=1)
        # The words of what was withdrawn stay in the files for a while; nobody may see them.
        nearest = next((each for each in near if is_alive(searcher, "words", each)), word)
        better[word] = nearest
    corrected = WORD.sub(lambda found: better.get(found.group().lower(), found.group()), text)
    return corrected if corrected.lower() != text.lower() else None


def _has_word(searcher: Any, word: str) -> bool:
    return is_alive(searcher, "words", word) or is_alive(searcher, "files", stem(word))


def is_known(searcher: Any, term: str) -> bool:
    """Tell whether any document has a term."""
    return any(searcher.doc_frequency(field, term) for field in ("text", "files"))
