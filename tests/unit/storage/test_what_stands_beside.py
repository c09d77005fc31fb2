"""What no page of a file shows is read all the same, and what cannot be read is told of."""

import io

import docx
import openpyxl
import pypdfium2
import pytest
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from PIL import Image, PngImagePlugin
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import FreeText, Link, Text
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject

from portal.personal_data import find
from portal.storage import extraction
from portal.storage.extract import pdf_beside, words
from portal.storage.media_types import DOCX, ODT, PDF, PPTX, XLSX
from tests.unit.storage import making

NUMBER = "A1234BC"
W = "xmlns:w='w' xmlns:r='r' xmlns:wp='p' xmlns:a='a' xmlns:m='m'"


@pytest.fixture
def read(tmp_path):
    def read(content: bytes, media_type: str) -> extraction.Extracted:
        path = tmp_path / "file"
        path.write_bytes(content)
        return extraction.extract(path, media_type)

    return read


def words_beside(found: extraction.Extracted) -> str:
    return "\n".join(found.properties.get("beside", {}).values())


def word_file(body: str = "", **parts: str) -> bytes:
    document = f"<w:document {W}><w:p><w:t>Plan.</w:t>{body}</w:p></w:document>"
    added = {"word/document.xml": document.encode()}
    added |= {name.replace("__", "/"): part.encode() for name, part in parts.items()}
    return making.changed(making.docx_file(), add=added)


@pytest.mark.parametrize(
    "body",
    [
        f"<w:del w:author='Jo'><w:r><w:delText>{NUMBER}</w:delText></w:r></w:del>",
        "<w:del><w:r><w:delText>A12</w:delText></w:r><w:r><w:delText>34BC</w:delText></w:r></w:del>",
        f"<w:drawing><wp:docPr id='1' name='Picture' descr='{NUMBER}'/></w:drawing>",
        f"<w:ins w:author='{NUMBER}'><w:r><w:t>x</w:t></w:r></w:ins>",
        f"<w:r><w:instrText>HYPERLINK x?{NUMBER}</w:instrText></w:r>",
    ],
    ids=["deleted", "deleted in pieces", "description", "author of a change", "field"],
)
def test_what_word_does_not_show_is_beside_the_text_and_not_in_it(read, body):
    found = read(word_file(body), DOCX)
    assert NUMBER in words_beside(found)
    assert NUMBER not in found.pages[1]


@pytest.mark.parametrize(
    ("part", "content"),
    [
        ("word/charts/chart1.xml", f"<c><v>{NUMBER}</v></c>"),
        ("word/diagrams/data1.xml", f"<d {W}><a:p><a:t>A1234</a:t><a:t>BC</a:t></a:p></d>"),
        ("word/comments.xml", f"<w:comments {W}><w:p><w:t>{NUMBER}</w:t></w:p></w:comments>"),
        ("docProps/custom.xml", f"<P><property><lpwstr>{NUMBER}</lpwstr></property></P>"),
        (
            "word/_rels/document.xml.rels",
            f"<R><Relationship Id='r' Target='https://x.org/{NUMBER}' TargetMode='External'/></R>",
        ),
    ],
    ids=["chart", "diagram", "comment", "property", "link"],
)
def test_other_parts_of_a_word_file_are_read(read, part, content):
    parts = making.changed(making.docx_file(), add={part: content.encode()})
    assert NUMBER in words_beside(read(parts, DOCX))


@pytest.mark.parametrize("name", ["comments", "category", "content_status", "subject", "keywords"])
def test_every_property_of_a_word_file_is_read_to_its_end(read, name):
    document = docx.Document()
    value = NUMBER if name in ("category", "content_status") else f"{'word ' * 40}{NUMBER}"
    setattr(document.core_properties, name, value)
    found = read(making.saved(document), DOCX)
    assert NUMBER in str(found.properties)


def test_a_property_longer_than_is_kept_stands_beside(read):
    core = f"<p><title>{'word ' * 100}{NUMBER}</title></p>".encode()
    found = read(making.changed(making.docx_file(), add={"docProps/core.xml": core}), DOCX)
    assert NUMBER not in found.properties["title"]
    assert NUMBER in words_beside(found)


