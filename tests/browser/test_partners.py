"""Two prisons that were paired: accepting, agreeing and meeting; and their lead, who helps."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from portal import clock
from tests.browser.windows import scrolls_sideways

SignedInAs = Callable[..., Page]
OpenWindow = Callable[..., Page]
Look = Callable[[Page], None]
DESKTOP, PHONE = (1280, 900), (375, 812)


@pytest.fixture
def look(axe: Look) -> Look:
    """Give the act of looking at a page as it is, wide and as a phone."""

    def act(window: Page) -> None:
        for width, height in (PHONE, DESKTOP):
            window.set_viewport_size({"width": width, "height": height})
            assert not scrolls_sideways(window), f"{window.url} at {width}"
            axe(window)

    return act


@pytest.fixture
def lead(open_window: OpenWindow, signed_in_as: SignedInAs) -> Page:
    """Give the window of who leads the round of the examples."""
    return signed_in_as("erin", open_window())


@pytest.fixture
def pair(lead: Page) -> str:
    """Publish a round in which Midvale and Westholme are a pair, and give its board's address."""
    lead.goto("/matching/rounds/new")
    lead.get_by_label("Name (optional)").fill("Spring")
    lead.locator("[name=region][value='Example region']").check()
    lead.locator("[name=who][value=all]").check()
    lead.locator("[name=basis][value=profile]").check()
    unfold(lead)
    lead.get_by_role("button", name="Add another row to keep together").click()
    unfold(lead)
    # Southbrook is left over, and could be somebody's next partner.
    together = (("Example Midvale", "Example Westholme"), ("Example Eastmere", "Example Northfell"))
    for row, names in enumerate(together, start=1):
        for place, name in zip(("first", "second"), names, strict=True):
            label = f"Keep together, row {row}, {place} prison"
            lead.get_by_label(label).select_option(label=name)
    lead.get_by_role("button", name=re.compile("Make the draft")).last.click()
    lead.get_by_role("button", name="Publish").click()
    lead.get_by_role("button", name=re.compile("^Publish")).click()
    lead.get_by_role("link", name="See how its groups get on").click()
    return lead.url


def unfold(window: Page) -> None:
    """Open whatever is folded away."""
    window.locator("details").evaluate_all("all => all.forEach(each => { each.open = true })")


def space_of(lead: Page) -> str:
    lead.get_by_role("link", name="Example Midvale and Example Westholme", exact=True).click()
    return lead.url


def fill_day(window: Page, days: int) -> None:
    day = clock.today() + timedelta(days=days)
    for label, value in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
        window.get_by_label(label, exact=True).fill(str(value))


def accept(window: Page, space: str) -> None:
    window.goto(space)
    window.get_by_role("button", name="Accept or decline").click()
    window.get_by_label("We accept").check()
    window.get_by_role("button", name="Save your answer").click()


@pytest.mark.usefixtures("pair")
def test_two_prisons_accept_agree_on_goals_and_meet(
    open_window: OpenWindow, signed_in_as: SignedInAs, lead: Page, look: Look
) -> None:
    space = space_of(lead)
    alice = signed_in_as("alice", open_window())
    charlie = signed_in_as("charlie", open_window(java_script_enabled=False))

    alice.goto("/")
    alice.get_by_role("link", name="Your partner prisons").click()
    look(alice)
    alice.goto(f"{space}/answer")
    look(alice)
    accept(alice, space)
    expect(alice.get_by_text("Example Westholme has not answered yet")).to_be_visible()
    look(alice)
    accept(charlie, space)
    expect(charlie.get_by_text("You are partners now. Set a first meeting")).to_be_visible()

    for window in (alice, charlie):
        window.goto(space)
        window.get_by_role("link", name="Write goals").click()
    look(alice)
    alice.get_by_label("What do you want to reach together?").fill("A reading mentor on each wing")
    alice.get_by_role("button", name="Save the goals").click()
    charlie.get_by_label("What do you want to reach together?").fill("Share our session plan")
    charlie.get_by_role("button", name="Save the goals").click()
    expect(charlie.get_by_role("heading", level=1)).to_contain_text("saved this while you were")
    charlie.get_by_role("button", name="Save this text").click()
    alice.goto(space)
    for words in ("A reading mentor on each wing", "Share our session plan"):
        expect(alice.get_by_text(words)).to_be_visible()

    alice.get_by_role("button", name="Set a meeting").click()
    alice.get_by_role("button", name="Save the meeting").click()
    expect(alice.get_by_role("link", name="Enter how or where you meet")).to_be_visible()
    look(alice)
    fill_day(alice, 9)
    alice.get_by_label("Time it begins").fill("2pm")
    alice.get_by_label("How or where").fill("Video call")
    alice.get_by_role("button", name="Save the meeting").click()
    with alice.expect_download() as took:
        alice.get_by_role("link", name="Take it into your calendar").click()
    event = Path(took.value.path()).read_bytes().decode()
    assert "LOCATION:Video call\r\n" in event
    look(alice)


