"""PDF files, read by PDFium, the library of the Chromium browser."""

import re
from pathlib import Path
from typing import Any

import pypdfium2
from pypdfium2.raw import FPDF_ERR_PASSWORD

from portal.storage.extract import pdf_beside
from portal.storage.extract.pages import Beside, Pages
from portal.storage.extract.words import (
    DAMAGED,
    FINE,
    LOCKED,
    MANY_PAGES,
    MOST_PAGES,
    NO_TEXT,
    SOME_PAGES,
    Unreadable,
)

PROPERTIES = {
    "Title": "title",
    "Author": "author",
    "Subject": "subject",
    "Keywords": "keywords",
    "Creator": "software",
}

# Where a word was divided at the end of a line, PDFium joins its parts by one of these.
HYPHEN = re.compile("[\x02\ufffe]")


def is_locked(path: Path) -> bool:
    """Tell whether a password is needed to read it; many are only closed to changes."""
    try:
        pypdfium2.PdfDocument(path).close()
    except pypdfium2.PdfiumError as error:
        return bool(error.err_code == FPDF_ERR_PASSWORD)
    return False


def read(path: Path, pages: Pages, beside: Beside, properties: dict[str, Any]) -> None:
    """Read text and properties. Raises Unreadable."""
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        locked = error.err_code == FPDF_ERR_PASSWORD
        raise Unreadable(LOCKED if locked else DAMAGED) from error
    said = document.get_metadata_dict(skip_empty=True)
    properties |= {ours: said[theirs] for theirs, ours in PROPERTIES.items() if theirs in said}
    document.init_forms()
    pdf_beside.read_document(document, path, beside, properties)
    damaged = _read_pages(document, pages, beside, properties)
    if len(document) > MOST_PAGES and pages.problem == FINE:
        pages.problem = MANY_PAGES
    if pages.problem == FINE and damaged:
        pages.problem = SOME_PAGES
    if damaged and damaged == len(document):
        raise Unreadable(DAMAGED)
    if pages.problem == FINE and not any(pages.texts.values()):
        pages.problem = NO_TEXT
        properties["pages_without_text"] = 0  # the problem says it already


def _read_pages(
    document: pypdfium2.PdfDocument, pages: Pages, beside: Beside, properties: dict[str, Any]
) -> int:
    """Read page after page; give how many are damaged."""
    damaged, blind, left = 0, 0, pdf_beside.MOST_OBJECTS
    for index in range(min(len(document), MOST_PAGES)):
        try:
            page = document[index]
            text = page.get_textpage().get_text_bounded()
            pdf_beside.read_page(document, page, beside, properties)
            if not properties.get("pictures"):
                properties["pictures"], left = pdf_beside.look_for_picture(page, left)
        except pypdfium2.PdfiumError:
            damaged += 1
            continue
        wanted = pages.add(index + 1, HYPHEN.sub("", text))
        blind += not text.strip() and not pdf_beside.is_blank(page)
        page.close()
        if not wanted:
            break
    properties["pages_without_text"] = blind
    return damaged
