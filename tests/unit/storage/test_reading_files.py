import shutil
import struct
import subprocess
import zlib

import pytest
import typst

from portal.storage import extraction
from portal.storage.extract import words
from portal.storage.extraction import extract
from portal.storage.media_types import DOCX, ODT, PDF, PPTX, XLSX
from tests.unit.storage import making


@pytest.fixture
def read(tmp_path):
    def read(content: bytes, media_type: str) -> extraction.Extracted:
        path = tmp_path / "file"
        path.write_bytes(content)
        return extract(path, media_type)

    return read


def test_a_word_file_gives_its_words_in_order_and_what_it_says_of_itself(read):
    found = read(making.docx_file("First words.", "Second words."), DOCX)
    assert found.pages == {1: "Plan\nFirst words.\nSecond words.\n\nWords at the top"}
    assert found.properties["author"] == "Robin Reed"
    assert found.properties["last_modified_by"] == "Sam Shaw"
    assert (found.problem, found.is_read) == ("", True)


@pytest.mark.parametrize(("kind", "media_type"), [("docx", DOCX), ("odt", ODT)])
def test_text_documents_of_pandoc_give_their_words_and_notes(read, kind, media_type):
    found = read(making.pandoc_file(kind), media_type)
    assert "Words from a pandoc" in found.pages[1]
    assert "A note." in found.pages[1]
    assert found.properties["author"] == "Robin Reed"


def test_each_slide_is_a_page_in_the_order_shown_with_what_is_to_be_said(read):
    found = read(making.pptx_file(), PPTX)
    assert list(found.pages) == [1, 2]
    assert found.pages[1].startswith("What we do\nWords about What we do")
    assert "Say slowly: What we do" in found.pages[1]
    assert found.pages[2].startswith("Who we are")


def test_slides_of_pandoc_are_read_too(read):
    found = read(making.pandoc_file("pptx", "# One\n\nfirst\n\n# Two\n\nsecond\n"), PPTX)
    text = "\n".join(found.pages.values())
    assert "first" in text
    assert "second" in text


def test_each_sheet_is_a_page_that_begins_with_its_name(read):
    found = read(making.xlsx_file(), XLSX)
    assert found.pages == {1: "Rota\nPeer mentors 12.5", 2: "Empty", 3: "Far\nfar away"}


def test_a_pdf_gives_each_page_and_its_author(read):
    found = read(making.pdf_file(3), PDF)
    assert found.pages == {n: f"Page {n}\nWords of {n}." for n in (1, 2, 3)}
    assert found.properties["author"] == "Robin Reed"
    assert found.properties["title"] == "Long plan"


