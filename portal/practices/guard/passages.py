"""The places of a practice in which people write freely: their text, and what a page calls them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from portal.practices.content import Content
from portal.practices.fields import FIELDS

THE_TEXT = "The text"

_HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]+(\S[^\n]{0,200})$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Passage:
    """Hold one text; `name` is the field where it can be mended.

    `place` says where it stands and holds nothing that people wrote; `where` says it better.
    In the name of a file words are told apart in other ways: `is_name`.
    """

    name: str
    place: str
    text: str
    where: str = ""
    is_name: bool = False

    def label(self, start: int) -> str:
        """Say where an offset stands; in the text, under which heading or in which line."""
        if self.where or self.name != "body":
            return self.where or self.place
        heading = ""
        for found in _HEADING.finditer(self.text, 0, start):
            heading = found[1].strip("# \t")
        if heading:
            return f"{self.place}, under “{heading[:80]}”"
        return f"{self.place}, line {self.text.count(chr(10), 0, start) + 1}"


def passages_of(kind: str, content: Content) -> Iterator[Passage]:
    """Give every text of a content that somebody typed; choices from lists are not."""
    yield Passage("title", "Title", content.title)
    yield Passage("summary", "Summary", content.summary)
    yield Passage("body", THE_TEXT, content.body)
    for each in FIELDS[kind]:
        value = content.details.get(each.key, ())
        if each.choices is None:
            for text in (value,) if isinstance(value, str) else value:
                yield Passage(each.key, each.label, text)
    for tag in content.tags:
        # Tags are kept in small letters, but names and codes are told by their capitals.
        for text in dict.fromkeys((tag.title(), tag.upper())):
            yield Passage("tags", "Tags", text)
