"""The kinds of file that can be kept, and what each is called."""

import re
import unicodedata
from dataclasses import dataclass
from pathlib import PurePosixPath

OPENXML = "application/vnd.openxmlformats-officedocument."
DOCX = OPENXML + "wordprocessingml.document"
XLSX = OPENXML + "spreadsheetml.sheet"
PPTX = OPENXML + "presentationml.presentation"
ODT = "application/vnd.oasis.opendocument.text"
PDF = "application/pdf"
LONGEST_NAME = 120  # characters


@dataclass(frozen=True, slots=True)
class MediaType:
    """Name a kind of file for browsers, for file names and for people."""

    name: str
    extensions: tuple[str, ...]  # the first is given to a file with a wrong one
    words: str


_KINDS = (
    MediaType(DOCX, (".docx",), "Word document"),
    MediaType(XLSX, (".xlsx",), "Excel workbook"),
    MediaType(PPTX, (".pptx",), "PowerPoint presentation"),
    MediaType(ODT, (".odt",), "OpenDocument text"),
    MediaType(PDF, (".pdf",), "PDF"),
    MediaType("image/png", (".png",), "PNG picture"),
    MediaType("image/jpeg", (".jpg", ".jpeg"), "JPEG picture"),
    MediaType("image/gif", (".gif",), "GIF picture"),
    MediaType("image/webp", (".webp",), "WebP picture"),
)
MEDIA_TYPES = {kind.name: kind for kind in _KINDS}
EXTENSIONS = tuple(extension for kind in _KINDS for extension in kind.extensions)


def safe_name(name: str, media_type: str) -> str:
    """Clean the name that a browser sent, and give it the extension of what the file is."""
    text = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    # Control characters, and those that turn the direction of writing to hide an extension.
    text = "".join(sign for sign in text if unicodedata.category(sign)[0] != "C")
    text = re.sub(r"\s+", " ", text).strip(" .")
    kind, given = MEDIA_TYPES[media_type], PurePosixPath(text).suffix
    right = given if given.lower() in kind.extensions else kind.extensions[0]
    stem = text[: -len(given)] if given.lower() in EXTENSIONS else text
    return (stem.strip(" .")[: LONGEST_NAME - len(right)].strip(" .") or "file") + right