def test_a_pdf_that_a_browser_printed_is_read(read, tmp_path):
    browser = next(
        filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome")))
    )
    page = tmp_path / "page.html"
    page.write_text("<title>Rota</title><p>Meet on Monday<p style='break-before: page'>Second")
    printed = tmp_path / "page.pdf"
    command = [browser, "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
    subprocess.run([*command, f"--print-to-pdf={printed}", page], check=True, capture_output=True)
    found = read(printed.read_bytes(), PDF)
    assert found.pages == {1: "Meet on Monday", 2: "Second"}
    assert found.properties["title"] == "Rota"


def test_a_word_divided_at_the_end_of_a_line_stays_one_word(read):
    narrow = "#set page(width: 6cm)\n#set par(justify: true)\n#set text(hyphenate: true)\n"
    long = "internationalisation responsibilities employability rehabilitation"
    text = read(typst.compile((narrow + long).encode()), PDF).pages[1]
    assert text.split() == long.split()


def test_a_pdf_without_text_says_so_and_counts_as_read(read):
    found = read(making.picture("PDF"), PDF)
    assert (found.problem, found.is_read, found.pages) == (words.NO_TEXT, True, {})


def test_a_picture_tells_its_size_its_author_and_that_it_knows_a_place(read):
    found = read(making.picture_with_place(), "image/jpeg")
    assert found.properties == {"width": 30, "height": 20, "author": "Robin Reed", "gps": True}
    assert "gps" not in read(making.picture("JPEG"), "image/jpeg").properties


@pytest.mark.parametrize(
    ("content", "media_type", "problem"),
    [
        (making.locked_pdf("secret"), PDF, words.LOCKED),
        (b"%PDF-1.7 and no more", PDF, words.DAMAGED),
        (b"PK\x03\x04 and no more", DOCX, words.DAMAGED),
        (
            making.changed(making.docx_file(), add={"word/document.xml": b"<a>"}),
            DOCX,
            words.DAMAGED,
        ),
        (making.picture("PNG")[:60], "image/png", words.DAMAGED),
        (making.picture("BMP"), "image/png", words.DAMAGED),
    ],
)
def test_a_file_that_cannot_be_read_says_why(read, content, media_type, problem):
    found = read(content, media_type)
    assert (found.problem, found.is_read, found.pages) == (problem, False, {})


def test_a_picture_of_billions_of_pixels_is_never_unpacked(read):
    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    huge = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")
    assert read(huge, "image/png").problem == words.HUGE_PICTURE


def test_a_pdf_of_more_pages_than_are_read_says_how_many_are(read):
    found = read(making.pdf_file(words.MOST_PAGES + 1), PDF)
    assert found.problem == words.MANY_PAGES
    assert len(found.pages) == words.MOST_PAGES
    assert found.is_read


def test_more_text_than_is_searched_is_cut_and_said_so(read):
    body = b"<w:document xmlns:w='w'><w:p><w:t>%s</w:t></w:p></w:document>"
    long = body % (b"word " * (words.MOST_CHARACTERS // 4))
    found = read(making.changed(making.docx_file(), add={"word/document.xml": long}), DOCX)
    assert found.problem == words.LONG
    assert 0 < len(found.pages[1]) <= words.MOST_CHARACTERS


def test_what_was_deleted_or_said_twice_is_not_read(read):
    body = (
        b"<w:document xmlns:w='w' xmlns:mc='m'><w:p><w:t>kept</w:t><w:delText>gone</w:delText>"
        b"<mc:Fallback><w:p><w:t>again</w:t></w:p></mc:Fallback></w:p></w:document>"
    )
    parts = making.changed(making.docx_file(), add={"word/document.xml": body})
    assert read(parts, DOCX).pages[1].startswith("kept\n")


def test_a_file_that_keeps_the_parser_busy_meets_its_limit(read, monkeypatch):
    limits = extraction.Limits(cpu=1, clock=20, memory=1024**3)
    monkeypatch.setattr(extraction, "LIMITS", limits)
    rows = b"".join(b"<row><c><v>%d</v></c></row>" % n for n in range(1_500_000))
    sheet = (
        b"<worksheet><sheetData>" + rows.replace(b"<v>", b"<x/><v>") + b"</sheetData></worksheet>"
    )
    parts = {f"xl/worksheets/sheet{n}.xml": sheet for n in (1, 2, 3)}
    found = read(making.changed(making.xlsx_file(), add=parts), XLSX)
    assert (found.problem, found.is_read) == (words.TOO_HEAVY, False)


def test_a_file_that_fills_the_memory_meets_its_limit(read, monkeypatch):
    limits = extraction.Limits(cpu=20, clock=40, memory=120 * 1024**2)
    monkeypatch.setattr(extraction, "LIMITS", limits)
    body = b"<w:document xmlns:w='w'><w:p>%s</w:p></w:document>" % (b"<w:r/>" * 2_000_000)
    found = read(making.changed(making.docx_file(), add={"word/document.xml": body}), DOCX)
    assert (found.problem, found.is_read) == (words.TOO_HEAVY, False)


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"[]",
        b'{"pages": {}, "properties": {}}',
        b'{"pages": {}, "properties": {}, "problem": "Ring this number"}',
        b'{"pages": {"one": "a"}, "properties": {}, "problem": ""}',
        b'{"pages": {"1": 2}, "properties": {}, "problem": ""}',
        b'{"pages": {"1": "a"}, "properties": {"author": []}, "problem": ""}',
        b'{"pages": {"1": "' + b"a" * 2_000_001 + b'"}, "properties": {}, "problem": ""}',
    ],
)
def test_an_answer_that_is_not_ours_is_not_believed(tmp_path, monkeypatch, answer):
    monkeypatch.setattr(extraction, "run", lambda *_args, **_more: answer)
    found = extract(tmp_path / "file", PDF)
    assert (found.problem, found.is_read, found.pages) == (extraction.FAILED, False, {})


def test_signs_that_a_database_cannot_hold_are_left_out(tmp_path, monkeypatch):
    answer = (
        b'{"pages": {"1": "a\\u0000b\\ud800c"}, "properties": {"author": "\\u0000"}, "problem": ""}'
    )
    monkeypatch.setattr(extraction, "run", lambda *_args, **_more: answer)
    found = extract(tmp_path / "file", PDF)
    assert (found.pages, found.properties) == ({1: "abc"}, {"author": ""})
