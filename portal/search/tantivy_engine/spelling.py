"""Better spellings out of the words of a tantivy index."""

from portal.search import spelling
from portal.search.analysis import stem
from portal.search.question import TEXT_MAX, Question
from portal.search.tantivy_engine.reading import Opened


def better_words(opened: Opened, text: str, asked: Question) -> dict[str, str]:
    """Give better spellings of what was typed, where some word is not known."""
    if all(_has(opened, term, "text", "files") for term in asked.all_terms):
        return {}
    return spelling.better_words(
        text[:TEXT_MAX],
        is_known=lambda word: _has(opened, word, "words") or _has(opened, stem(word), "files"),
        nearest=lambda word: _nearest(opened, word),
    )


def _nearest(opened: Opened, word: str) -> str | None:
    """Give the nearest word with the same first letter, of several the most frequent."""
    having = dict(opened.searcher.terms_with_prefix("words", word[0]))
    near = spelling.near(word, having)
    in_order = sorted(near, key=lambda each: (near[each], -having[each], each))
    # The words of what was withdrawn stay in the files for a while; nobody may see them.
    return next((each for each in in_order if _has(opened, each, "words")), None)


def _has(opened: Opened, term: str, *fields: str) -> bool:
    """Tell whether any document that is still there has a term."""
    return any(
        opened.searcher.doc_freq(field, term) and opened.count(opened.term(field, term))
        for field in fields
    )
