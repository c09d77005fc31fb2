"""Two people at one practice, what changed between versions, and going back, as people see them."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.windows import scrolls_sideways

BOTH = pytest.mark.parametrize("window", ["page", "plain"])

BEFORE = """## What we did

Mentors sat with learners twice a week in the library.

Everybody kept a reading diary.

The wing officers let people out on time.

We met once a month.

## What happened

Eight people finished Turning Pages.

- Two became mentors
- One joined the choir"""
AFTER = (
    BEFORE.replace("twice a week", "every afternoon")
    .replace("- One joined the choir", "- One now runs the library")
    .replace("## What happened", "A tutor looked in on Fridays.\n\n## What happened")
)


@pytest.fixture
def sat_down(request: pytest.FixtureRequest, signed_in_as: Callable[..., Page]) -> Callable:
    """Give the act of sitting somebody down at a window of the test."""

    def act(name: str, window: str) -> Page:
        return signed_in_as(name, request.getfixturevalue(window))

    return act


def write(page: Page, title: str) -> str:
    """Write a practice of one version; gives its address."""
    page.goto("/practices/new/scheme")
    page.get_by_label("Title").fill(title)
    page.get_by_label("Summary").fill("Mentors read with learners.")
    page.get_by_role("button", name="Save draft").click()
    address = page.url
    page.goto(f"{address}/edit")
    page.get_by_label("Text", exact=True).fill(BEFORE)
    page.get_by_label("Tags").fill("reading diary")
    save(page)
    return address


def save(page: Page) -> None:
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_text("Saved.").first).to_be_visible()


def change(page: Page, address: str) -> None:
    page.goto(f"{address}/edit")
    page.get_by_label("Text", exact=True).fill(AFTER)
    page.get_by_label("Summary").fill("Mentors read with learners every afternoon.")
    page.get_by_label("Tags").fill("reading diary, Turning Pages, library")
    page.get_by_label("What did you change?").fill("Afternoons, not evenings")
    save(page)


@BOTH
def test_two_people_write_at_once_and_the_second_brings_both_together(
    window, sat_down, open_window, signed_in_as
):
    first = sat_down("alice", window)
    address = write(first, f"Two at once ({window})")
    first.goto(f"{address}/edit")
    second = signed_in_as("bob", open_window())
    second.goto(f"{address}/edit")
    second.get_by_label("Summary").fill("Mentors read with learners on Mondays.")
    second.get_by_label("Text", exact=True).fill(BEFORE.replace("Eight", "Nine"))
    save(second)

    first.get_by_label("Summary").fill("Mentors read with learners on Fridays.")
    first.get_by_label("Text", exact=True).fill(BEFORE.replace("twice a week", "on Fridays"))
    first.get_by_role("button", name="Save draft").click()
    expect(first.get_by_role("heading", level=1)).to_contain_text("saved this while you were")
    expect(first.get_by_role("group", name="Summary")).to_contain_text("on Mondays")
    expect(first.get_by_role("group", name="Summary")).to_contain_text("on Fridays")
    first.get_by_text("Brought together for you").click()
    expect(first.get_by_text("Text: What happened, changed by")).to_be_visible()

    first.get_by_role("button", name="Put them together").click()
    expect(first.get_by_role("alert")).to_contain_text("Choose which version to keep: Summary")
    first.get_by_role("radio", name="Keep mine").check()
    first.get_by_role("button", name="Put them together").click()
    expect(first.get_by_label("Summary")).to_have_value("Mentors read with learners on Fridays.")
    body = first.get_by_label("Text", exact=True).input_value()
    assert "Nine people finished" in body
    assert "on Fridays in the library" in body
    save(first)
    first.goto(f"{address}/history")
    expect(first.get_by_role("link", name="Version 4", exact=True)).to_be_visible()


@BOTH
def test_what_changed_is_seen_in_one_text_and_side_by_side_and_undone(window, sat_down):
    page = sat_down("alice", window)
    address = write(page, f"Seen and undone ({window})")
    change(page, address)
    page.goto(f"{address}/history")
    page.get_by_role("radio", name="From version 1").check()
    page.get_by_role("button", name="Compare the two chosen versions").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "What changed from version 1 to version 3"
    )
    page.go_back()
    page.get_by_role("link", name="What changed in version 3").click()
    expect(page.get_by_role("link", name="The summary changed")).to_be_visible()
    expect(page.locator("del", has_text="twice a week")).to_be_visible()
    expect(page.locator("ins", has_text="every afternoon").last).to_be_visible()
    page.get_by_role("link", name="Show side by side").click()
    expect(page.locator("del", has_text="twice a week")).to_be_visible()
    expect(page.get_by_role("link", name="Show in one text")).to_be_visible()

    page.goto(f"{address}/history")
    page.get_by_role("link", name="Version 2", exact=True).click()
    page.get_by_role("button", name="Use this version again").click()
    expect(page.get_by_text("Version 4 has the words of version 2")).to_be_visible()
    expect(page.get_by_text("twice a week")).to_be_visible()
    page.goto(f"{address}/compare?from=2&to=4")
    expect(page.get_by_text("Nothing is different")).to_be_visible()


@pytest.mark.parametrize("window", ["page", "phone"])
def test_the_pages_of_versions_are_for_everyone(window, sat_down, open_window, signed_in_as, axe):
    page = sat_down("alice", window)
    address = write(page, f"For everyone ({window})")
    change(page, address)
    for path in ("history", "compare", "compare?view=side", "versions/2"):
        page.goto(f"{address}/{path}")
        for fold in page.locator("main details summary").all():
            fold.click()
        axe(page)
        assert not scrolls_sideways(page)

    page.goto(f"{address}/edit")
    other = signed_in_as("bob", open_window())
    other.goto(f"{address}/edit")
    other.get_by_label("Text", exact=True).fill(AFTER.replace("Eight", "Nine"))
    other.get_by_label("Tags").fill("kiosk")
    save(other)
    page.get_by_label("Text", exact=True).fill(AFTER.replace("Eight people", "Ten men"))
    page.get_by_label("Tags").fill("landing")
    page.get_by_role("button", name="Save draft").click()
    page.get_by_role("button", name="Put them together").click()
    axe(page)
    assert not scrolls_sideways(page)
    for mine in page.get_by_role("radio", name="Keep mine").all():
        mine.check()
    page.get_by_role("button", name="Put them together").click()
    expect(page.get_by_text("Here are both people’s words together")).to_be_visible()
    axe(page)
