"""The process that reads one file: `… read|is-locked MEDIA-TYPE PATH`, the answer as JSON.

Started by portal.storage.extraction, which sets its limits.
"""

import json
import sys
from pathlib import Path
from typing import Any

from portal.storage.extract import office, pdf, pictures
from portal.storage.extract.pages import Beside, Pages
from portal.storage.extract.words import DAMAGED, LONGEST_PROPERTY, TOO_HEAVY, Unreadable


def main(what: str, media_type: str, path: Path) -> None:
    """Answer one question about one file."""
    if what == "is-locked":
        sys.stdout.write(json.dumps(pdf.is_locked(path)))
        return
    sys.stdout.write(json.dumps(read(media_type, path)))


def read(media_type: str, path: Path) -> dict[str, Any]:
    """Give `pages` by number, `properties`, what stands `beside` the text, and `problem`."""
    pages, beside, properties = Pages(), Beside(), dict[str, Any]()
    try:
        if media_type.startswith("image/"):
            pictures.read(path, beside, properties)
        elif media_type == "application/pdf":
            pdf.read(path, pages, beside, properties)
        else:
            office.read(media_type, path, pages, beside, properties)
        problem = pages.problem
    except Unreadable as error:
        problem = str(error)
    except MemoryError:
        problem = TOO_HEAVY
    except Exception:  # parsers raise dozens of kinds for files that are damaged
        problem = DAMAGED
    for name, value in properties.items():
        if isinstance(value, str) and len(value) > LONGEST_PROPERTY:
            beside.add(name.replace("_", " "), value)
    properties["beside_is_cut"] = beside.is_cut
    kept = {name: value for name, value in properties.items() if value}
    return {
        "pages": pages.texts,
        "properties": kept,
        "beside": beside.texts(),
        "problem": problem,
    }


main(sys.argv[1], sys.argv[2], Path(sys.argv[3]))
