"""A prison copies a practice, its original changes, and the prison brings one part of that in."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.windows import scrolls_sideways

OpenAs = Callable[..., Page]
BODY = (
    "## Meetings\n\nTwice a week in the library.\n\n"
    "## Records\n\nMentors write what they did in a book.\n"
)


@pytest.mark.parametrize("window", ["page", "plain"])
def test_a_prison_brings_in_what_changed_in_the_original(
    window: str,
    request: pytest.FixtureRequest,
    signed_in_as: OpenAs,
    open_window: OpenAs,
    axe: Callable[[Page], None],
) -> None:
    title = f"Library meetings ({window})"
    scripted = window == "page"
    author = signed_in_as("erin", request.getfixturevalue(window))
    author.goto("/practices/new/scheme")
    author.get_by_label("Title").fill(title)
    author.get_by_label("Summary").fill("Mentors and learners meet in the library.")
    author.get_by_role("button", name="Save and continue").click()
    author.get_by_role("link", name="All of it on one page").click()
    author.get_by_label("Text", exact=True).fill(BODY)
    author.get_by_role("button", name="Check and publish").click()
    author.get_by_role("button", name="Publish", exact=True).click()
    expect(author.get_by_role("heading", name="Where it comes from")).to_be_visible()
    original = author.url

    owner = signed_in_as("alice", open_window(java_script_enabled=scripted))
    owner.goto(original)
    owner.get_by_role("button", name="Copy and adapt").click()
    ours = f"Meetings at Midvale ({window})"
    owner.get_by_label("Title of your copy").fill(ours)
    owner.get_by_role("button", name="Make the copy").click()

    author.goto(f"{original}/edit")
    newer = BODY.replace("Twice a week", "Every day").replace("in a book", "on a card")
    author.get_by_label("Text", exact=True).fill(newer)
    author.get_by_role("button", name="Check and publish").click()
    author.get_by_role("button", name="Publish", exact=True).click()

    owner.goto("/my-prison")
    expect(owner.get_by_role("heading", name="The original has changed")).to_be_visible()
    owner.locator("h2:has-text('The original has changed') + ul").get_by_role(
        "link", name=ours
    ).click()
    expect(owner.get_by_role("heading", level=1)).to_have_text("What changed in the original")
    expect(owner.get_by_role("heading", name="Text: Meetings")).to_be_visible()
    assert not scrolls_sideways(owner)
    if scripted:
        axe(owner)
        owner.screenshot(path="/tmp/b/source.png", full_page=True)
    owner.get_by_role("button", name="Bring in what I ticked").click()
    expect(owner.get_by_role("alert")).to_contain_text("Tick what to bring in")
    owner.get_by_label("Bring this in: Text: Records").check()
    owner.get_by_role("button", name="Bring in what I ticked").click()
    expect(owner.get_by_text("1 part is still on offer")).to_be_visible()
    preview = owner.locator(".app-preview")
    expect(preview).to_contain_text("on a card")
    expect(preview).to_contain_text("Twice a week")
    if scripted:
        axe(owner)
    owner.get_by_role("button", name="Publish", exact=True).click()

    author.goto(original)
    author.get_by_role("link", name="All copies of this").click()
    expect(author.get_by_role("link", name=ours)).to_be_visible()
    expect(author.get_by_text("adapted from version")).to_be_visible()
    if scripted:
        axe(author)
        author.screenshot(path="/tmp/b/family.png", full_page=True)
        author.set_viewport_size({"width": 375, "height": 812})
        assert not scrolls_sideways(author)


def test_who_writes_something_like_it_is_shown_what_is_there(
    page: Page, signed_in_as: OpenAs, axe: Callable[[Page], None]
) -> None:
    signed_in_as("bob")
    page.goto("/practices/new/scheme")
    page.get_by_label("Title").fill("Mentors for reading")
    page.get_by_label("Summary").fill("Men who read help men who learn to read.")
    page.get_by_role("button", name="Save and continue").click()
    expect(page.get_by_role("region", name="Practices about this")).to_be_visible()
    axe(page)
    page.screenshot(path="/tmp/b/similar.png", full_page=True)
    page.set_viewport_size({"width": 375, "height": 812})
    assert not scrolls_sideways(page)
