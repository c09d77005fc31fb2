"""Office files: zip archives of XML, read part by part as they stream by.

A text document is one page; each slide with its notes and each sheet is a page of its own.
"""

import posixpath
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from defusedxml.ElementTree import fromstring, iterparse

from portal.storage.extract import beside as aside
from portal.storage.extract.pages import Beside, Pages
from portal.storage.extract.words import MOST_CHARACTERS

RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
STRICT_RELATION = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"

PARAGRAPHS = frozenset({"p", "h"})
SIGNS = {"tab": "\t", "s": " ", "br": "\n", "line-break": "\n", "p": "\n", "h": "\n"}
# Older programs are given the same words once more; what was deleted and comments nobody sees.
LEFT_OUT = frozenset({"Fallback", "delText", "tracked-changes", "annotation"})
# In OpenDocument words stand between the tags of a paragraph, in Office XML in elements `t`.
OPENDOCUMENT = "{urn:oasis:names:tc:opendocument:"

PROPERTIES = {
    "docProps/core.xml": {
        "title": "title",
        "subject": "subject",
        "keywords": "keywords",
        "creator": "author",
        "lastModifiedBy": "last_modified_by",
        "description": "description",
        "category": "category",
        "contentStatus": "status",
        "identifier": "identifier",
        "version": "version",
    },
    "docProps/app.xml": {"Company": "company", "Manager": "manager", "Application": "software"},
    "meta.xml": {
        "title": "title",
        "subject": "subject",
        "keyword": "keywords",
        "initial-creator": "author",
        "creator": "last_modified_by",
        "generator": "software",
        "description": "description",
        "user-defined": "user_defined",
    },
}

ADDED = frozenset({"keywords", "user_defined"})  # of which there may be several


class Archive(zipfile.ZipFile):
    """A zip archive that knows which parts were read for their text, as pages."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.as_pages: set[str] = set()

    def stream(self, part: str) -> IO[bytes]:
        """Open a part to read its text."""
        file = self.open(part)
        self.as_pages.add(part)
        return file


def read(
    media_type: str, path: Path, pages: Pages, beside: Beside, properties: dict[str, Any]
) -> None:
    """Read text and properties. Raises what zipfile and the parser raise for damaged files."""
    with Archive(path) as archive:
        _read_properties(archive, properties)
        kind = media_type.rpartition(".")[2]
        readers = {"presentation": _slides, "sheet": _sheets, "document": _document}
        reader = readers.get(kind, _open_document)
        for number, text in enumerate(reader(archive), start=1):
            if not pages.add(number, text):
                break
        aside.read(archive, archive.as_pages, beside, properties)


def _read_properties(archive: Archive, properties: dict[str, Any]) -> None:
    names = set(archive.namelist())
    for part, wanted in PROPERTIES.items():
        if part in names:
            for element in fromstring(archive.read(part)).iter():
                ours = wanted.get(_local(element.tag))
                if ours and (element.text or "").strip():
                    before = f"{properties[ours]}; " if ours in ADDED and ours in properties else ""
                    properties[ours] = before + element.text.strip()
    properties["comments"] = any("comments" in name.lower() for name in names)


def _document(archive: Archive) -> Iterator[str]:
    main = _main_part(archive, "document.main+xml")
    beside = posixpath.dirname(main)
    others = [f"{beside}/{name}.xml" for name in ("footnotes", "endnotes")]
    running = [
        name
        for name in archive.namelist()
        if name.startswith((f"{beside}/header", f"{beside}/footer"))
    ]
    parts = [main, *others, *sorted(running)]
    yield "\n\n".join(_words(archive, part) for part in parts if part in archive.NameToInfo)


def _open_document(archive: Archive) -> Iterator[str]:
    # The words at the top and the bottom of pages stand among the styles.
    parts = [name for name in ("content.xml", "styles.xml") if name in archive.NameToInfo]
    yield "\n\n".join(_words(archive, part) for part in parts)


def _slides(archive: Archive) -> Iterator[str]:
    main = _main_part(archive, "presentation.main+xml")
    for slide, _ in _listed(archive, main, "sldId"):
        notes = [
            target
            for kind, target in _relations(archive, slide).values()
            if kind.endswith("/notesSlide")
        ]
        yield "\n\n".join(_words(archive, part) for part in (slide, *notes))


def _sheets(archive: Archive) -> Iterator[str]:
    main = _main_part(archive, "sheet.main+xml")
    strings = [
        target
        for kind, target in _relations(archive, main).values()
        if kind.endswith("/sharedStrings")
    ]
    shared = _shared_strings(archive, strings[0]) if strings else []
    for sheet, name in _listed(archive, main, "sheet"):
        yield "\n".join((name, *_rows(archive, sheet, shared)))


def _shared_strings(archive: Archive, part: str) -> list[str]:
    """Read the texts that cells name by number, as many as will be searched at most."""
    found: list[str] = []
    left = MOST_CHARACTERS
    with archive.stream(part) as file:
        for _, element in iterparse(file):
            if _local(element.tag) == "si":
                found.append(_inline(element))
                left -= len(found[-1])
                element.clear()
                if left < 0:
                    break
    return found


def _rows(archive: Archive, part: str, shared: list[str]) -> Iterator[str]:
    left = MOST_CHARACTERS
    with archive.stream(part) as file:
        for _, element in iterparse(file):
            if _local(element.tag) == "row":
                cells = (_cell(cell, shared) for cell in element)
                row = "\t".join(text for text in cells if text)
                element.clear()
                left -= len(row)
                if row:
                    yield row
                if left < 0:
                    return


def _cell(cell: Any, shared: list[str]) -> str:
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        return _inline(cell)
    value = next((each.text or "" for each in cell if _local(each.tag) == "v"), "")
    if kind == "s":
        number = int(value or -1)
        return shared[number] if 0 <= number < len(shared) else ""
    return "" if kind == "e" else value


def _inline(element: Any) -> str:
    """Join the runs of a cell's text, without the phonetic ones beside them."""
    runs = [each for each in element if _local(each.tag) in ("r", "t", "is")]
    return "".join(
        each.text or "" for run in runs for each in run.iter() if _local(each.tag) == "t"
    )


