"""A round from its form to its publishing: what cannot be, what a move costs, who is told."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.windows import scrolls_sideways

NAME = "Spring round"


def look(page: Page, axe: Callable[[Page], None]) -> None:
    """Look at a page wide and as a phone shows it; nothing may run over or be out of reach."""
    for width, height in ((375, 812), (1280, 900)):
        page.set_viewport_size({"width": width, "height": height})
        assert not scrolls_sideways(page), f"{page.url} runs over at {width} pixels"
        axe(page)


def test_a_round_from_a_contradiction_to_its_publishing(signed_in_as, axe):
    page = signed_in_as("dana")
    page.goto("/matching/rounds")
    look(page, axe)
    page.get_by_role("button", name="Make a new round").click()
    page.get_by_label("Name (optional)").fill(NAME)
    page.get_by_text("More choices").click()
    for kind in ("Keep together", "Keep apart"):
        page.get_by_label(f"{kind}, row 1, first prison").select_option("Birmingham")
        page.get_by_label(f"{kind}, row 1, second prison").select_option("Stafford")
    page.get_by_role("button", name="Make the draft").click()
    said = page.get_by_role("link", name="Birmingham and Stafford are to be kept together and to")
    expect(said).to_be_visible()
    expect(page.get_by_label("Name (optional)")).to_have_value(NAME)
    look(page, axe)

    for kind in ("Keep together", "Keep apart"):
        page.get_by_label(f"{kind}, row 1, second prison").select_option("")
        page.get_by_label(f"{kind}, row 1, first prison").select_option("")
    page.get_by_label("Greatest distance").fill("20")
    page.get_by_role("button", name="Make the draft").click()
    expect(page.get_by_role("heading", name="Check this first")).to_be_visible()
    look(page, axe)
    page.get_by_label("Greatest distance").fill("")
    page.get_by_role("button", name="Make the draft all the same").last.click()
    expect(page.get_by_role("heading", name=NAME)).to_be_visible()
    expect(page.get_by_text("No other way of grouping these prisons is better")).to_be_visible()
    look(page, axe)

    page.get_by_text("Birmingham and Hewell Very close").click()
    page.get_by_role("link", name="Change the group of Birmingham and Hewell").click()
    page.get_by_label("to", exact=True).select_option("Long Lartin")
    look(page, axe)
    page.get_by_role("button", name="See what changes").click()
    expect(page.get_by_text("This makes the whole less alike.")).to_be_visible()
    look(page, axe)
    page.get_by_role("button", name="Do this").click()
    expect(page.get_by_text("They are together now")).to_be_visible()
    expect(
        page.get_by_role("heading", name=re.compile("Birmingham and Long Lartin"))
    ).to_be_visible()

    page.get_by_role("link", name="Change what you asked for").click()
    kept = page.get_by_label("Birmingham and Long Lartin")
    expect(kept).to_be_checked()
    look(page, axe)
    kept.uncheck()
    page.get_by_role("button", name="Solve it with this").click()
    expect(page.get_by_text("The draft is solved again with what you asked for")).to_be_visible()
    expect(page.get_by_text("Birmingham and Hewell Very close")).to_be_visible()

    page.get_by_role("button", name="Publish").click()
    expect(
        page.get_by_text("Nobody is told, as none of them has anybody on the portal.")
    ).to_be_visible()
    look(page, axe)
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("The round is published")).to_be_visible()
    look(page, axe)
    page.get_by_role("link", name="See how its groups get on").click()
    expect(page.get_by_role("heading", name="How the groups are getting on")).to_be_visible()


def test_without_script_a_group_is_kept_and_the_draft_deleted(signed_in_as, plain):
    page = signed_in_as("dana", plain)
    page.goto("/matching/rounds/new")
    page.get_by_label("Groups of three").check()
    page.get_by_role("button", name="Make the draft").click()
    page.get_by_role("button", name=re.compile("^Keep ")).first.click()
    expect(page.get_by_text("This group is kept when the rest is solved again")).to_be_visible()
    page.get_by_role("button", name=re.compile("^Let it change ")).click()
    expect(page.get_by_text("This group may change when the draft is solved")).to_be_visible()
    page.get_by_role("link", name="Delete this draft").click()
    page.get_by_role("button", name="Delete the draft").click()
    expect(page.get_by_text("The draft is deleted")).to_be_visible()