@pytest.mark.usefixtures("pair")
def test_notes_keep_what_was_typed_and_no_prisoner_s_number(
    open_window: OpenWindow, signed_in_as: SignedInAs, lead: Page, look: Look
) -> None:
    space = space_of(lead)
    alice = signed_in_as("alice", open_window())
    alice.goto(space)
    alice.get_by_role("link", name="Add a note of a meeting").click()
    fill_day(alice, -1)
    note = alice.get_by_label("What did you talk about, and what comes next?")
    note.fill("We met. A1234BC was keen.")
    alice.get_by_role("button", name="Save your note").click()
    expect(note).to_have_value("We met. A1234BC was keen.")
    look(alice)
    note.fill("We met. <b>All</b> were keen.")
    alice.get_by_role("button", name="Save your note").click()
    expect(alice.get_by_text("We met. <b>All</b> were keen.")).to_be_visible()
    alice.get_by_role("link", name="Correct").click()
    look(alice)
    note.fill("We met. All were keen.")
    alice.get_by_role("button", name="Save your note").click()
    alice.get_by_role("link", name="See earlier versions").click()
    look(alice)
    alice.goto(space)
    alice.get_by_role("link", name="Say what you took over").click()
    look(alice)
    alice.get_by_label("What did you take over, and how is it going?").fill("Their role cards")
    alice.get_by_role("button", name="Save your note").click()
    expect(alice.get_by_text("Their role cards")).to_be_visible()


def test_the_page_to_print_is_one_page(
    pair: str, open_window: OpenWindow, signed_in_as: SignedInAs, lead: Page, look: Look
) -> None:
    space = space_of(lead)
    alice = signed_in_as("alice", open_window())
    alice.goto(space)
    alice.get_by_role("link", name="One page to print").click()
    look(alice)
    printed = alice.pdf(format="A4", prefer_css_page_size=True)
    assert printed.count(b"/Type /Page\n") == 1
    with alice.expect_download() as took:
        alice.get_by_role("link", name="Download it as a PDF").click()
    assert took.value.suggested_filename == ("Brief Example Midvale and Example Westholme.pdf")
    lead.goto(pair)
    with lead.expect_download() as all_of_them:
        lead.get_by_role("link", name="the briefs of all groups").click()
    assert all_of_them.value.suggested_filename == "Partner briefs Spring.pdf"


def test_a_lead_parts_a_pair_that_declined_and_finds_another_partner(
    pair: str, open_window: OpenWindow, signed_in_as: SignedInAs, lead: Page, look: Look
) -> None:
    space = space_of(lead)
    alice = signed_in_as("alice", open_window())
    alice.goto(f"{space}/answer")
    alice.get_by_label("We decline").check()
    alice.get_by_role("button", name="Save your answer").click()
    expect(alice.get_by_role("link", name="Choose why you decline")).to_be_visible()
    look(alice)
    alice.get_by_label("We have no time for it at the moment").check()
    alice.get_by_role("button", name="Save your answer").click()
    expect(alice.get_by_role("button", name="Set a meeting")).to_have_count(0)
    look(alice)

    lead.goto("/")
    expect(lead.get_by_text("Example Midvale has declined").first).to_be_visible()
    lead.goto(f"{pair}?state=declined")
    look(lead)
    lead.get_by_role("link", name=re.compile("^Part Example Midvale")).click()
    look(lead)
    lead.get_by_label("Why do you part them?").fill("No time before summer")
    lead.get_by_role("button", name="Part this group").click()
    lead.get_by_label("Also pairs that could become a group of three").check()
    lead.get_by_role("button", name="Update the lists").click()
    look(lead)
    lead.get_by_role("radio").first.check()
    lead.get_by_role("button", name=re.compile("^Put them together")).first.click()
    expect(lead.get_by_text("are a new group, and are told by email")).to_be_visible()
    look(lead)
    alice.goto(space)
    expect(alice.get_by_text("This group was parted")).to_be_visible()
    look(alice)
