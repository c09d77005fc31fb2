"""Writing in a real browser: a short note, a scheme in steps, and words that are never lost."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from playwright.sync_api import Page, expect

from portal.config import DATABASE
from tests.browser.server import Server
from tests.browser.windows import scrolls_sideways
from tests.people import PASSWORD

BOTH = pytest.mark.parametrize("window", ["page", "plain"])
KEPT = "Kept on the server at"


@pytest.fixture
def at(request: pytest.FixtureRequest, signed_in_as: Callable[..., Page]) -> Callable[..., Page]:
    """Give the act of sitting somebody down at a window with or without JavaScript."""

    def act(name: str, window: str) -> Page:
        return signed_in_as(name, request.getfixturevalue(window))

    return act


def titled(window: Page, words: str) -> None:
    expect(window.get_by_role("heading", level=1)).to_contain_text(words)


def sign_in_here(window: Page, name: str) -> None:
    window.get_by_label("Email address").fill(f"{name}@example.org")
    window.get_by_label("Password", exact=True).fill(PASSWORD)
    window.get_by_role("button", name="Sign in").click()


def fits(window: Page, axe: Callable[[Page], None]) -> None:
    """Look at a page at both widths."""
    for width in (1280, 375):
        window.set_viewport_size({"width": width, "height": 900})
        axe(window)
        assert not scrolls_sideways(window)
    window.set_viewport_size({"width": 1280, "height": 900})


def end_sessions(server: Server, name: str) -> None:
    """End somebody's sessions on the server, as signing out on another computer does."""
    with sqlite3.connect(server.folder / "data" / DATABASE) as database:
        database.execute(
            "UPDATE user_account SET session_key = session_key || 'x' WHERE email = ?",
            (f"{name}@example.org",),
        )
    database.close()


@BOTH
def test_a_note_is_three_fields_and_two_buttons(window, at):
    page = at("alice", window)
    page.goto("/")
    page.get_by_role("link", name="Post a practice note").click()
    # What asks for words before anything is folded open: the whole of it.
    fields = page.locator("main :is(input, textarea, select):not([type=hidden]):visible")
    expect(fields).to_have_count(3)
    title = f"Passes at the gate ({window})"
    page.get_by_label("Title").fill(title)
    page.get_by_label("What we did").fill("We gave each mentor a job description.")
    page.get_by_label("What happened").fill("Nobody was refused. It took 2 weeks.")
    page.get_by_role("button", name="Check and publish").click()
    titled(page, "Check before you publish")
    expect(page.locator(".govuk-body-l")).to_have_text("Nobody was refused. It took 2 weeks.")
    page.get_by_role("button", name="Publish").click()
    titled(page, title)
    expect(page.get_by_role("heading", name="What happened")).to_be_visible()
    page.goto(page.url + "/edit")
    expect(page.get_by_label("What we did")).to_have_value("We gave each mentor a job description.")


