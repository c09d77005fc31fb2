"""What is kept of a question: its words alone, and never one that may tell who a person is."""

import re
import unicodedata

from portal import personal_data
from portal.search.question import read

QUESTION_MAX = 120
TEXT_MAX = 500  # characters looked at

_QUOTED = re.compile(r'["“]([^"“”]+)["”]')
_QUOTES = re.compile(r'["“”]')
_OUTER = re.compile(r'^(?:[^\w"]|_)+|(?:[^\w"]|_)+$')


def normalised(text: str) -> str:
    """Write a question as it is counted: lower case, single spaces, no signs at its ends.

    What stands in double quotes keeps them, as straight ones. At most `QUESTION_MAX` characters;
    empty where there are no words.
    """
    words = _tidy(unicodedata.normalize("NFKC", text[:TEXT_MAX]).lower())
    return _tidy(words[:QUESTION_MAX])  # a quote whose other end is cut off goes


def _tidy(text: str) -> str:
    # What the expression found in quotes stands at each second place.
    parts = [
        _in_quotes(part) if place % 2 else _QUOTES.sub(" ", part)
        for place, part in enumerate(_QUOTED.split(one_line(text)))
    ]
    return _OUTER.sub("", one_line("".join(parts)))


def _in_quotes(text: str) -> str:
    words = _OUTER.sub("", text)
    return f'"{words}"' if words else " "


def one_line(text: str) -> str:
    """Write a text with single spaces, without signs that cannot be seen."""
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())


def unquoted(text: str) -> str:
    """Write a text without double quotes."""
    return one_line(_QUOTES.sub(" ", text))


def without_quotes(text: str) -> str:
    """Give a question without its double quotes; empty where these change nothing."""
    return unquoted(text) if read(text).phrases else ""


def countable(text: str) -> str:
    """Give a question as it is counted; empty where it may tell who a person is."""
    question, typed = normalised(text), text[:TEXT_MAX]
    # Also as typed: names are told by their capitals. And no quotes may hide what they part.
    looked_at = (typed, unquoted(typed), question)
    return "" if any(personal_data.find(each) for each in looked_at) else question


def stems_of(question: str) -> str:
    """Give what questions of the same words share, in whatever order and form they stand.

    Words in double quotes stay together and in order, as they do in a search.
    """
    asked = read(question)
    phrases = {f'"{" ".join(phrase)}"' for phrase in asked.phrases}
    return " ".join(sorted(set(asked.terms) | phrases))[:QUESTION_MAX] or question
