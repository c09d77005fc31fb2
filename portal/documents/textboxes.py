"""Laying open what pandoc would pass over or show: text in boxes, and text that is hidden."""

import io
import zipfile
from collections.abc import Iterator
from xml.etree.ElementTree import Element, register_namespace, tostring

import defusedxml
from defusedxml import ElementTree

from portal.documents import archives

WORD_PART, OPEN_PART = "word/document.xml", "content.xml"
PART_MOST = 16 * 1024**2
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_PARAGRAPHS = {f"{_W}p", f"{_TEXT}p"}
_BOXES = {f"{_W}txbxContent", f"{_DRAW}text-box"}
_OFF = {"0", "false", "off"}
_OPEN_XML = "http://schemas.openxmlformats.org/"
# Pandoc knows the parts of a document by these prefixes only.
_PREFIXES = {
    "w": _W[1:-1],
    "mc": _MC[1:-1],
    "r": f"{_OPEN_XML}officeDocument/2006/relationships",
    "m": f"{_OPEN_XML}officeDocument/2006/math",
    "a": f"{_OPEN_XML}drawingml/2006/main",
    "pic": f"{_OPEN_XML}drawingml/2006/picture",
    "wp": f"{_OPEN_XML}drawingml/2006/wordprocessingDrawing",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    "v": "urn:schemas-microsoft-com:vml",
    "o": "urn:schemas-microsoft-com:office:office",
}
for _prefix, _address in _PREFIXES.items():
    register_namespace(_prefix, _address)


def laid_open(data: bytes) -> bytes:
    """Put the paragraphs of text boxes after the paragraph they hang on, and drop hidden text.

    Gives a file as it was where it has neither. Raises Invalid where it is broken.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        part = next((name for name in (WORD_PART, OPEN_PART) if name in archive.namelist()), "")
        if not part or archive.getinfo(part).file_size > PART_MOST:
            return data
        source = archive.read(part)
        if not any(sign in source for sign in (b"txbxContent", b"vanish", b"text-box")):
            return data
        try:
            root = ElementTree.fromstring(source)
        except (ElementTree.ParseError, defusedxml.DefusedXmlException, LookupError, ValueError):
            raise archives.broken() from None
        _open(root)
        return _rewritten(archive, part, tostring(root, encoding="utf-8", xml_declaration=True))


def _rewritten(archive: zipfile.ZipFile, name: str, part: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as copy:
        for member in archive.infolist():
            copy.writestr(
                member.filename, part if member.filename == name else archive.read(member)
            )
    return made.getvalue()


def _open(root: Element) -> None:
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag == f"{_MC}AlternateContent":
                _keep_one(child)
            elif child.tag == f"{_W}r" and _is_hidden(child):
                parent.remove(child)
    for parent in list(root.iter()):
        for at, child in reversed(list(enumerate(parent))):
            if child.tag in _PARAGRAPHS:
                boxed = list(_boxed(child))
                for paragraph in reversed(boxed):
                    parent.insert(at + 1, paragraph)


def _keep_one(alternatives: Element) -> None:
    """Drop the older form of a drawing: it holds the same words again."""
    if alternatives.find(f"{_MC}Choice") is not None:
        for old in alternatives.findall(f"{_MC}Fallback"):
            alternatives.remove(old)


def _is_hidden(run: Element) -> bool:
    hidden = run.find(f"{_W}rPr/{_W}vanish")
    return hidden is not None and hidden.get(f"{_W}val", "true") not in _OFF


def _boxed(paragraph: Element) -> Iterator[Element]:
    for box in [each for each in paragraph.iter() if each.tag in _BOXES]:
        yield from list(box)
        for child in list(box):
            box.remove(child)
