"""Files as several programs make them, harmless and harmful."""

import io
import subprocess
import zipfile
from pathlib import Path

import docx
import openpyxl
import pypandoc
import typst
from PIL import Image
from pptx import Presentation
from pypdf import PdfReader, PdfWriter

VBA = "word/vbaProject.bin"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def saved(document) -> bytes:
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def docx_file(*paragraphs: str, author: str = "Robin Reed") -> bytes:
    document = docx.Document()
    document.add_heading("Plan", 1)
    for words in paragraphs or ("Peer mentors meet new people on the wing.",):
        document.add_paragraph(words)
    document.sections[0].header.paragraphs[0].text = "Words at the top"
    document.core_properties.author = author
    document.core_properties.last_modified_by = "Sam Shaw"
    return saved(document)


def pptx_file() -> bytes:
    show = Presentation()
    for title in ("Who we are", "What we do"):
        slide = show.slides.add_slide(show.slide_layouts[1])
        slide.shapes.title.text = title
        slide.placeholders[1].text = f"Words about {title}"
        slide.notes_slide.notes_text_frame.text = f"Say slowly: {title}"
    # Shown in the other order than they were made.
    listed = show.slides._sldIdLst
    listed.append(listed[0])
    return saved(show)


def xlsx_file() -> bytes:
    book = openpyxl.Workbook()
    book.active.title = "Rota"
    book.active.append(["Peer mentors", 12.5])
    book.create_sheet("Empty")
    book.create_sheet("Far")["D400"] = "far away"
    return saved(book)


def pandoc_file(kind: str, text: str = "# Plan\n\nWords *from* a pandoc[^1].\n\n[^1]: A note.\n"):
    file = Path(pypandoc.get_pandoc_path())
    done = subprocess.run(
        [file, "--from=markdown", f"--to={kind}", "--output=-", "--metadata=author:Robin Reed"],
        input=text.encode(),
        capture_output=True,
        check=True,
    )
    return done.stdout


def pdf_file(pages: int = 2) -> bytes:
    text = "\n#pagebreak()\n".join(f"= Page {n}\nWords of {n}." for n in range(1, pages + 1))
    heading = '#set document(title: "Long plan", author: "Robin Reed")\n'
    return typst.compile((heading + text).encode())


def locked_pdf(user: str, owner: str = "owner") -> bytes:
    writer = PdfWriter(PdfReader(io.BytesIO(pdf_file())))
    writer.encrypt(user, owner, algorithm="RC4-128")
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def picture(kind: str, size: tuple[int, int] = (30, 20), **more) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", size, "green").save(file, kind, **more)
    return file.getvalue()


def picture_with_place() -> bytes:
    exif = Image.Exif()
    exif[0x013B] = "Robin Reed"
    exif.get_ifd(0x8825)[1] = "N"
    return picture("JPEG", exif=exif)


def changed(content: bytes, *, add: dict[str, bytes] | None = None, types: str = "") -> bytes:
    """Copy a zip with entries more or other, and more in the list of a Word file's parts."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            if name in (add or {}):
                continue
            part = old.read(name)
            if types and name == "[Content_Types].xml":
                part = part.replace(b"</Types>", types.encode() + b"</Types>")
            new.writestr(name, part)
        for name, part in (add or {}).items():
            new.writestr(name, part)
    return file.getvalue()


def zip_of(entries: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return file.getvalue()


def ole_file(stream: str) -> bytes:
    return OLE + bytes(600) + stream.encode("utf-16-le") + bytes(600)