def test_pictures_and_embedded_files_are_counted_and_a_thumbnail_is_not(read):
    added = {"word/media/image1.png": b"x", "word/embeddings/sheet.bin": b"x"}
    found = read(making.changed(making.docx_file(), add=added), DOCX)
    assert (found.properties["pictures"], found.properties["embedded"]) == (1, 1)
    plain = read(making.docx_file(), DOCX).properties
    assert not {"pictures", "embedded", "unread_parts", "beside_is_cut"} & set(plain)


def test_a_part_that_is_no_xml_is_told_of_and_the_text_still_read(read):
    found = read(word_file(word__odd="", **{"customXml__item1.xml": "<a>"}), DOCX)
    assert found.properties["unread_parts"] == 1
    assert found.pages[1].startswith("Plan.")


def test_more_beside_a_text_than_is_kept_is_told_of(read):
    many = "".join(f"<w:delText>word {n} </w:delText>" for n in range(20_000))
    found = read(word_file(many), DOCX)
    assert found.properties["beside_is_cut"] is True
    assert len(words_beside(found)) <= words.MOST_BESIDE


def sheet_comment(book):
    book.active["A1"].comment = Comment(NUMBER, "Jo")


def sheet_header(book):
    book.active.oddHeader.center.text = NUMBER


def sheet_formula(book):
    book.active["B1"] = f'="{NUMBER}"'


def sheet_name(book):
    book.defined_names["x"] = DefinedName("x", attr_text=f'"{NUMBER}"')


def sheet_list(book):
    choice = DataValidation(type="list", formula1=f'"{NUMBER},B"')
    book.active.add_data_validation(choice)
    choice.add("A1")


def sheet_prompt(book):
    choice = DataValidation(type="list", formula1='"A,B"', prompt=NUMBER)
    book.active.add_data_validation(choice)
    choice.add("A1")


@pytest.mark.parametrize(
    "add", [sheet_comment, sheet_header, sheet_formula, sheet_name, sheet_list, sheet_prompt]
)
def test_what_a_sheet_holds_beside_its_cells_is_read(read, add):
    book = openpyxl.Workbook()
    book.active["A1"] = "Rota"
    add(book)
    found = read(making.saved(book), XLSX)
    assert [each.words for each in find(words_beside(found))] == [NUMBER]
    assert found.pages[1].startswith("Sheet\nRota")


def test_the_comments_of_slides_and_words_about_their_pictures_are_read(read):
    comment = f"<cmLst><cm authorId='0'><text>{NUMBER}</text></cm></cmLst>".encode()
    found = read(
        making.changed(making.pptx_file(), add={"ppt/comments/comment1.xml": comment}), PPTX
    )
    assert NUMBER in words_beside(found)
    assert found.properties["comments"] is True


@pytest.mark.parametrize("part", ["ppt/slides/slide99.xml", "ppt/slideMasters/slideMaster1.xml"])
def test_a_part_that_no_slide_shows_is_read_too(read, part):
    slide = f"<s {W}><a:p><a:r><a:t>A12</a:t></a:r><a:r><a:t>34BC</a:t></a:r></a:p></s>".encode()
    found = read(making.changed(making.pptx_file(), add={part: slide}), PPTX)
    assert NUMBER in words_beside(found)


def test_what_opendocument_hides_is_read(read):
    content = (
        b"<d xmlns:t='urn:oasis:names:tc:opendocument:text'><t:tracked-changes><t:p>A1234"
        b"</t:p></t:tracked-changes><t:p>Plan<t:annotation><t:p>G4321HK</t:p></t:annotation></t:p></d>"
    )
    styles = b"<s xmlns:t='urn:oasis:names:tc:opendocument:text'><t:p>At the top</t:p></s>"
    parts = {"content.xml": content, "styles.xml": styles}
    found = read(making.changed(making.pandoc_file("odt"), add=parts), ODT)
    assert found.pages[1] == "Plan\n\nAt the top"
    assert {"A1234", "G4321HK"} <= set(words_beside(found).split("\n"))


