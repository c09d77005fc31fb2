"""What a Whoosh document holds, and how text becomes terms."""

import re
from functools import lru_cache
from typing import Any

from portal.search.index import SearchDocument
from portal.search.whoosh_currency import FIELD, NEVER, day_number
from portal.search.whoosh_parts import (
    COLUMN,
    ID,
    KEYWORD,
    STOP_WORDS,
    STORED,
    TEXT,
    LowercaseFilter,
    NumericColumn,
    RegexTokenizer,
    Schema,
    StemFilter,
    StopFilter,
)
from portal.search.whoosh_parts import stem as porter

# Words that carry nothing in a question such as "how do we get men who can't read into class".
QUESTION_WORDS = frozenset(
    """
    about am any anyone been but cannot cant could did do does doing dont for from get gets getting
    has have having he her here him his how i if into it its just like me more my need no not of on
    or our out she should so some such than that the their them then there these they this those to
    too up us want was we were what when where which while who why will with without won't wont
    would you your
    """.split()  # noqa: SIM905 - a list of eighty strings is harder to read
)
STOP = frozenset(STOP_WORDS) | QUESTION_WORDS
WORD = re.compile(r"[^\W_]+(?:['’.][^\W_]+)*")

# Raise it with every change to what a document holds: an index of another format is built anew.
FORMAT = 3
# The single document that carries the number of the last applied change.
MARKER = "marker"
DOCUMENT = "document"


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Reduce a lower-case word to its stem, as the index does."""
    return str(porter(word))


def _analyzer() -> Any:
    words = RegexTokenizer(WORD) | LowercaseFilter()
    return (
        words | StopFilter(stoplist=STOP, minsize=1) | StemFilter(stemfn=porter, cachesize=50_000)
    )


def terms_of(text: str) -> list[str]:
    """Turn words into the terms of the index: lower case, without common words, stemmed."""
    words = (found.group().lower() for found in WORD.finditer(text))
    return [stem(word) for word in words if word not in STOP]


def words_of(text: str) -> set[str]:
    """Give the different words of a text as written, in lower case, for spelling."""
    return {found.group().lower() for found in WORD.finditer(text)}


def schema() -> Any:
    """Describe a document: stemmed text of its own and of files, filters, words for spelling."""
    return Schema(
        key=ID(stored=True, unique=True),
        what=ID(),
        text=TEXT(analyzer=_analyzer(), phrase=True),
        files=TEXT(analyzer=_analyzer(), phrase=True),
        words=KEYWORD(),
        kind=ID(),
        theme=KEYWORD(),
        barrier=KEYWORD(),
        prison=ID(),
        template=ID(),
        **{FIELD: COLUMN(NumericColumn("i", default=NEVER))},
        applied=STORED(),
    )


def fields_of(document: SearchDocument) -> dict[str, Any]:
    """Turn a document into Whoosh fields. The title counts three times, the summary twice.

    Spelling learns from what people wrote here, not from files: those hold broken words.
    """
    tags = " ".join(document.tags)
    head = "\n".join([document.title] * 3 + [document.summary] * 2 + [tags])
    return {
        "key": document.key,
        "what": DOCUMENT,
        "text": f"{head}\n{document.body}",
        "files": document.files,
        "words": " ".join(words_of(f"{head}\n{document.body}")),
        "kind": document.kind,
        "theme": " ".join(document.themes),
        "barrier": " ".join(document.barriers),
        "prison": document.prison or "",
        "template": "yes" if document.is_template else "no",
        FIELD: day_number(document.stale_from),
    }


def marker(applied: int) -> dict[str, Any]:
    """Make the document that says how far the index has read the change feed."""
    return {"key": MARKER, "what": MARKER, "applied": applied}
