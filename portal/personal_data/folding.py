"""Seeing a text as a reader sees it: without markup, hidden characters and look-alikes."""

import html
import re
import unicodedata
from bisect import bisect_right
from functools import lru_cache

# What may stand for something else. Quotes and list points at the start of a line count as one,
# and so do many spaces: a browser shows them as one.
_SPECIAL = re.compile(
    r"[ \t]{2,}|[*`~\\\t\r\x00\x0b\x0c\x1f\[\]]|<(?=[A-Za-z/!])|&(?=[#A-Za-z])|\n(?: {0,3}>){1,8} ?"
    r"|\n[ \t]+|[^\x00-\x7f]"
)
# What stands before a telephone number or a mailbox says whose it is, so these stay in their place.
_LINK = re.compile(
    r"\[([^\[\]]{0,300})\](?:\((?!tel:|mailto:)([^()\n]{0,500}(?:\([^()\n]{0,100}\)[^()\n]{0,100})?)\)"
    r"|\[[^\[\]\n]{0,100}\])"
)
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,300}>")
_BARE_TAG = re.compile(r"</?[A-Za-z][A-Za-z0-9]{0,15} ?/?>")
_BLOCK_TAG = re.compile(r"</?(?:br|p|div|li|[ou]l|h[1-6r]|t[dhr]|table)\b", re.I)
_ENTITY = re.compile(r"&(?:#[0-9]{1,7};?|#[xX][0-9A-Fa-f]{1,6};?|[A-Za-z][A-Za-z0-9]{1,31};)")
_ESCAPED = re.compile(r"\\(?=[!-/:-@\[-`{-~])")
# Keeps what was hidden in markup apart from the text, and one hidden part from the next.
_BARRIER = "\n\x1f\n"

_LOOKS_LIKE = {
    **dict.fromkeys("‘’ʼ′ʹ", "'"),
    **dict.fromkeys("⁄∕", "/"),
    "−": "-",
    "\u2028": "\n",
    "\u2029": "\n",
    # Cyrillic and Greek letters that look like Latin ones.
    **dict(zip("АВЕКМНОРСТХУЈЅІΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEKMHOPCTXYJSIABEZHIKMNOPTYX", strict=True)),
    **dict(zip("авекмнорстухіјѕһαβικνορτυχϲϹ", "abekmhopctyxijshabiknoptuxcC", strict=True)),
}


@lru_cache(maxsize=4096)
def _seen(char: str) -> str:
    if char in _LOOKS_LIKE:
        return _LOOKS_LIKE[char]
    return "".join(_plainest(each) for each in unicodedata.normalize("NFKC", char))


def _plainest(char: str) -> str:
    category = unicodedata.category(char)
    if category in {"Cf", "Mn", "Me"}:
        return ""
    if category == "Nd":
        return str(unicodedata.decimal(char))
    if category == "Pd":
        return "-"
    return " " if category == "Zs" else char


class Folded:
    """A text as it reads, in `text`, and the way back to where each part of it came from.

    Markup, invisible characters and comments are out; what comments and tags held stands at the
    end, so that it is searched too. Takes time in proportion to the length of the source.
    """

    def __init__(self, source: str) -> None:
        self._source = source
        self._parts: list[str] = []
        self._length = 0
        # For each piece: where it begins here, where it came from, and whether sign by sign.
        self._starts: list[int] = []
        self._origins: list[tuple[int, int, bool]] = []
        self._hidden: list[tuple[int, int]] = []
        self._comments_end = True
        # Where the words of the last link end, and where all of it does.
        self._words_end = self._link_end = -1
        self._fold()
        self.text = "".join(self._parts)

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """Give where in the source the signs from `start` to `end` of `text` came from."""
        first = bisect_right(self._starts, start) - 1
        last = bisect_right(self._starts, end - 1) - 1
        begin, _, exact = self._origins[first]
        if exact:
            begin += start - self._starts[first]
        last_begin, last_end, exact = self._origins[last]
        if exact:
            last_end = last_begin + end - self._starts[last]
        return begin, last_end

    def _fold(self) -> None:
        at = 0
        while special := _SPECIAL.search(self._source, at):
            self._keep(at, special.start())
            at = self._special(special)
        self._keep(at, len(self._source))
        for begin, end in self._hidden:
            self._put(_BARRIER, begin, begin)
            self._keep(begin, end)

    def _special(self, found: re.Match[str]) -> int:
        """Put what a special sign stands for; give where the source goes on."""
        sign, at = found.group(), found.start()
        if sign == "<":
            return self._markup(at)
        if sign == "&":
            return self._entity(at)
        if sign in "[]":
            return self._link(at)
        if sign == "\\":
            if not _ESCAPED.match(self._source, at):
                self._keep(at, at + 1)
        elif sign == "\r":
            self._put("" if self._source.startswith("\n", at + 1) else "\n", at, at + 1)
        elif sign[0] in " \t\x0b\x0c\x1f":
            self._put(" ", at, found.end())
        elif sign[0] == "\n":
            self._put("\n", at, found.end())
        elif sign > "\x7f":
            self._put(_seen(sign), at, at + 1)
        return found.end()

    def _link(self, at: int) -> int:
        """Leave out the bracket before the words of a link, and what follows them."""
        if self._source[at] == "]" and at == self._words_end:
            return self._link_end
        found = _LINK.match(self._source, at)
        if found is None:
            self._keep(at, at + 1)
            return at + 1
        self._words_end, self._link_end = found.end(1), found.end()
        if found[2]:
            self._hidden.append(found.span(2))
        return at + 1

    def _markup(self, at: int) -> int:
        if self._source.startswith("<!--", at) and self._comments_end:
            end = self._source.find("-->", at + 4)
            self._comments_end = end >= 0
            if end >= 0:
                self._hidden.append((at + 4, end))
                return end + 3
        if bare := _BARE_TAG.match(self._source, at):
            if _BLOCK_TAG.match(self._source, at):
                self._put("\n", at, bare.end())
            return bare.end()
        if tag := _TAG.match(self._source, at):
            self._hidden.append((at + 1, tag.end() - 1))
            return tag.end()
        self._keep(at, at + 1)
        return at + 1

    def _entity(self, at: int) -> int:
        if found := _ENTITY.match(self._source, at):
            char = html.unescape(found.group())
            if char != found.group():
                self._put("".join(map(_seen, char)), at, found.end())
                return found.end()
        self._keep(at, at + 1)
        return at + 1

    def _keep(self, start: int, end: int) -> None:
        if start < end:
            self._add(self._source[start:end], (start, end, True))

    def _put(self, text: str, start: int, end: int) -> None:
        if text:
            self._add(text, (start, end, False))

    def _add(self, text: str, origin: tuple[int, int, bool]) -> None:
        self._starts.append(self._length)
        self._origins.append(origin)
        self._parts.append(text)
        self._length += len(text)
