"""Taking practices along on paper: PDF, role card, wing pack, and the printed page."""

import io
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.browser.windows import scrolls_sideways

BOTH = pytest.mark.parametrize("window", ["page", "plain"])
SCHEME, JOB = "/practices/library-mentors", "/practices/classroom-assistant-mentor"
A5 = (420, 595)


def fetched(page: Page, role: str, name: str) -> tuple[str, PdfReader]:
    """Press a link or button and read the PDF that comes."""
    with page.expect_download() as waiting:
        page.get_by_role(role, name=name, exact=True).click()
    data = Path(waiting.value.path()).read_bytes()
    return waiting.value.suggested_filename, PdfReader(io.BytesIO(data))


def words(pdf: PdfReader) -> str:
    text = " ".join(page.extract_text() for page in pdf.pages).replace("\u200b", "")
    return " ".join(text.split())


@BOTH
def test_a_practice_is_taken_along_as_pdf_easy_read_and_word(window, request, signed_in_as):
    page = signed_in_as("charlie", request.getfixturevalue(window))
    page.goto(SCHEME)
    title = page.get_by_role("heading", level=1).inner_text()
    name, pdf = fetched(page, "link", "PDF")
    assert name == f"{title}.pdf"
    assert title in words(pdf)
    name, easy = fetched(page, "link", "Easy-read PDF: large type, short lines")
    assert name.endswith("(easy read).pdf")
    assert len(easy.pages) > len(pdf.pages)
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Word file").click()
    assert waiting.value.suggested_filename == f"{title}.docx"


@BOTH
def test_a_role_card_is_corrected_and_made(window, request, signed_in_as):
    page = signed_in_as("charlie", request.getfixturevalue(window))
    page.goto(JOB)
    page.get_by_role("link", name="Role card for the wing gate").click()
    page.get_by_label("Role", exact=True).fill("Maths mentor")
    page.get_by_label("What this role allows").fill("Help in class\nWalk between wings alone")
    page.get_by_label("Where", exact=True).fill("Cell of A1234BC")
    page.get_by_label("When").fill("Monday to Friday")
    page.get_by_label("Who to call").fill("Maths tutor, extension 1234")
    page.get_by_role("button", name="Make the card").click()
    expect(page.get_by_role("alert")).to_contain_text("This looks like a prison number")
    expect(page.get_by_label("Role", exact=True)).to_have_value("Maths mentor")
    page.get_by_label("Where", exact=True).fill("Education")
    name, pdf = fetched(page, "button", "Make the card")
    assert name == "Role card - Maths mentor.pdf"
    [side] = pdf.pages
    assert (round(side.mediabox.width), round(side.mediabox.height)) == A5
    for line in ("Walk between wings alone", "Education", "extension 1234"):
        assert line in words(pdf)


@BOTH
def test_a_wing_pack_is_put_together_ordered_and_made(window, request, signed_in_as):
    page = signed_in_as("charlie" if window == "page" else "bob", request.getfixturevalue(window))
    titles = []
    for address in (SCHEME, JOB):
        page.goto(address)
        titles.append(page.get_by_role("heading", level=1).inner_text())
        page.get_by_role("button", name="Add to your wing pack").click()
        expect(page.get_by_text("Added to your wing pack.")).to_be_visible()
    page.get_by_role("link", name="Open your wing pack").click()
    page.get_by_label("Title of the pack").fill("For our wing")
    page.get_by_label("Put poster 2 in the pack").check()
    page.get_by_role("button", name=f"Move up {titles[1]}").click()
    links = page.locator("ol").get_by_role("listitem").get_by_role("link").all_inner_texts()
    assert [each for each in links if each in titles] == titles[::-1]
    expect(page.get_by_label("Title of the pack")).to_have_value("For our wing")
    page.get_by_role("button", name="Make the PDF").last.click()
    expect(page.get_by_role("alert")).to_contain_text("Put your own words in the place of")
    page.get_by_label("What to do next, poster 2").fill("Tell Education")
    page.get_by_role("button", name="Make the PDF").last.click()
    expect(page.get_by_role("alert")).to_contain_text("tick “Print them as they are”")
    page.get_by_label("Print them as they are").check()
    page.get_by_label("Easy-read: large type, short lines").check()
    with page.expect_download() as waiting:
        page.get_by_label("Title of the pack").press("Enter")
    assert waiting.value.suggested_filename == "For our wing.pdf"
    pdf = PdfReader(waiting.value.path())
    contents = " ".join(pdf.pages[1].extract_text().replace("\u200b", "").split())
    assert contents.index(titles[1][:20]) < contents.index(titles[0][:20])
    assert "Tell Education" in " ".join(pdf.pages[-1].extract_text().split())
    page.get_by_role("button", name=f"Remove {titles[0]}").click()
    page.get_by_role("button", name=f"Remove {titles[1]}").click()
    expect(page.get_by_text("There are no practices in your pack yet.")).to_be_visible()


def test_the_pages_are_for_everyone(page, phone, signed_in_as, axe):
    for window in (page, phone):
        signed_in_as("alice", window)
        window.goto(SCHEME)
        axe(window)
        assert not scrolls_sideways(window)
        window.goto(f"{JOB}/role-card")
        axe(window)
        assert not scrolls_sideways(window)
        window.get_by_label("Role", exact=True).fill("")
        window.get_by_role("button", name="Make the card").click()
        expect(window.get_by_role("alert")).to_contain_text("Enter the name of the role")
        axe(window)
        for address in (SCHEME, JOB):
            window.goto(address)
            if window is page:  # it is the same pack in both windows
                window.get_by_role("button", name="Add to your wing pack").click()
            expect(window.get_by_role("link", name="Open your wing pack")).to_be_visible()
        axe(window)
        window.goto("/wing-pack")
        for number in (1, 2, 3):
            window.get_by_text(f"Read and change the words of poster {number}").click()
        axe(window)
        assert not scrolls_sideways(window)
        window.get_by_label("Put poster 1 in the pack").check()
        window.get_by_role("button", name="Make the PDF").last.click()
        expect(window.get_by_role("alert")).to_contain_text("Put your own words")
        axe(window)
        assert not scrolls_sideways(window)


def test_a_button_prints_the_page_where_scripts_run(page, plain, signed_in_as):
    signed_in_as("alice", page)
    page.add_init_script("window.print = () => { document.title = 'printed'; };")
    page.goto(SCHEME)
    page.get_by_role("button", name="Print this page").click()
    expect(page).to_have_title("printed")
    signed_in_as("alice", plain)
    plain.goto(SCHEME)
    expect(plain.get_by_role("button", name="Print this page")).to_be_hidden()


@pytest.mark.parametrize(
    "address", [SCHEME, JOB, "/practices/", f"{SCHEME}/history", f"{SCHEME}/check"]
)
def test_the_printed_page_has_words_and_no_buttons(address, page, signed_in_as):
    signed_in_as("erin")
    page.goto(address)
    title = page.get_by_role("heading", level=1).inner_text()
    pdf = PdfReader(io.BytesIO(page.pdf(format="A4", prefer_css_page_size=True)))
    printed = words(pdf)
    assert title in printed
    for gone in ("Sign out", "Skip to main", "Find practice", "Edit", "Archive", "Add to your wing",
                 "Copy and adapt", "Administrator of this portal", "/practices/"):  # fmt: skip
        assert gone not in printed, gone
    page.emulate_media(media="print")
    assert not scrolls_sideways(page)
