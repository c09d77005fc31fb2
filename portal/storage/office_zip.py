"""Looking into zip-based office files: which kind each is, and whether it is safe to open.

Everything inside is unpacked once, piece by piece and thrown away, with limits on all of it.
"""

import io
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from defusedxml.ElementTree import fromstring

from portal.errors import Invalid
from portal.storage import refusals
from portal.storage.media_types import DOCX, ODT, PPTX, XLSX
from portal.storage.refusals import refused

MOST_ENTRIES = 5_000
MOST_UNPACKED = 250 * 1024**2
# Repetitive sheets shrink to a sixtieth; bombs to a thousandth.
MOST_RATIO = 100
SMALL = 20 * 1024**2  # below it, the ratio does not matter
LARGEST_INSIDE = 25 * 1024**2  # of an office file within an office file, such as a chart's numbers
LARGEST_LIST = 2 * 1024**2  # of the part that lists the others
CHUNK = 256 * 1024

# The main part of each kind, see ECMA-376 part 1.
MAIN_PARTS = {f"{kind}.main+xml": kind for kind in (DOCX, XLSX, PPTX)}
OTHER_MAIN_PARTS = (".template.main+xml", ".slideshow.main+xml")
MACRO_TYPES = ("macroenabled", "vbaproject", "macrosheet")
MACRO_FOLDERS = ("basic/", "scripts/")  # of OpenDocument


@dataclass
class _Budget:
    """Count what may still be unpacked, of the file and of those in it."""

    packed: int
    entries: int = MOST_ENTRIES
    unpacked: int = 0

    def spend(self, size: int) -> None:
        self.unpacked += size
        ratio = self.unpacked / max(self.packed, 1)
        if self.unpacked > MOST_UNPACKED or (self.unpacked > SMALL and ratio > MOST_RATIO):
            raise refused(refusals.TOO_MUCH_INSIDE)


def media_type(path: Path) -> str:
    """Give the media type of an office file. Raises Invalid with why it cannot be kept."""
    with path.open("rb") as file:
        return _look(file, _Budget(packed=path.stat().st_size), is_inside=False)


def _look(file: IO[bytes], budget: _Budget, *, is_inside: bool) -> str:
    try:
        with zipfile.ZipFile(file) as archive:
            _check_list(archive, budget)
            found = _kind(archive)
            _unpack(archive, budget, is_inside=is_inside)
    except Invalid:
        raise
    except Exception:  # zipfile and the parser raise a dozen kinds for files that are damaged
        raise refused(refusals.BROKEN) from None
    return found


def _check_list(archive: zipfile.ZipFile, budget: _Budget) -> None:
    entries = archive.infolist()
    budget.entries -= len(entries)
    if budget.entries < 0 or sum(each.file_size for each in entries) > MOST_UNPACKED:
        raise refused(refusals.TOO_MUCH_INSIDE)
    if any(each.flag_bits & 0x1 for each in entries):
        raise refused(refusals.LOCKED)
    # Another file may stand before the zip, and one name for two entries shows each reader another.
    if min(each.header_offset for each in entries) or len(set(archive.namelist())) < len(entries):
        raise refused(refusals.BROKEN)


def _kind(archive: zipfile.ZipFile) -> str:
    names = set(archive.namelist())
    if "[Content_Types].xml" in names:
        return _openxml_kind(archive, names)
    if "mimetype" in names:
        return _opendocument_kind(archive, names)
    raise refused(refusals.UNKNOWN)


def _openxml_kind(archive: zipfile.ZipFile, names: set[str]) -> str:
    types = fromstring(_part(archive, "[Content_Types].xml"))
    declared = {each.get("ContentType", "").strip().lower() for each in types}
    has_project = any(name.lower().endswith("vbaproject.bin") for name in names)
    if has_project or any(word in each for word in MACRO_TYPES for each in declared):
        raise refused(refusals.MACROS)
    found = {kind for part, kind in MAIN_PARTS.items() if part in declared}
    if len(found) == 1:
        return found.pop()
    is_other = any(each.endswith(OTHER_MAIN_PARTS) for each in declared)
    raise refused(refusals.TEMPLATE if is_other else refusals.UNKNOWN)


def _opendocument_kind(archive: zipfile.ZipFile, names: set[str]) -> str:
    if _part(archive, "mimetype").strip() != ODT.encode():
        raise refused(refusals.UNKNOWN)
    if any(name.lower().startswith(MACRO_FOLDERS) for name in names):
        raise refused(refusals.MACROS_ODF)
    is_locked = "encrypted-package" in names
    if "META-INF/manifest.xml" in names:
        is_locked |= b"encryption-data" in _part(archive, "META-INF/manifest.xml")
    if is_locked:
        raise refused(refusals.LOCKED)
    return ODT


def _part(archive: zipfile.ZipFile, name: str) -> bytes:
    if archive.getinfo(name).file_size > LARGEST_LIST:
        raise refused(refusals.BROKEN)
    return archive.read(name)


def _unpack(archive: zipfile.ZipFile, budget: _Budget, *, is_inside: bool) -> None:
    """Read every entry, which also compares its checksum."""
    for entry in archive.infolist():
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise refused(refusals.BROKEN)
        with archive.open(entry) as file:
            head = file.read(CHUNK)
            budget.spend(len(head))
            kept = io.BytesIO(head) if head.startswith(b"PK\x03\x04") else None
            if kept and (is_inside or entry.file_size > LARGEST_INSIDE):
                raise refused(refusals.ARCHIVE_INSIDE)
            while chunk := file.read(CHUNK):
                budget.spend(len(chunk))
                if kept:
                    kept.seek(0, io.SEEK_END)
                    kept.write(chunk)
        if kept:
            _look_inside(kept, budget)


def _look_inside(file: IO[bytes], budget: _Budget) -> None:
    """Look into a file within: office files may hold office files, such as a chart's numbers."""
    try:
        _look(file, budget, is_inside=True)
    except Invalid as error:
        if error.problems["file"] in (refusals.UNKNOWN, refusals.BROKEN):
            raise refused(refusals.ARCHIVE_INSIDE) from None
        raise
