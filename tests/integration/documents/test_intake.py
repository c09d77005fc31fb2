"""Word and OpenDocument files become Markdown."""

import io
import time
import zipfile

import pytest
from docx.oxml import parse_xml

from portal import confined
from portal.documents import pandoc
from portal.documents.intake import OPEN_DOCUMENT, WORD, to_markdown
from portal.errors import Invalid
from portal.markdown.render import to_html
from tests.integration.documents.files import W, document, open_document, picture, saved, with_part

NAMES = f'xmlns:w="{W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'


def refusal(data: bytes, media_type: str = WORD) -> str:
    with pytest.raises(Invalid) as caught:
        to_markdown(data, media_type)
    return caught.value.problems["file"]


def test_a_word_file_becomes_markdown_for_our_renderer() -> None:
    made = document()
    made.add_heading("The title", 0)
    made.add_heading("Part", 1)
    made.add_paragraph("Some ").add_run("bold").bold = True
    for style in ("List Bullet", "List Bullet 2", "List Bullet", "List Number", "List Number"):
        made.add_paragraph("point", style=style)
    table = made.add_table(2, 2)
    for at, words in enumerate("abcd"):
        table.cell(at // 2, at % 2).text = words
    found = to_markdown(saved(made), WORD)
    assert found.title == "The title"
    assert found.warnings == ()
    assert found.markdown == (
        "## Part\n\nSome **bold**\n\n- point\n    - point\n- point\n\n1. point\n2. point\n\n"
        "| a | b |\n| --- | --- |\n| c | d |"
    )


def test_long_paragraphs_stay_one_line() -> None:
    made = document()
    made.add_paragraph("word " * 300)
    assert "\n" not in to_markdown(saved(made), WORD).markdown


def test_pictures_are_left_out_and_counted() -> None:
    made = document()
    made.add_paragraph("Words")
    made.add_picture(picture())
    made.add_picture(picture())
    found = to_markdown(saved(made), WORD)
    assert (found.markdown, found.warnings) == ("Words", ("2 pictures were left out.",))


def test_a_file_of_pictures_only_says_that_it_has_no_text() -> None:
    made = document()
    made.add_picture(picture())
    assert "The file has no text." in to_markdown(saved(made), WORD).warnings


def test_headers_comments_and_deleted_words_stay_behind() -> None:
    made = document()
    made.sections[0].header.paragraphs[0].text = "HEADER"
    paragraph = made.add_paragraph("Kept ")
    made.add_comment(paragraph.runs, text="COMMENT", author="A")
    for xml in (
        f'<w:ins {NAMES} w:id="91" w:author="a"><w:r><w:t>added</w:t></w:r></w:ins>',
        f'<w:del {NAMES} w:id="92" w:author="a"><w:r><w:delText>gone</w:delText></w:r></w:del>',
        f"<w:r {NAMES}><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r>",
    ):
        paragraph._p.append(parse_xml(xml))
    assert to_markdown(saved(made), WORD).markdown == "Kept added"


def test_text_in_a_box_follows_its_paragraph_once() -> None:
    made = document()
    paragraph = made.add_paragraph("Before")
    made.add_paragraph("After")
    box = "<w:txbxContent><w:p><w:r><w:t>Boxed</w:t></w:r></w:p></w:txbxContent>"
    xml = (
        f"<w:r {NAMES}><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing>{box}"
        f"</w:drawing></mc:Choice><mc:Fallback><w:pict>{box}</w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )
    paragraph._p.append(parse_xml(xml))
    assert to_markdown(saved(made), WORD).markdown == "Before\n\nBoxed\n\nAfter"


def test_text_in_a_box_of_an_open_document_follows_its_paragraph() -> None:
    data = open_document("Before PLACE\n\nAfter")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        part = archive.read("content.xml").decode()
    of = "urn:oasis:names:tc:opendocument:xmlns"
    box = (
        f'<draw:frame xmlns:draw="{of}:drawing:1.0" xmlns:text="{of}:text:1.0"><draw:text-box>'
        "<text:p>Boxed</text:p></draw:text-box></draw:frame>"
    )
    data = with_part(data, "content.xml", part.replace("PLACE", box).encode())
    found = to_markdown(data, OPEN_DOCUMENT)
    assert (found.markdown, found.warnings) == ("Before\n\nBoxed\n\nAfter", ())


def test_words_that_look_like_markup_are_shown_as_they_were() -> None:
    text = "1. *not* _this_ <b>x</b> [a](b) #one | `c` &amp; $x$ 5 * 3"
    made = document()
    made.add_paragraph(text)
    shown = to_html(to_markdown(saved(made), WORD).markdown)
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert shown.strip() == f"<p>{escaped}</p>"


@pytest.mark.parametrize(
    ("headings", "own", "title", "first_line"),
    [
        ([("Only", 1), ("Under", 2)], "Own", "Only", "## Under"),
        ([("One", 1), ("Two", 1)], "Own", "Own", "## One"),
        ([("One", 1), ("Two", 1)], "", "One", "## One"),
        ([], "Own", "Own", "text"),
        ([], "", "", "text"),
    ],
)
def test_the_title_is_found(headings, own: str, title: str, first_line: str) -> None:
    made = document()
    made.core_properties.title = own
    for words, level in headings:
        made.add_heading(words, level)
    made.add_paragraph("text")
    found = to_markdown(saved(made), WORD)
    assert (found.title, found.markdown.splitlines()[0]) == (title, first_line)


def test_an_open_document_file_becomes_markdown() -> None:
    source = (
        "# One\n\nWords^[A note.] with *weight*.\n\n- a\n    - b\n- c\n\n# Two\n\n"
        "| x | y |\n|---|---|\n| 1 | 2 |\n"
    )
    found = to_markdown(open_document(source, "--metadata", "title=My plan"), OPEN_DOCUMENT)
    assert found.title == "My plan"
    assert found.markdown == (
        "## One\n\nWords [1] with *weight*.\n\n- a\n    - b\n- c\n\n## Two\n\n"
        "| x | y |\n| --- | --- |\n| 1 | 2 |\n\n## Notes\n\n1. A note."
    )


def test_other_kinds_of_files_and_broken_ones_are_refused() -> None:
    good = saved(document())
    assert "must be a Word" in refusal(good, "application/pdf")
    assert "damaged" in refusal(good, OPEN_DOCUMENT)
    assert "damaged" in refusal(open_document("x"), WORD)
    assert "damaged" in refusal(good[: len(good) // 2])
    assert "damaged" in refusal(with_part(good, "word/document.xml", b"<w:document"))


def test_a_locked_open_document_file_is_named_as_such() -> None:
    manifest = b"<manifest><encryption-data/></manifest>"
    data = with_part(open_document("x"), "META-INF/manifest.xml", manifest)
    assert "password" in refusal(data, OPEN_DOCUMENT)


def test_entities_in_a_file_are_not_followed() -> None:
    xml = (
        f'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><w:document {NAMES}><w:body><w:p>'
        "<w:r><w:t>start &e; txbxContent</w:t></w:r></w:p></w:body></w:document>"
    )
    assert "damaged" in refusal(with_part(saved(document()), "word/document.xml", xml.encode()))


def test_a_bomb_is_refused_soon() -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", bytes(150_000_000))
    before = time.monotonic()
    assert "too much" in refusal(bomb.getvalue())
    assert time.monotonic() - before < 10


def test_a_file_that_keeps_the_parser_busy_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pandoc, "LIMITS", confined.Limits(cpu=1, clock=10, memory=1024**3))
    body = "<w:p><w:r><w:t>word</w:t></w:r></w:p>" * 400_000
    xml = f"<w:document {NAMES}><w:body>{body}</w:body></w:document>"
    assert "too long" in refusal(with_part(saved(document()), "word/document.xml", xml.encode()))


def test_a_file_that_needs_too_much_memory_is_called_too_long():
    paragraph = b"<w:p><w:r><w:t>x</w:t></w:r></w:p>"
    made = document()
    made.add_paragraph("x")
    parts = zipfile.ZipFile(io.BytesIO(saved(made)))
    long = io.BytesIO()
    with zipfile.ZipFile(long, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in parts.namelist():
            packed.writestr(name, parts.read(name).replace(paragraph, paragraph * 150_000))
    assert "too long" in refusal(long.getvalue())
