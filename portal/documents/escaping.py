"""Escaping what Markdown would take for markup, and only that.

Characters that could be markup carry `MARK` until their whole paragraph is known, because most of
them are harmless where they stand: "5 * 3", "snake_case", "[draft]". The rules are those of
Python-Markdown with the extensions of portal.markdown.
"""

import re

MARK = "\ue000"
_SPECIAL = re.compile(r"[\\`*_\[\]<&|~!#>+.=-]")
# What XML and Markdown parsers keep for themselves, and what breaks lines unseen.
_CONTROL = re.compile(rf"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff{MARK}]")
_ENTITY = re.compile(r"&(?:[a-zA-Z][a-zA-Z0-9]*;|#)")
_TAG = re.compile(r"<\S")
_LINK_END = re.compile(r"\]\s?[\[(:]")
_RULE = re.compile(r"(?:[-*_=~][ ]*)+")
_LIST = re.compile(r"[-+*](?:\s|$)")
_NUMBER = re.compile(r"\d+")
_AS_ENTITY = {"<": "&lt;", "&": "&amp;", "=": "&#61;", "~": "&#126;"}
_ESCAPABLE = frozenset("\\`*_{}[]()>#+-.!|<&=~")


def mark(text: str) -> str:
    """Mark each character that could be markup, and drop what no text may hold."""
    text = _CONTROL.sub("", text.replace("\t", " ").replace("\r", " "))
    return _SPECIAL.sub(lambda found: MARK + found.group(), text)


def settle(marked: str, *, in_cell: bool = False) -> str:
    """Escape the marked characters of a paragraph that would be markup where they stand."""
    lines = [" ".join(each.split()) for each in marked.split("\n")]
    lines = [each for each in lines if each]
    whole = "\n".join(lines).replace(MARK, "")
    context = _Paragraph(bool(_LINK_END.search(whole)), in_cell or len(lines) > 1)
    return "\n".join(context.settle(each) for each in lines)


class _Paragraph:
    """Know of a paragraph what decides about its brackets and bars."""

    def __init__(self, may_link: bool, may_be_table: bool) -> None:
        self._may_link, self._may_be_table = may_link, may_be_table

    def settle(self, line: str) -> str:
        plain, marks = "", set()
        for part in re.split(f"({MARK}.)", line):
            if part.startswith(MARK):
                marks.add(len(plain))
                part = part[1:]
            plain += part
        opening = _opening(plain)
        written = []
        for at, char in enumerate(plain):
            if at in marks and (at == opening or self._is_markup(plain, at)):
                written.append(_AS_ENTITY.get(char, f"\\{char}"))
            else:
                written.append(char)
        return "".join(written)

    def _is_markup(self, line: str, at: int) -> bool:
        char, after = line[at], line[at + 1 : at + 2]
        before = line[at - 1] if at else ""
        if char in "*_":
            return not _stands_alone(before, after) and not (
                char == "_" and before.isalnum() and after.isalnum()
            )
        if char in "[]":
            return self._may_link
        answers = {
            "`": True,
            "\\": not after or after in _ESCAPABLE,
            "<": bool(_TAG.match(line, at)),
            "&": bool(_ENTITY.match(line, at)),
            "!": after == "[",
            "|": self._may_be_table,
            "#": at == len(line) - 1,
        }
        return answers.get(char, False)


def _stands_alone(before: str, after: str) -> bool:
    return before.isspace() and (not after or after.isspace())


def _opening(line: str) -> int:
    """Find the character at a line's beginning that would open a block; -1 where none would."""
    if line[:1] in {"#", ">"} or _LIST.match(line) or _RULE.fullmatch(line):
        return 0
    if line.startswith(("~~~", "[")):
        return 0
    number = _NUMBER.match(line)
    if number and line[number.end() : number.end() + 1] == ".":
        return number.end()
    return -1