@BOTH
def test_a_scheme_is_written_through_all_its_steps(window, at):
    page = at("alice", window)
    page.goto("/practices/new")
    page.get_by_role("link", name="Scheme write-up").click()
    page.get_by_role("button", name="Save and continue").click()
    expect(page.get_by_role("alert")).to_contain_text("Enter a title")
    title = f"Reading mentors on the wings ({window})"
    page.get_by_label("Title").fill(title)
    page.get_by_label("Learning to read").check()
    page.get_by_role("button", name="Save and continue").click()
    titled(page, "What it is")
    page.get_by_label("One to one or roaming").select_option("one_to_one")
    page.get_by_role("button", name="Save and continue").click()
    titled(page, "Mentors and mentees")
    page.get_by_role("link", name="Back").click()
    titled(page, "What it is")
    expect(page.get_by_label("One to one or roaming")).to_have_value("one_to_one")
    page.get_by_role("button", name="Save and continue").click()
    for heading in ("Mentors and mentees", "Training and support", "What you learned"):
        titled(page, heading)
        page.get_by_role("button", name="Save and continue").click()
    titled(page, "The text")
    page.get_by_label("Text", exact=True).fill("## Week by week\n\nWe meet every weekday.")
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_role("region", name="Preview")).to_contain_text("Week by week")
    page.get_by_role("button", name="Save and continue").click()
    titled(page, "So that others find it")
    page.get_by_label("Tags").fill("evenings")
    page.get_by_role("button", name="Save and check").click()
    titled(page, "Check before you publish")
    page.get_by_role("link", name="Enter a summary").click()
    expect(page.get_by_label("Summary")).to_be_in_viewport()
    page.get_by_label("Summary").fill("Mentors meet people until they can read.")
    page.get_by_role("navigation", name="Steps").get_by_role("link", name="The text").click()
    expect(page.get_by_label("Text", exact=True)).to_have_value(
        "## Week by week\n\nWe meet every weekday."
    )
    page.get_by_role("navigation", name="Steps").get_by_role("link", name="Title").click()
    summary = page.get_by_label("Summary")
    if window == "plain":  # without scripts a link leaves what is not saved
        summary.fill("Mentors meet people until they can read.")
    expect(summary).to_have_value("Mentors meet people until they can read.")
    page.get_by_role("button", name="Save and leave").click()
    titled(page, title)
    page.get_by_role("button", name="Check and publish").click()
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("Published. Everyone who is signed in")).to_be_visible()
    expect(page.get_by_text("One to one", exact=False).first).to_be_visible()
    expect(page.get_by_role("link", name="evenings")).to_be_visible()


def test_words_survive_a_browser_that_is_closed(at, open_window, signed_in_as):
    page = at("bob", "page")
    page.goto("/practices/new/practice_note")
    page.get_by_label("Title").fill("Half a thought")
    page.get_by_label("What we did").fill("First we asked")
    expect(page.get_by_role("status")).to_contain_text(KEPT)
    address = page.url
    assert "unsaved=" in address
    page.context.close()
    again = open_window()
    again.goto("/account/sign-in")
    sign_in_here(again, "bob")
    again.get_by_role("link", name="Continue with “Half a thought”").click()
    assert again.url == address
    expect(again.get_by_text("These are words you typed")).to_be_visible()
    expect(again.get_by_label("What we did")).to_have_value("First we asked")
    again.goto("/")
    again.get_by_role("link", name="Throw away “Half a thought”").click()
    titled(again, "Throw away what you typed?")
    again.get_by_role("button", name="Throw it away").click()
    expect(again.get_by_role("heading", name="Unfinished writing")).to_have_count(0)


def test_who_leaves_the_page_at_once_finds_the_words_again(at):
    page = at("alice", "page")
    page.goto("/practices/new/training_material")
    page.get_by_label("Title").fill("Left at once")
    link = page.get_by_role("link", name="Continue with “Left at once”")
    for _ in range(10):  # the words travel beside the pages that are asked for
        page.goto("/")
        if link.count():
            break
    link.click()
    expect(page.get_by_label("Title")).to_have_value("Left at once")
    page.get_by_role("button", name="Save draft").click()
    page.goto("/")
    expect(link).to_have_count(0)
    expect(page.get_by_role("link", name="“Left at once”")).to_have_count(1)  # a draft by now


