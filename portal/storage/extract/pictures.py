"""Pictures: nothing to search, but they must open, and may tell where and by whom."""

from pathlib import Path
from typing import Any

from PIL import ExifTags, Image

from portal.storage.extract.words import HUGE_PICTURE, MOST_PIXELS, Unreadable

KINDS = ("PNG", "JPEG", "GIF", "WEBP")
TAGS = {
    ExifTags.Base.Artist: "author",
    ExifTags.Base.ImageDescription: "title",
    ExifTags.Base.Software: "software",
}


def read(path: Path, properties: dict[str, Any]) -> None:
    """Open the picture wholly and read its EXIF. Raises Unreadable, and what Pillow raises."""
    Image.MAX_IMAGE_PIXELS = None  # our own limit stands below
    with Image.open(path, formats=KINDS) as picture:
        properties["width"], properties["height"] = picture.size
        if picture.width * picture.height > MOST_PIXELS:
            raise Unreadable(HUGE_PICTURE)
        picture.load()
        tags = picture.getexif()
        properties |= {ours: str(tags[tag]) for tag, ours in TAGS.items() if tag in tags}
        properties["gps"] = bool(tags.get_ifd(ExifTags.IFD.GPSInfo))
