"""A note on its way through a review, with and without JavaScript, and at both widths."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.windows import scrolls_sideways

BOTH = pytest.mark.parametrize("kind", ["page", "plain"])


@pytest.fixture
def window(
    request: pytest.FixtureRequest, open_window: Callable[..., Page], signed_in_as
) -> Callable[..., Page]:
    """Give the act of sitting somebody down at a window of their own."""

    def act(name: str, kind: str = "page") -> Page:
        return signed_in_as(name, open_window(java_script_enabled=kind == "page"))

    return act


def fits(window: Page, axe: Callable[[Page], None]) -> None:
    """Look at a page at both widths."""
    for width in (1280, 375):
        window.set_viewport_size({"width": width, "height": 900})
        axe(window)
        assert not scrolls_sideways(window)
    window.set_viewport_size({"width": 1280, "height": 900})


def titled(window: Page, words: str) -> None:
    expect(window.get_by_role("heading", level=1)).to_contain_text(words)


def write_and_send(member: Page, title: str) -> None:
    member.goto("/my-prison")
    member.get_by_role("link", name="Post a practice note").click()
    member.get_by_label("Title").fill(title)
    member.get_by_label("What we did").fill("We put a list on the wing board.")
    member.get_by_label("What happened").fill("The refusals ended.")
    member.get_by_role("button", name="Check and send for review").click()
    titled(member, "Check before you send it for review")
    member.get_by_role("button", name="Send for review").click()
    expect(member.get_by_text("Sent for review.")).to_be_visible()
    titled(member, title)


@BOTH
def test_a_member_submits_a_lead_sends_back_the_member_changes_and_the_lead_publishes(kind, window):
    member, lead = window("bob", kind), window("alice", kind)
    title = f"A list on the wing board ({kind})"
    write_and_send(member, title)

    lead.goto("/")
    lead.get_by_role("link", name="To review (").click()
    titled(lead, "To review")
    lead.get_by_role("link", name=title).click()
    titled(lead, f"Review version 1: {title}")
    lead.get_by_role("button", name="Send back").click()
    expect(lead.get_by_role("alert")).to_contain_text("Write what has to change")
    lead.get_by_label("What has to change").fill("Say for how long it held.")
    lead.get_by_role("button", name="Send back").click()
    expect(lead.get_by_text("Sent back. Whoever wrote it")).to_be_visible()

    member.goto("/reviews")
    expect(member.get_by_role("heading", name="Sent back to you (1)")).to_be_visible()
    member.get_by_role("link", name=title).click()
    expect(member.get_by_text("Say for how long it held.")).to_be_visible()
    member.get_by_role("button", name="Edit", exact=True).click()
    member.get_by_label("What happened").fill("The refusals ended, for 3 months now.")
    member.get_by_role("button", name="Check and send for review").click()
    member.get_by_role("button", name="Send for review").click()
    expect(member.get_by_text("Version 2 is in review.")).to_be_visible()

    lead.goto("/reviews")
    lead.get_by_role("link", name=title).click()
    lead.get_by_label("Your comment").fill("Much better.")
    lead.get_by_role("button", name="Add comment").click()
    expect(lead.get_by_text("Much better.")).to_be_visible()
    lead.get_by_role("button", name="Publish version 2").click()
    expect(lead.get_by_text("Published. Everyone who is signed in")).to_be_visible()
    reader = window("charlie", kind)
    reader.goto("/search?q=list+wing+board+refusals")
    reader.get_by_role("link", name=title).click()
    expect(reader.get_by_text("for 3 months now").first).to_be_visible()
    expect(reader.get_by_text("Much better.")).to_have_count(0)


def test_a_newcomer_to_the_demo_sees_a_note_in_review_and_one_that_is_overdue(window, axe):
    lead = window("alice")
    lead.goto("/reviews")
    fits(lead, axe)
    lead.get_by_role("link", name="a weekly diary for mentors").click()
    titled(lead, "Review version 1")
    fits(lead, axe)
    lead.goto("/reviews")
    lead.get_by_role("link", name="one named lead in place of four").click()
    expect(lead.get_by_text("it may be out of date")).to_be_visible()
    fits(lead, axe)
    lead.get_by_role("link", name="Change who looks after it").click()
    titled(lead, "Who looks after it")
    fits(lead, axe)
    lead.get_by_label("Year").fill("1999")
    lead.get_by_role("button", name="Change the date").click()
    expect(lead.get_by_role("alert")).to_contain_text("between 1 and 24 months")
    fits(lead, axe)
    lead.goto("/my-prison")
    fits(lead, axe)
    lead.goto("/")
    fits(lead, axe)