def test_a_session_that_ends_while_somebody_types_is_told_and_loses_nothing(
    server, open_window, kept_sessions
):
    page = open_window()
    page.goto("/account/sign-in")
    sign_in_here(page, "charlie")
    page.goto("/practices/new/practice_note")
    page.get_by_label("Title").fill("Before the end")
    expect(page.get_by_role("status")).to_contain_text(KEPT)
    end_sessions(server, "charlie")
    kept_sessions.pop("charlie", None)
    page.get_by_label("What we did").fill("Typed after the end")
    expect(page.get_by_role("status")).to_contain_text("You are signed out.")
    with page.expect_popup() as opened:
        page.get_by_role("link", name="Sign in (opens in a new tab)").click()
    tab = opened.value
    sign_in_here(tab, "charlie")
    expect(tab.get_by_role("heading", name="Unfinished writing")).to_be_visible()
    tab.close()
    page.bring_to_front()
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(page.get_by_role("status")).to_contain_text(KEPT)
    page.reload()
    expect(page.get_by_label("What we did")).to_have_value("Typed after the end")
    page.get_by_role("button", name="Save draft").click()
    titled(page, "Before the end")
    page.goto("/")
    expect(page.get_by_role("heading", name="Unfinished writing")).to_have_count(0)


def test_without_a_connection_the_page_says_so_and_catches_up(at):
    page = at("alice", "page")
    page.goto("/practices/new/practice_note")
    page.context.set_offline(True)
    page.get_by_label("Title").fill("On the train")
    expect(page.get_by_role("status")).to_contain_text("Not connected.")
    page.context.set_offline(False)
    expect(page.get_by_role("status")).to_contain_text(KEPT)
    page.get_by_role("button", name="Save draft").click()
    titled(page, "On the train")


def test_words_typed_into_a_practice_come_back_before_the_saved_ones(at):
    page = at("alice", "page")
    page.goto("/practices/new/practice_note")
    page.get_by_label("Title").fill("Saved first")
    page.get_by_role("button", name="Save draft").click()
    address = page.url
    page.goto(address + "/edit")
    page.get_by_label("What happened").fill("Not saved")
    expect(page.get_by_role("status")).to_contain_text(KEPT)
    page.goto(address + "/edit")
    expect(page.get_by_label("What happened")).to_have_value("Not saved")
    page.get_by_role("link", name="Start from the saved version instead").click()
    page.get_by_role("button", name="Throw it away").click()
    expect(page.get_by_label("What happened")).to_have_value("")


@BOTH
def test_a_word_file_becomes_a_draft(window, at, tmp_path: Path):
    document = docx.Document()
    document.add_heading(f"Induction talk ({window})", 1)
    document.add_paragraph("Say hello.")
    document.save(tmp_path / "talk.docx")
    page = at("alice", window)
    page.goto("/practices/new/training_material")
    page.get_by_role("link", name="Start from a Word or OpenDocument file").click()
    page.get_by_role("button", name="Make a draft from it").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose a file")
    page.get_by_label("Word or OpenDocument file").set_input_files(tmp_path / "talk.docx")
    page.get_by_role("button", name="Make a draft from it").click()
    titled(page, "The text")
    expect(page.get_by_text("We put your file in “The text”.")).to_be_visible()
    expect(page.get_by_label("Text", exact=True)).to_have_value("Say hello.")
    page.get_by_role("button", name="Save and continue").click()
    titled(page, "What it is")
    expect(page.get_by_text("Step 2 of")).to_be_visible()


def test_every_page_of_writing_can_be_used(at, axe):
    page = at("alice", "page")
    page.goto("/practices/new/practice_note")
    fits(page, axe)
    page.get_by_role("button", name="Save draft").click()
    fits(page, axe)
    page.goto("/practices/new/job_description")
    fits(page, axe)
    page.get_by_label("Title").fill("Maths mentor")
    page.get_by_role("button", name="Save and continue").click()
    for _ in range(6):
        fits(page, axe)
        page.get_by_role("button", name="Save and").first.click()
    titled(page, "Check before you publish")
    fits(page, axe)
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("alert")).to_contain_text("It is not published yet")
    fits(page, axe)
    page.goto("/practices/new/scheme/from-file")
    fits(page, axe)
    page.goto("/")
    page.get_by_role("link", name="Continue with “No title yet”").first.click()
    fits(page, axe)
    page.get_by_role("link", name="Throw them away").click()
    fits(page, axe)
    page.get_by_role("button", name="Throw it away").click()
