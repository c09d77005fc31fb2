"""Did you mean: looking for a better spelling in the index's own words."""

from typing import Any

from portal.search.whoosh_ranking import is_alive
from portal.search.whoosh_schema import STOP, WORD

SHORTEST = 4
WORDS_MAX = 8


def better_spelling(searcher: Any, text: str) -> str | None:
    """Replace words that the index does not know by the nearest it does; None where it cannot.

    Looks at the first few unknown words only: each costs a walk over the vocabulary.
    """
    reader = searcher.reader()
    corrector = searcher.corrector("words")
    corrected, left = text, WORDS_MAX
    for word in dict.fromkeys(found.group().lower() for found in WORD.finditer(text)):
        if len(word) < SHORTEST or word in STOP or ("words", word) in reader:
            continue
        if left == 0:
            break
        left -= 1
        distance = 1 if len(word) < 6 else 2
        near = corrector.suggest(word, limit=5, maxdist=distance, prefix=1)
        # The words of what was withdrawn stay in the files for a while; nobody may see them.
        nearest = next((each for each in near if is_alive(searcher, "words", each)), None)
        if nearest:
            corrected = corrected.replace(word, nearest).replace(word.title(), nearest)
    return corrected if corrected != text else None
