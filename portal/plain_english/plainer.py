"""Words that have a plainer one, after GOV.UK's style guide and the habits of plain English."""

import re
from dataclasses import dataclass

_PLAINER = {
    "a large number of": "many",
    "accordingly": "so",
    "additional": "more, extra",
    "adjacent to": "next to",
    "ascertain": "find out",
    "assist": "help",
    "assistance": "help",
    "at the present time": "now",
    "attain": "reach",
    "cease": "stop",
    "commence": "start",
    "commenced": "started",
    "comprises": "is made up of",
    "demonstrate": "show",
    "despite the fact that": "although",
    "due to the fact that": "because",
    "endeavour": "try",
    "endeavours": "tries",
    "enquire": "ask",
    "expedite": "speed up",
    "facilitate": "help, run",
    "facilitated": "helped, ran",
    "facilitates": "helps, runs",
    "henceforth": "from now on",
    "in accordance with": "by, under",
    "in excess of": "more than",
    "in lieu of": "instead of",
    "in order to": "to",
    "in relation to": "about",
    "in respect of": "about, for",
    "in the event of": "if",
    "in the event that": "if",
    "individuals": "people",
    "leverage": "use",
    "notwithstanding": "even though",
    "numerous": "many",
    "obtain": "get",
    "on a regular basis": "regularly",
    "on behalf of": "for",
    "participate": "take part",
    "prior to": "before",
    "purchase": "buy",
    "regarding": "about",
    "remuneration": "pay",
    "subsequent to": "after",
    "subsequently": "later",
    "sufficient": "enough",
    "terminate": "end",
    "utilisation": "use",
    "utilise": "use",
    "utilised": "used",
    "utilises": "uses",
    "utilising": "using",
    "whilst": "while",
    "with regard to": "about",
}
# Longer ones first, because the first that fits is taken.
_WORDS = re.compile(
    r"\b(?:" + "|".join(sorted(_PLAINER, key=len, reverse=True)).replace(" ", r"\s") + r")\b",
    re.IGNORECASE,
)
_MOST = 50


@dataclass(frozen=True, slots=True)
class PlainerWord:
    """Words of a text from `start` to `end`, and what is plainer `instead`."""

    start: int
    end: int
    words: str
    instead: str


def plainer_words(text: str) -> list[PlainerWord]:
    """List the first 50 places where a text uses words that have plainer ones."""
    found: list[PlainerWord] = []
    for match in _WORDS.finditer(text):
        instead = _PLAINER[" ".join(match.group().lower().split())]
        found.append(PlainerWord(match.start(), match.end(), match.group(), instead))
        if len(found) == _MOST:
            break
    return found