def _words(archive: Archive, part: str) -> str:
    """Read the words of a part, one paragraph a line."""
    said: list[str] = []
    depth, hidden, left = 0, 0, MOST_CHARACTERS
    with archive.stream(part) as file:
        for event, element in iterparse(file, events=("start", "end")):
            name, step = _local(element.tag), 1 if event == "start" else -1
            hidden += step * (name in LEFT_OUT)
            depth += step * (name in PARAGRAPHS)
            # A text box is a paragraph within a paragraph: the outermost has it all.
            if event == "end" and depth == 0 and name in PARAGRAPHS:
                said.append("" if hidden else "".join(_said(element)).strip())
                left -= len(said[-1])
                element.clear()
            if left < 0:
                break
    return "\n".join(said)


def _said(element: Any) -> Iterator[str]:
    name, is_odf = _local(element.tag), str(element.tag).startswith(OPENDOCUMENT)
    if name in LEFT_OUT:
        return
    yield SIGNS.get(name, "")
    if is_odf or name == "t":
        yield element.text or ""
    for child in element:
        yield from _said(child)
        if is_odf:
            yield child.tail or ""


def _main_part(archive: Archive, ending: str) -> str:
    types = fromstring(archive.read("[Content_Types].xml"))
    for each in types:
        if each.get("ContentType", "").strip().lower().endswith(ending) and each.get("PartName"):
            return str(each.get("PartName")).lstrip("/")
    raise KeyError(ending)


def _listed(archive: Archive, main: str, name: str) -> Iterator[tuple[str, str]]:
    """Give the parts that the main part lists, in their order, with the names they have there."""
    relations = _relations(archive, main)
    for element in fromstring(archive.read(main)).iter():
        if _local(element.tag) == name:
            number = element.get(RELATION) or element.get(STRICT_RELATION)
            if number in relations:
                yield relations[number][1], element.get("name") or ""


def _relations(archive: Archive, part: str) -> dict[str, tuple[str, str]]:
    """Read what a part refers to inside the file: kind and part by number."""
    folder, name = posixpath.split(part)
    listing = f"{folder}/_rels/{name}.rels".lstrip("/")
    if listing not in archive.NameToInfo:
        return {}
    found = {}
    for each in fromstring(archive.read(listing)):
        target = posixpath.normpath(posixpath.join("/", folder, each.get("Target", "")))
        if each.get("TargetMode") != "External":
            found[each.get("Id", "")] = each.get("Type", ""), target.lstrip("/")
    return found


def _local(tag: Any) -> str:
    return str(tag).rpartition("}")[2]
