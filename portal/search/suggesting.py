"""What to offer somebody who is still typing: words of the field first, then titles."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, Literal

from flask import current_app

from portal.search.choices import vocabulary_labels
from portal.search.finding import find
from portal.search.index import IndexUnavailable
from portal.search.query_string import Asked
from portal.search.services import index
from portal.search.thesaurus import thesaurus

MOST = 8
MOST_WORDS = 4  # where there are as many titles
SHORTEST = 2  # letters
LONGEST = 100  # characters; who has typed more has said it
SAME_WORDS = 20  # results among which a title is looked for
LABEL_MAX = 4  # words; longer labels of filters are sentences, which nobody begins to type

_WORDS = "search_suggested_words"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Hold what may be searched for: a word of the field, or the title of something published."""

    text: str
    kind: Literal["word", "title"]


def suggestions(typed: str) -> list[Suggestion]:
    """Give at most `MOST` suggestions that go on from what was typed.

    None where the index is broken: what was chosen could not be searched for. A title that was
    withdrawn a moment ago may come until the index has caught up.
    """
    typed = _plain(typed)
    if len(re.sub(r"\W", "", typed)) < SHORTEST or len(typed) > LONGEST:
        return []
    try:
        titles = index().suggest(typed, limit=MOST)
    except IndexUnavailable:
        return []
    words = [word for word in islice(_beginning_with(typed), MOST) if _plain(word) != typed]
    words = words[: max(MOST_WORDS, MOST - len(titles))]
    found = [Suggestion(word, "word") for word in words]
    seen = {_plain(word) for word in words}
    found += [Suggestion(title, "title") for title in titles if _plain(title) not in seen]
    return found[:MOST]


def slug_titled(title: str, viewer: Any) -> str | None:
    """Find what has exactly this title; None where nothing, or more than one thing, has it."""
    asked = Asked('"{}"'.format(title.replace('"', " ")), sort="words")
    answer = find(asked, viewer=viewer, page=1, per_page=SAME_WORDS)
    slugs = [each.card.slug for each in answer.page.items if each.card.title == title]
    return slugs[0] if len(slugs) == 1 else None


def _beginning_with(typed: str) -> Iterator[str]:
    """Go through the words that begin like this, the shortest first."""
    plain, written = _words()
    start = bisect_left(plain, typed)
    end = bisect_left(plain, typed + "\uffff", lo=start)
    yield from sorted(written[start:end], key=lambda word: (len(word), word))


def _words() -> tuple[list[str], list[str]]:
    """Give all words in plain spelling and as written, in one order; made once."""
    if _WORDS not in current_app.extensions:
        words = {_plain(word): word for word in (*_labels(), *thesaurus().offered)}
        plain = sorted(words)
        current_app.extensions[_WORDS] = (plain, [words[word] for word in plain])
    found: tuple[list[str], list[str]] = current_app.extensions[_WORDS]
    return found


def _labels() -> Iterator[str]:
    """Go through the short labels of the filters that are vocabularies."""
    return (each for each in vocabulary_labels() if _is_short(each))


def _is_short(label: str) -> bool:
    return len(label.split()) <= LABEL_MAX and not re.search("[:,]", label)


def _plain(text: str) -> str:
    return " ".join(text.lower().replace("’", "'").split())
