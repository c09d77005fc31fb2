"""Pictures: nothing to search, but they must open, and may tell where, by whom, and in words."""

import re
from pathlib import Path
from typing import Any

from PIL import ExifTags, Image

from portal.storage.extract.pages import Beside
from portal.storage.extract.words import HUGE_PICTURE, MOST_PIXELS, Unreadable

KINDS = ("PNG", "JPEG", "GIF", "WEBP")
TAGS = {
    ExifTags.Base.Artist: "author",
    ExifTags.Base.ImageDescription: "title",
    ExifTags.Base.Software: "software",
}
OTHER_TAGS = (ExifTags.Base.Copyright, *range(ExifTags.Base.XPTitle, ExifTags.Base.XPSubject + 1))
NO_WORDS = ("icc_profile", "exif", "photoshop")
LABEL = "words in the picture"
_VALUE = re.compile(r'="([^"]{1,1000})"')
_TAG = re.compile(r"<[^<>]{0,1000}>")


def read(path: Path, beside: Beside, properties: dict[str, Any]) -> None:
    """Open the picture wholly and read its EXIF and its texts.

    Raises Unreadable, and what Pillow raises.
    """
    Image.MAX_IMAGE_PIXELS = None  # our own limit stands below
    with Image.open(path, formats=KINDS) as picture:
        properties["width"], properties["height"] = picture.size
        if picture.width * picture.height > MOST_PIXELS:
            raise Unreadable(HUGE_PICTURE)
        picture.load()
        tags = picture.getexif()
        properties |= {ours: str(tags[tag]) for tag, ours in TAGS.items() if tag in tags}
        said = [_joined(tags[tag]) for tag in OTHER_TAGS if tag in tags]
        said.append(tags.get_ifd(ExifTags.IFD.Exif).get(ExifTags.Base.UserComment))
        said += [value for name, value in picture.info.items() if name not in NO_WORDS]
        for value in said:
            beside.add(LABEL, _plain(value))
        properties["gps"] = bool(tags.get_ifd(ExifTags.IFD.GPSInfo))


def _joined(value: Any) -> Any:
    """Windows writes words into tags as rows of bytes."""
    return bytes(each & 0xFF for each in value) if isinstance(value, tuple) else value


def _plain(value: Any) -> str:
    """Give the words of a value as a picture holds it; "" for numbers and the like."""
    if isinstance(value, bytes):
        is_wide = value[1:8:2] == bytes(len(value[1:8:2])) and len(value) > 1
        value = value.decode("utf-16-le" if is_wide else "utf-8", errors="replace")
    return _TAG.sub(" ", value) + " ".join(_VALUE.findall(value)) if isinstance(value, str) else ""
