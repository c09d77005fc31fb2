"""Looking into a Word or OpenDocument file, which is a ZIP archive, before anything reads it."""

import io
import zipfile
import zlib

import defusedxml
from defusedxml import ElementTree

from portal.errors import Invalid

MB = 1024**2
FILE_MOST = 20 * MB
UNPACKED_MOST = 100 * MB
MEMBERS_MOST = 3_000
PROPERTIES_MOST = MB
_OLD_OR_LOCKED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_TITLE = "{http://purl.org/dc/elements/1.1/}title"
_BROKEN = "The file could not be opened. It may be damaged. Save it again and try once more."


def check(data: bytes) -> list[str]:
    """Refuse what is too large, locked or broken; give the names inside. Raises Invalid."""
    if len(data) > FILE_MOST:
        raise invalid(f"The file must be smaller than {FILE_MOST // MB} MB.")
    if data.startswith(_OLD_OR_LOCKED):
        raise invalid(
            "The file is locked with a password or is in the old .doc format."
            " Save it as .docx without a password."
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_members(archive)
            return archive.namelist()
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError):
        raise broken() from None


def _check_members(archive: zipfile.ZipFile) -> None:
    members = archive.infolist()
    too_large = invalid("The file holds too much when it is unpacked. Split it and try again.")
    if len(members) > MEMBERS_MOST or sum(each.file_size for each in members) > UNPACKED_MOST:
        raise too_large
    left = UNPACKED_MOST
    for member in members:
        if member.flag_bits & 1:
            raise invalid("The file is locked with a password. Save it without one.")
        # What an archive says about its sizes may be a lie: count.
        with archive.open(member) as opened:
            while part := opened.read(MB):
                left -= len(part)
                if left < 0:
                    raise too_large


def own_title(data: bytes) -> str:
    """Read the title in the file's own properties; "" where it has none."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in {"docProps/core.xml", "meta.xml"} & set(archive.namelist()):
            if archive.getinfo(name).file_size <= PROPERTIES_MOST:
                try:
                    found = ElementTree.fromstring(archive.read(name)).find(f".//{_TITLE}")
                except (ElementTree.ParseError, defusedxml.DefusedXmlException, LookupError):
                    continue
                return " ".join((found.text or "").split()) if found is not None else ""
    return ""


def is_locked(data: bytes) -> bool:
    """Tell whether an OpenDocument file's content is encrypted."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        name = "META-INF/manifest.xml"
        return name in archive.namelist() and b"encryption-data" in archive.read(name)


def broken() -> Invalid:
    """Build the error for a file that cannot be opened."""
    return invalid(_BROKEN)


def invalid(words: str) -> Invalid:
    """Build the error that a form shows beside the field for the file."""
    return Invalid({"file": words})
