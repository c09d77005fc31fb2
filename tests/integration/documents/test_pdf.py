"""The pages that are handed out, read back."""

import io
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from portal import confined
from portal.documents import pdf as setting_pages
from portal.documents.paper import Poster, RoleCard
from portal.documents.pdf import pack, pdf, role_card
from portal.errors import Busy, Invalid
from portal.markdown.render import to_html
from tests.integration.documents.files import paper

A4, A5 = (595, 842), (420, 595)
HOSTILE = [
    '#read("/etc/passwd")', "#import 'x'", "$x$ @ref <label>", "// comment /* x */",
    "`raw` ```raw```", "\\u{41} \\", "] #panic()", "= Heading", "*b* _i_", "- a", '"quoted"', "{}",
]  # fmt: skip


def read(data: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(data))


def words(data: bytes) -> str:
    text = " ".join(page.extract_text() for page in read(data).pages)
    return " ".join(text.replace("\u200b", "").split())


def sizes(data: bytes) -> set[tuple[int, int]]:
    return {(round(page.mediabox.width), round(page.mediabox.height)) for page in read(data).pages}


def kinds(data: bytes) -> list[str]:
    """Give the kinds of the structure's elements, in reading order."""
    found: list[str] = []

    def walk(node: object) -> None:
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, dict):
            if "/S" in node:
                found.append(str(node["/S"])[1:])
            walk(node.get("/K", []))
        elif isinstance(node, list):
            for each in node:
                walk(each)

    walk(read(data).trailer["/Root"]["/StructTreeRoot"])
    return found


def links(data: bytes) -> set[str]:
    found = set()
    for page in read(data).pages:
        for annotation in page.get("/Annots", []):
            action = annotation.get_object().get("/A", {})
            found.add(str(action.get_object().get("/URI", "inside")) if action else "inside")
    return found


def check_accessible(data: bytes, title: str) -> None:
    root = read(data).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert read(data).metadata.title == title
    assert b"pdfuaid:part" in data or b"pdfuaid" in root["/Metadata"].get_object().get_data()


@pytest.mark.parametrize("layout", ["standard", "easy_read"])
def test_a_paper_is_a_tagged_pdf_on_a4(layout) -> None:
    data = pdf(paper(), layout)
    check_accessible(data, "Reading mentors")
    assert sizes(data) == {A4}
    found = kinds(data)
    for kind in ("H1", "H2", "H3", "P", "L", "LI", "Link"):
        assert kind in found
    assert "TH" in found
    assert links(data) == {"https://www.example.org/guide"}


def test_the_words_stand_in_reading_order_with_a_footer_on_each_page() -> None:
    text = words(pdf(paper()))
    order = ["Practice, Example Midvale", "Reading mentors", "Purpose", "Why we began",
             "Mentors meet new men", "help with forms", "Third step", "Week", "First session",
             "Last words.", "Barriers", "Regime"]  # fmt: skip
    at = [text.index(each) for each in order]
    assert at == sorted(at)
    long = read(pdf(paper(html=paper().html * 12)))
    for number, page in enumerate(long.pages, 1):
        foot = page.extract_text()
        assert "Published 3 May 2026, version 4" in foot
        assert f"Page {number} of {len(long.pages)}" in foot


def test_headings_are_bookmarks() -> None:
    (top, below) = read(pdf(paper())).outline
    assert top.title == "Reading mentors"
    assert [each.title for each in below if not isinstance(each, list)] == [
        "Why we began", "Barriers",
    ]  # fmt: skip


def test_an_example_is_marked_on_every_page() -> None:
    data = pdf(paper(html=paper().html * 8, is_example=True))
    assert "This is an invented example." in words(data)
    assert all("Example. Published" in page.extract_text() for page in read(data).pages)


def test_easy_read_has_large_type_and_short_lines() -> None:
    data = pdf(paper(html="<p>" + "People learn to read with help from a mentor. " * 40 + "</p>",
                     facts=[], sections=[]), "easy_read")  # fmt: skip
    found: list[float] = []
    for page in read(data).pages:
        page.extract_text(
            visitor_text=lambda text, cm, tm, font, size: (
                found.append(abs(size * tm[3] * cm[3])) if text.strip() else None
            )
        )
    assert min(found) >= 15.9
    body = [line for page in read(data).pages for line in page.extract_text().splitlines()]
    lengths = [len(line) for line in body if line.startswith(("People", "learn", "read", "help"))]
    assert lengths
    assert max(lengths) <= 56
    assert sum(lengths) / len(lengths) <= 50


