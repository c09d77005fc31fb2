"""The Word file that is handed out, opened again."""

import io

import docx
import pytest
from docx.shared import Mm

from portal import confined
from portal.documents import pandoc
from portal.documents.intake import WORD, to_markdown
from portal.documents.word import word
from portal.errors import Invalid
from portal.markdown.render import to_html
from tests.integration.documents.files import MARKDOWN, paper


def opened(**more: object):
    return docx.Document(io.BytesIO(word(paper(**more))))


def styles(document) -> dict[str, str]:
    return {each.text: each.style.name for each in document.paragraphs}


def test_headings_lists_tables_and_links_are_what_word_calls_so() -> None:
    made = opened(notice="Take note", summary="In short")
    found = styles(made)
    assert found["Reading mentors"] == "Title"
    assert found["Practice, Example Midvale"] == "Subtitle"
    assert (found["Take note"], found["In short"]) == ("Notice", "Summary")
    assert (found["Why we began"], found["What we use"]) == ("Heading 1", "Heading 2")
    assert found["Barriers"] == "Heading 1"
    points = [each for each in made.paragraphs if each._p.pPr.numPr is not None]
    assert [each.text for each in points][:3] == [
        "Mentors meet new men", "They offer:", "help with forms",
    ]  # fmt: skip
    facts, weeks = made.tables
    assert [cell.text for cell in facts.columns[0].cells] == ["Purpose", "Who it is for"]
    assert weeks.rows[0]._tr.xpath(".//w:tblHeader")
    assert weeks.cell(1, 1).text == "Meet on the wing"
    assert [each.address for para in made.paragraphs for each in para.hyperlinks] == [
        "https://www.example.org/guide"
    ]


def test_the_file_has_its_title_language_paper_and_footer() -> None:
    made = opened(is_example=True)
    assert made.core_properties.title == "Reading mentors"
    language = made.styles.element.xpath("//w:docDefaults//w:lang/@w:val")
    assert (language, made.core_properties.language) == (["en-GB"], "en-GB")
    (section,) = made.sections
    assert round(section.page_width / Mm(1)) == 210
    assert "Example. Published 3 May 2026, version 4" in section.footer.paragraphs[0].text
    assert made.styles["Normal"].element is not None
    assert made.styles["Heading 1"].font.size.pt == 18


def test_every_style_that_is_used_is_there() -> None:
    made = opened(html=to_html(MARKDOWN + "\n\n    code\n\n---\n\n`x`"))
    known = {each.style_id for each in made.styles}
    used = set(made.element.xpath("//w:pStyle/@w:val | //w:rStyle/@w:val | //w:tblStyle/@w:val"))
    assert used <= known


def test_what_went_out_comes_back_and_goes_out_the_same() -> None:
    bare = {"facts": [], "sections": [], "subtitle": ""}
    first = to_markdown(word(paper(**bare)), WORD)
    assert first.title == "Reading mentors"
    assert first.markdown.replace("\n\n3. ", "\n3. ") == MARKDOWN.strip().replace(
        "\n\n3. ", "\n3. "
    )
    again = to_markdown(word(paper(html=to_html(first.markdown), **bare)), WORD)
    assert again == first


HOSTILE = (
    "<script>alert(1)</script> `raw`{=openxml} ![x](/etc/passwd) [a]{custom-style=Title} $x$ "
    "&amp; ]]> <w:p/> ::: {.x} <!-- --> \\"
)


@pytest.mark.parametrize("where", ["title", "subtitle", "notice", "summary", "footer"])
def test_hostile_text_is_only_text(where: str) -> None:
    made = opened(**{where: HOSTILE})
    texts = [each.text for each in made.paragraphs] + [made.sections[0].footer.paragraphs[0].text]
    assert any(HOSTILE in text for text in texts)
    assert not made.inline_shapes


def test_hostile_markup_in_the_body_is_dropped() -> None:
    made = opened(
        html='<p custom-style="Title">a<img src="/etc/passwd"><img src="http://127.0.0.1:9/x">'
        '<a href="file:///etc/passwd">b</a></p><div custom-style="Title">c</div>'
        "<iframe src='/etc/passwd'></iframe>",
        facts=[],
        sections=[],
    )
    assert not made.inline_shapes
    assert [each.text for each in made.paragraphs if each.style.name == "Title"] == [
        "Reading mentors"
    ]
    assert not [link for para in made.paragraphs for link in para.hyperlinks]


def test_what_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pandoc, "LIMITS", confined.Limits(cpu=1, clock=20, memory=1024**3))
    with pytest.raises(Invalid):
        word(paper(html="<p>some <b>words</b> here</p>" * 30_000))
