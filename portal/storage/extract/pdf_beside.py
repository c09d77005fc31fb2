"""What stands in a PDF beside the text of its pages: notes, forms, links, outline, metadata."""

import ctypes
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pypdfium2
from pypdfium2 import raw

from portal.storage.extract.pages import Beside

LONGEST = 100_000  # bytes of one value
MOST_NOTES = 5_000  # on one page
MOST_OBJECTS = 200_000  # of a document; each takes PDFium about 10 microseconds
MOST_OPTIONS = 500  # of one list to choose from
KEYS = (b"Contents", b"T", b"Subj", b"TU", b"V", b"DV", b"RC")
PACKED = (raw.FPDF_ANNOT_FILEATTACHMENT, raw.FPDF_ANNOT_SOUND, raw.FPDF_ANNOT_MOVIE,
          raw.FPDF_ANNOT_RICHMEDIA, raw.FPDF_ANNOT_SCREEN, raw.FPDF_ANNOT_THREED)  # fmt: skip
_XMP = re.compile(rb"<x:xmpmeta.{0,200000}?</x:xmpmeta>", re.S)
_TAG = re.compile(r"<[^<>]{0,1000}>")
_VALUE = re.compile(r'="([^"]{1,1000})"')


def read_document(
    document: pypdfium2.PdfDocument, path: Path, beside: Beside, properties: dict[str, Any]
) -> None:
    """Read outline, names of attachments and metadata; pages come with `read_page`."""
    for bookmark in document.get_toc():
        if not beside.add("outline", bookmark.get_title()):
            return
    properties["attachments"] = document.count_attachments()
    for number in range(min(properties["attachments"], 100)):
        beside.add("names of attachments", document.get_attachment(number).get_name())
    if document.get_formtype() in (raw.FORMTYPE_XFA_FULL, raw.FORMTYPE_XFA_FOREGROUND):
        properties["embedded"] = 1
    for found in _XMP.finditer(path.read_bytes()):
        xmp = found.group().decode(errors="replace")
        values = [each for each in _VALUE.findall(xmp) if "://" not in each]
        beside.add("other properties", " ".join((_TAG.sub(" ", xmp), *values)))


def look_for_picture(page: pypdfium2.PdfPage, most: int) -> tuple[bool, int]:
    """Tell whether a page shows a picture, and how many objects may still be looked at.

    Where there are more than that, there may be one.
    """
    for each in page.get_objects(max_depth=3):
        most -= 1
        if each.type == raw.FPDF_PAGEOBJ_IMAGE or most < 0:
            return True, most
    return False, most


def read_page(
    document: pypdfium2.PdfDocument,
    page: pypdfium2.PdfPage,
    beside: Beside,
    properties: dict[str, Any],
) -> None:
    """Read what is fixed to one page."""
    for number in range(min(raw.FPDFPage_GetAnnotCount(page), MOST_NOTES)):
        note = raw.FPDFPage_GetAnnot(page, number)
        if not note:
            continue
        for words in _said(document, note):
            beside.add("notes, forms and links", words)
        packed = raw.FPDFAnnot_GetSubtype(note) in PACKED
        properties["attachments"] = properties.get("attachments", 0) + packed
        raw.FPDFPage_CloseAnnot(note)


def is_blank(page: pypdfium2.PdfPage) -> bool:
    """Tell whether a page shows nothing at all."""
    return next(page.get_objects(max_depth=1), None) is None


def _said(document: pypdfium2.PdfDocument, note: Any) -> Iterator[str]:
    for key in KEYS:
        yield _wide(raw.FPDFAnnot_GetStringValue, note, key)
    form = document.formenv
    if form:
        yield _wide(raw.FPDFAnnot_GetFormFieldValue, form, note)
        yield _wide(raw.FPDFAnnot_GetFormFieldName, form, note)
        for option in range(min(raw.FPDFAnnot_GetOptionCount(form, note), MOST_OPTIONS)):
            yield _wide(raw.FPDFAnnot_GetOptionLabel, form, note, option)
    if link := raw.FPDFAnnot_GetLink(note):
        action = raw.FPDFLink_GetAction(link)
        size = raw.FPDFAction_GetURIPath(document, action, None, 0) if action else 0
        if 1 < size <= LONGEST:
            buffer = ctypes.create_string_buffer(size)
            raw.FPDFAction_GetURIPath(document, action, buffer, size)
            yield buffer.value.decode(errors="replace")


def _wide(ask: Callable[..., int], *of: Any) -> str:
    """Ask PDFium for a value in UTF-16, first for its size in bytes."""
    size = ask(*of, None, 0)
    if not 2 < size <= LONGEST:
        return ""
    buffer = ctypes.create_string_buffer(size)
    ask(*of, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), size)
    return buffer.raw[: size - 2].decode("utf-16-le", errors="replace")
