"""What is kept of a question: its words alone, and never one that may tell who a person is."""

import re
import unicodedata

from portal import personal_data
from portal.search.analysis import terms_of

QUESTION_MAX = 120
TEXT_MAX = 500  # characters looked at

_OUTER = re.compile(r"^[\W_]+|[\W_]+$")


def normalised(text: str) -> str:
    """Write a question as it is counted: lower case, single spaces, no signs at its ends.

    At most `QUESTION_MAX` characters; empty where there are no words.
    """
    plain = unicodedata.normalize("NFKC", text[:TEXT_MAX]).lower()
    words = _OUTER.sub("", one_line(plain))
    return _OUTER.sub("", words[:QUESTION_MAX])


def one_line(text: str) -> str:
    """Write a text with single spaces, without signs that cannot be seen."""
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())


def countable(text: str) -> str:
    """Give a question as it is counted; empty where it may tell who a person is."""
    question = normalised(text)
    # Also as typed: names are told by their capitals.
    return "" if personal_data.find(text[:TEXT_MAX]) or personal_data.find(question) else question


def stems_of(question: str) -> str:
    """Give what questions of the same words share, in whatever order and form they stand."""
    return " ".join(sorted(set(terms_of(question))))[:QUESTION_MAX] or question
