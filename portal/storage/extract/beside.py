"""What stands in an Office file beside its text: what was deleted, described, linked, computed.

Every XML part is gone through once. From parts whose text is read as pages only what pages leave
out is taken; from all others, every word.
"""

import re
import zipfile
from collections.abc import Iterator, Set
from typing import Any

from defusedxml.ElementTree import iterparse

from portal.storage.extract.pages import Beside

AS_PROPERTIES = frozenset({"docProps/core.xml", "meta.xml"})
# Names of styles and fonts, colours, the list of parts: nothing that people write.
OF_THE_PROGRAM = re.compile(
    r"\[Content_Types\]\.xml|META-INF/.*|settings\.xml"
    r"|(?:word|xl|ppt)/(?:theme/.*|styles|fontTable|webSettings|numbering|stylesWithEffects"
    r"|tableStyles|presProps|viewProps|calcChain)\.xml"
)
LABELS = (
    ("comment", "comments"),
    (".rels", "addresses of links"),
    ("/charts/", "charts and diagrams"),
    ("/diagrams/", "charts and diagrams"),
    ("docProps/", "other properties"),
    ("xl/", "headers, formulas, lists and names"),
)
OTHERS = "deleted text, descriptions and fields"

LEFT_OUT = frozenset({"delText", "instrText", "delInstrText", "formula1", "formula2"})
HEADERS = frozenset(f"{which}{part}" for which in ("odd", "even", "first") for part in
                    ("Header", "Footer"))  # fmt: skip
WHOLE = frozenset({"annotation", "tracked-changes"})  # of OpenDocument
PIECES = frozenset({"t", "delText", "instrText", "delInstrText"})
ENDS = frozenset({"p", "si", "comment", "row", "pt", "cm"})
ATTRIBUTES = frozenset(
    {"descr", "title", "author", "initials", "prompt", "promptTitle", "error", "errorTitle"}
    | {"tooltip", "display", "href"}
)
DESCRIBING = frozenset({"desc", "title"})  # what a picture shows, in OpenDocument
# Of fonts, sizes and places, see ECMA-376 part 1, 18.3.1.46.
_CODES = re.compile(r'&(?:"[^"]{0,200}"|K[0-9A-F]{6}|[0-9]{1,3}|[A-Za-z])')
_QUOTED = re.compile(r'"([^"]{1,1000})"')

PICTURES = re.compile(r"(?:.*/)?media/.*|Pictures/.*", re.I)
EMBEDDED = re.compile(r".*/(?:embeddings|activeX)/.*|Object.*/content\.xml|.*\.(?:ole|bin)", re.I)
PRINTERS = re.compile(r".*/printerSettings/.*", re.I)


def read(
    archive: zipfile.ZipFile, as_pages: Set[str], beside: Beside, properties: dict[str, Any]
) -> None:
    """Collect words from every part, and count what is not looked into.

    Of the parts in `as_pages` the text was read before.
    """
    known = as_pages | AS_PROPERTIES
    names = [name for name in archive.namelist() if not name.endswith("/")]
    properties["pictures"] = sum(PICTURES.fullmatch(name) is not None for name in names)
    properties["embedded"] = sum(
        EMBEDDED.fullmatch(name) is not None and not PRINTERS.fullmatch(name) for name in names
    )
    for name in names:
        if name.endswith((".xml", ".rels")) and not OF_THE_PROGRAM.fullmatch(name):
            label = next((label for part, label in LABELS if part in name), OTHERS)
            try:
                for words in _words(archive, name, is_read=name in known):
                    if not beside.add(label, words):
                        return
            except (SyntaxError, ValueError):  # it is no XML, or XML that may do harm
                properties["unread_parts"] = properties.get("unread_parts", 0) + 1


def _words(archive: zipfile.ZipFile, part: str, *, is_read: bool) -> Iterator[str]:
    line: list[str] = []
    whole = 0
    with archive.open(part) as file:
        for event, element in iterparse(file, events=("start", "end")):
            name = _local(element.tag)
            if event == "start":
                whole += name in WHOLE
                continue
            whole -= name in WHOLE
            yield from _attributes(name, element)
            yield from _texts(name, element, line, is_read=is_read)
            if name in ENDS and line:
                yield "".join(line)
                line.clear()
            if not whole:
                element.clear()
    yield "".join(line)


def _attributes(name: str, element: Any) -> Iterator[str]:
    for key, value in element.attrib.items():
        if _local(key) in ATTRIBUTES:
            yield value
    if name == "Relationship" and element.get("TargetMode") == "External":
        yield element.get("Target", "")


def _texts(name: str, element: Any, line: list[str], *, is_read: bool) -> Iterator[str]:
    text = element.text or ""
    if name in WHOLE:
        yield " ".join(element.itertext())
    elif name in PIECES and (not is_read or name in LEFT_OUT):
        line.append(text)
    elif name in ("tab", "br"):
        line.append(" " if line else "")
    elif name == "f":
        yield from _QUOTED.findall(text)
    elif name in HEADERS:
        yield _CODES.sub(" ", text)
    elif name in LEFT_OUT or name in DESCRIBING or (not is_read and name not in PIECES):
        yield text


def _local(tag: Any) -> str:
    return str(tag).rpartition("}")[2]