def pdf_with(change) -> bytes:
    writer = PdfWriter(PdfReader(io.BytesIO(making.pdf_file(1))))
    change(writer)
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def form_field(writer):
    field = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Annot"),
            NameObject("/Subtype"): NameObject("/Widget"),
            NameObject("/FT"): NameObject("/Tx"),
            NameObject("/T"): TextStringObject("number"),
            NameObject("/V"): TextStringObject(NUMBER),
            NameObject("/Rect"): ArrayObject(),
        }
    )
    held = writer._add_object(field)
    writer.pages[0][NameObject("/Annots")] = ArrayObject([held])
    form = DictionaryObject({NameObject("/Fields"): ArrayObject([held])})
    writer._root_object[NameObject("/AcroForm")] = form


@pytest.mark.parametrize(
    "change",
    [
        form_field,
        lambda writer: writer.add_annotation(0, FreeText(text=NUMBER, rect=(0, 0, 90, 90))),
        lambda writer: writer.add_annotation(0, Text(text=NUMBER, rect=(0, 0, 90, 90))),
        lambda writer: writer.add_annotation(
            0, Link(url=f"https://x.org/{NUMBER}", rect=(0, 0, 90, 90))
        ),
        lambda writer: writer.add_outline_item(title=NUMBER, page_number=0),
        lambda writer: writer.add_attachment(f"{NUMBER}.txt", b"words"),
    ],
    ids=["form", "free text", "note", "link", "outline", "attachment"],
)
def test_what_a_pdf_holds_beside_its_pages_is_read(read, change):
    found = read(pdf_with(change), PDF)
    assert NUMBER in words_beside(found)
    assert found.pages == {1: "Page 1\nWords of 1."}


def test_a_scanned_page_beside_pages_with_text_is_counted(read):
    scan = PdfReader(io.BytesIO(making.picture("PDF", (300, 300))))
    found = read(pdf_with(lambda writer: writer.append(scan)), PDF)
    assert (found.properties["pages_without_text"], found.properties["pictures"]) == (1, 1)


def test_pages_of_more_objects_than_are_looked_at_may_hold_pictures():
    page = pypdfium2.PdfDocument(making.pdf_file(1))[0]
    assert pdf_beside.look_for_picture(page, 1)[0]
    assert not pdf_beside.look_for_picture(page, 1_000)[0]


def test_an_empty_page_and_a_page_of_words_hold_nothing_unseen(read):
    found = read(pdf_with(lambda writer: writer.add_blank_page()), PDF)
    assert not {"pages_without_text", "pictures", "attachments"} & set(found.properties)


def test_the_words_in_a_png_are_read(read):
    said = PngImagePlugin.PngInfo()
    said.add_text("Comment", f"plain {NUMBER}")
    said.add_itxt("Description", "Grüße G4321HK", zip=True)
    said.add_text("Zipped", "T1357RS", zip=True)
    found = read(making.picture("PNG", pnginfo=said), "image/png")
    assert all(each in words_beside(found) for each in (NUMBER, "G4321HK", "T1357RS"))


def test_the_words_in_a_jpeg_are_read(read):
    exif = Image.Exif()
    exif[0x9C9C] = "wide G4321HK".encode("utf-16-le")
    exif.get_ifd(0x8769)[0x9286] = b"ASCII\0\0\0T1357RS"
    found = read(making.picture("JPEG", exif=exif, comment=NUMBER.encode()), "image/jpeg")
    assert all(each in words_beside(found) for each in (NUMBER, "G4321HK", "T1357RS"))


@pytest.mark.parametrize("beside", [b'{"a": 1}', b"[]", b'{"a": "%s"}' % (b"a" * 100_001)])
def test_what_is_not_our_answer_is_not_believed(tmp_path, monkeypatch, beside):
    answer = b'{"pages": {}, "properties": {}, "problem": "", "beside": %s}' % beside
    monkeypatch.setattr(extraction, "run", lambda *_args, **_more: answer)
    assert extraction.extract(tmp_path / "file", PDF).problem == extraction.FAILED
