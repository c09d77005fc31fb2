"""Somebody writes more about people than may be here, and is led out of it."""

import re

from playwright.sync_api import expect

from tests.browser.windows import scrolls_sideways

PHONE = "07700 900123"
DID = f"Darren A1234BC ran the table. Visitors ring {PHONE} to book."


def written(page, title, did=DID):
    """Write a practice note; what was done holds a prison number and a telephone number."""
    page.goto("/practices/new/practice_note")
    page.get_by_label("Title").fill(title)
    page.get_by_label("What we did").fill(did)
    page.get_by_label("What happened").fill("Twice as many people came.")
    page.get_by_role("button", name=re.compile("Check and (send|publish)")).click()


def test_a_member_takes_one_thing_out_gives_a_reason_for_the_other_and_a_lead_publishes(
    signed_in_as, open_window, axe
):
    page = signed_in_as("bob")
    written(page, "A table for visitors")
    expect(page.get_by_role("heading", name="Take these out")).to_be_visible()
    expect(page.locator("mark")).to_have_text(["A1234BC", PHONE])
    axe(page)
    page.get_by_role("button", name="Send for review").click()
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("“A1234BC” cannot be published")
    expect(alert).to_contain_text("Say why this may stay")
    axe(page)

    page.get_by_role("link", name="Change it").first.click()
    box = page.get_by_label("What we did")
    box.fill(DID.replace("Darren A1234BC", "A mentor"))
    page.get_by_role("button", name="Check and send for review").click()
    expect(page.get_by_role("heading", name="Take these out")).to_have_count(0)
    reason = page.get_by_label(f"Why may “{PHONE}” stay?")
    reason.fill("public")
    page.get_by_role("button", name="Send for review").click()
    expect(page.get_by_role("alert")).to_contain_text("Give the reason in a few words")
    expect(reason).to_have_value("public")
    page.get_by_role("link", name="Give the reason in a few words").click()
    expect(reason).to_be_focused()
    reason.fill("The booking line of the visits hall is public")
    page.get_by_role("button", name="Send for review").click()
    expect(page.get_by_text("Sent for review.")).to_be_visible()

    reviewer = signed_in_as("alice", open_window())
    reviewer.goto("/practices/a-table-for-visitors/review")
    expect(reviewer.get_by_text("The booking line of the visits hall is public")).to_be_visible()
    expect(reviewer.locator("mark")).to_have_text([PHONE])
    axe(reviewer)
    reviewer.get_by_role("button", name="Publish version").click()
    expect(reviewer.get_by_text("Published. Everyone who is signed in")).to_be_visible()


def test_findings_can_be_read_on_a_phone(signed_in_as, phone, axe):
    page = signed_in_as("bob", phone)
    written(page, "A table for visitors, on a phone")
    expect(page.get_by_role("heading", name="Take these out")).to_be_visible()
    assert not scrolls_sideways(page)
    axe(page)


def test_without_javascript_the_reason_reaches_the_portal(signed_in_as, plain):
    page = signed_in_as("alice", plain)
    written(page, "A line for visitors", f"Visitors ring {PHONE} to book.")
    page.get_by_label(f"Why may “{PHONE}” stay?").fill("It is the public booking line")
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.get_by_text("Published. Everyone who is signed in")).to_be_visible()
    page.goto("/practices/a-line-for-visitors/check")
    expect(page.get_by_text("It is the public booking line")).to_be_visible()
