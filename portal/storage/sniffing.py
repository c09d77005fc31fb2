"""Telling from its bytes what a file is; its name and the browser's word count for nothing."""

import mmap
import re
import zipfile
from pathlib import Path

from portal.confined import ConfinedError
from portal.storage import office_zip, refusals
from portal.storage.extraction import is_locked
from portal.storage.media_types import PDF
from portal.storage.refusals import refused

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK\x03\x04"
PICTURES = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF87a": "image/gif",
    b"GIF89a": "image/gif",
}
# What OLE files call their streams, and what such a file is.
STREAMS = {
    "EncryptedPackage": refusals.LOCKED,
    "WordDocument": refusals.OLD_WORD,
    "PowerPoint Document": refusals.OLD_POWERPOINT,
    "Workbook": refusals.OLD_EXCEL,
}
ENCRYPTED = re.compile(rb"/Encrypt\s*(<<|\d+\s+\d+\s+R)")


def sniff(path: Path) -> str:
    """Give the media type of a file that can be kept. Raises Invalid with why it cannot."""
    with path.open("rb") as file:
        head = file.read(16)
    if not head:
        raise refused(refusals.EMPTY)
    if head.startswith(ZIP):
        return office_zip.media_type(path)
    if head.startswith(b"%PDF-"):
        return _pdf(path)
    if head.startswith(OLE):
        raise refused(_ole(path))
    return _picture(head)


def _picture(head: bytes) -> str:
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "image/webp"
    for signature, media_type in PICTURES.items():
        if head.startswith(signature):
            return media_type
    raise refused(refusals.UNKNOWN)


def _pdf(path: Path) -> str:
    if zipfile.is_zipfile(path):
        raise refused(refusals.TWO_IN_ONE)
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        says_encrypted = ENCRYPTED.search(content) is not None
    # Many such files are only closed to changes, and open without a password.
    if says_encrypted and _is_locked(path):
        raise refused(refusals.LOCKED)
    return PDF


def _is_locked(path: Path) -> bool:
    try:
        return is_locked(path)
    except ConfinedError:
        raise refused(refusals.BROKEN) from None


def _ole(path: Path) -> str:
    """Tell what an OLE file is by the names of its streams, which are written in UTF-16."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        for name, words in STREAMS.items():
            if content.find(name.encode("utf-16-le")) >= 0:
                return words
    return refusals.OLD_OFFICE