def test_no_text_is_read_as_code() -> None:
    hostile = " ".join(HOSTILE).replace("<label>", "‹label›")
    body = hostile.replace("&", "&amp;").replace("<", "&lt;")
    data = pdf(
        paper(title=f"A {hostile}", html=f"<p>B {body}</p><pre>C {body}</pre>",
              facts=[(hostile, (hostile,))], sections=[(hostile, hostile), ("x", (hostile,))],
              notice=f"D {hostile}", footer=f"F {hostile}")
    )  # fmt: skip
    text = words(data)
    for each in HOSTILE:
        assert text.count(each.replace("<label>", "‹label›")) >= 7, each
    assert "root:" not in text


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.text(max_size=80), st.text("#$@<>[]{}()\"'\\`*_=-/&;ax1 \n", max_size=80))
def test_any_text_makes_a_pdf(any_text: str, hostile: str) -> None:
    made = pdf(paper(title=any_text, html=to_html(hostile), footer=hostile,
                     sections=[(hostile, any_text), (any_text, (hostile,))]))  # fmt: skip
    assert read(made).pages


def test_rare_letters_are_shown_and_unknown_ones_are_squares() -> None:
    data = pdf(paper(title="Łukasz Арам", html="<p>ŵŷ’“”–…é£•→✓ 🙂 汉.</p>"))
    check_accessible(data, "Łukasz Арам")
    assert "ŵŷ’“”–…é£•→✓ □ □." in words(data)


def test_a_table_too_wide_for_the_page_becomes_labelled_lines() -> None:
    cells = "".join(f"<th>Head {number}</th>" for number in range(9))
    rows = "<tr>" + "".join(f"<td>cell {number}</td>" for number in range(9)) + "</tr>"
    data = pdf(paper(html=f"<table><thead><tr>{cells}</tr></thead><tbody>{rows}</tbody></table>"))
    assert "Head 8: cell 8" in words(data)


def test_a_pack_has_a_cover_contents_and_each_part_on_a_new_page() -> None:
    papers = [paper(title=f"Practice {name}") for name in ("one", "two")]
    posters = [Poster(title="Want help?", lines=("Ask.",), call_to_action="Tell an officer")]
    data = pack("Wing pack", papers, posters)
    check_accessible(data, "Wing pack")
    pages = [" ".join(page.extract_text().split()) for page in read(data).pages]
    assert "Wing pack 2 write-ups and 1 poster." in pages[0]
    assert pages[1].startswith("Contents Practice one")
    for title, start in (("Practice one", 2), ("Practice two", None), ("Want help?", -1)):
        at = next(number for number, page in enumerate(pages) if number > 1 and title in page)
        assert start is None or at == start % len(pages)
        assert f" {at + 1}" in pages[1].split(title)[1]
    assert [each.title for each in read(data).outline if not isinstance(each, list)] == [
        "Contents", "Practice one", "Practice two", "Want help?",
    ]  # fmt: skip
    assert len(read(data).pages[1]["/Annots"]) == 3
    assert "TOC" in kinds(data)
    assert sizes(data) == {A4}


CARD = RoleCard(
    role="Reading mentor",
    prison="Example Midvale",
    allows=("Go onto B wing", "Carry books"),
    where=("B wing",),
    when=("Mornings",),
    who_to_call=("Education, extension 4021",),
    review_date=date(2027, 5, 3),
    is_example=True,
)


def test_a_role_card_is_one_side_of_a5() -> None:
    data = role_card(CARD)
    check_accessible(data, "Role card: Reading mentor, Example Midvale")
    assert (len(read(data).pages), sizes(data)) == (1, {A5})
    text = words(data)
    for each in ("Reading mentor", "Carry books", "extension 4021", "3 May 2027", "Example"):
        assert each in text
    assert "Cut to fit" not in text


@pytest.mark.parametrize("long", ["word " * 2_000, "W" * 5_000, "a\n" * 900, "WWW WWW " * 500])
def test_a_role_card_of_any_length_is_one_side_and_says_that_it_is_cut(long: str) -> None:
    data = role_card(RoleCard(role=long, prison=long, allows=(long,) * 40, where=(long,) * 9,
                              when=(long,), who_to_call=(long,) * 3, is_example=True))  # fmt: skip
    assert (len(read(data).pages), sizes(data)) == (1, {A5})
    assert "Cut to fit" in words(data)
    assert "This card describes a role." in words(data)


@pytest.mark.parametrize("long", ["word " * 2_000, "W" * 5_000])
def test_a_poster_of_any_length_is_one_page(long: str) -> None:
    poster = Poster(title=long, lines=(long,) * 30, call_to_action=long)
    assert len(read(pack("P", [], [poster, poster])).pages) == 4


def test_what_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    limits = confined.Limits(cpu=1, clock=20, memory=1024**3)
    monkeypatch.setattr(setting_pages, "LIMITS", limits)
    with pytest.raises(Invalid):
        pdf(paper(html="<p>some <b>words</b> here</p>" * 30_000))


def test_a_program_that_fails_is_said_to_be_busy(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    monkeypatch.setattr(setting_pages, "PROGRAM", tmp_path / "missing.py")
    with pytest.raises(Busy):
        pdf(paper())
