"""Word and OpenDocument files for the tests, and a paper."""

import io
import subprocess
import zipfile

import docx
import pypandoc
from PIL import Image

from portal.documents.paper import Paper
from portal.markdown.render import to_html

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"

MARKDOWN = """## Why we began

Men waited **6 weeks**. See [the guide](https://www.example.org/guide) first.

- Mentors meet new men
- They offer:
    - help with forms
    - a reading check
- They tell the library

3. Third step
4. Fourth step

### What we use

| Week | What happens |
| --- | --- |
| 1 | Meet on the wing |
| 2 | First session |

> “I thought I was the only one.”

Last words.
"""


def paper(**more: object) -> Paper:
    """Make a paper like those that prisons write."""
    return Paper(
        **(
            {
                "title": "Reading mentors",
                "subtitle": "Practice, Example Midvale",
                "facts": [("Purpose", ("Reading",)), ("Who it is for", ("New men", "Anybody"))],
                "html": to_html(MARKDOWN),
                "sections": [("Barriers", ("Regime", "Space"))],
                "footer": "Published 3 May 2026, version 4",
            }
            | more
        )  # type: ignore[arg-type]
    )


def saved(document) -> bytes:
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def picture() -> io.BytesIO:
    made = io.BytesIO()
    Image.new("RGB", (4, 4)).save(made, "PNG")
    made.seek(0)
    return made


def open_document(markdown: str, *options: str) -> bytes:
    """Let pandoc write an .odt."""
    command = [pypandoc.get_pandoc_path(), "-f", "markdown", "-t", "odt", "-o", "-", *options]
    return subprocess.run(command, input=markdown.encode(), capture_output=True, check=True).stdout


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    """Replace or add one part of an archive."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w") as new:
        for member in old.namelist():
            if member != name:
                new.writestr(member, old.read(member))
        new.writestr(name, content)
    return made.getvalue()


def document():
    """Start an empty document."""
    return docx.Document()
