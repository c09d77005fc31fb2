"""The journeys of the three people that the portal is for, with and without JavaScript."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.windows import scrolls_sideways
from tests.people import PASSWORD

BOTH = pytest.mark.parametrize("window", ["page", "plain"])


@pytest.fixture
def at(request: pytest.FixtureRequest, signed_in_as: Callable[..., Page]) -> Callable[..., Page]:
    """Give the act of sitting somebody down at a window with or without JavaScript."""

    def act(name: str, window: str) -> Page:
        return signed_in_as(name, request.getfixturevalue(window))

    return act


def titled(window: Page, words: str) -> None:
    expect(window.get_by_role("heading", level=1)).to_contain_text(words)


@BOTH
def test_a_tutor_finds_what_helps_and_posts_a_note(window, at):
    page = at("alice", window)
    page.goto("/")
    page.get_by_label("Find practice").fill("mentors refused at the wing gate")
    page.get_by_role("button", name="Search").click()
    expect(page.locator("mark").first).to_be_visible()
    page.get_by_text("Filters", exact=False).first.click()
    page.locator(".app-filter summary", has_text="What is in your way").click()
    page.get_by_label("Regime, security and movement").check()
    page.get_by_role("button", name="Use these filters").click()
    assert "barrier=movement" in page.url
    page.locator("article h3 a").first.click()
    expect(page.get_by_role("heading", name="Where it comes from")).to_be_visible()

    page.goto("/my-prison")
    page.get_by_role("link", name="Post a practice note").click()
    page.get_by_role("button", name="Check and publish").click()
    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("Enter a title")
    page.get_by_role("link", name="Enter a title").click()
    title = f"Passes on the wing board ({window})"
    page.get_by_label("Title").fill(title)
    page.get_by_label("What we did").fill("We put a list on the wing board.")
    page.get_by_label("What happened").fill("It ended the refusals.\n\n- It worked\n")
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_role("region", name="Preview")).to_contain_text("It worked")
    expect(page.get_by_label("Title")).to_have_value(title)
    page.get_by_role("button", name="Check and publish").click()
    titled(page, "Check before you publish")
    page.get_by_role("button", name="Publish").click()
    titled(page, title)
    expect(
        page.get_by_text("Published. Everyone who is signed in can now read it.")
    ).to_be_visible()
    page.goto("/search?q=wing+board+refusals")
    expect(page.get_by_role("link", name=title)).to_be_visible()


@BOTH
def test_a_lead_copies_a_template_and_makes_it_their_own(window, at, request, signed_in_as):
    page = at("alice", window)
    page.goto("/")
    page.get_by_role("link", name="Templates").click()
    page.get_by_role("link", name="Library mentors", exact=True).click()
    page.get_by_role("button", name="Copy this template").click()
    title = f"Library mentors at Midvale ({window})"
    page.get_by_label("Title of your copy").fill("")
    page.get_by_role("button", name="Make the copy").click()
    expect(page.get_by_role("alert")).to_contain_text("Enter a title")
    page.get_by_label("Title of your copy").fill(title)
    page.get_by_role("button", name="Make the copy").click()
    expect(page.get_by_text("now has its own draft")).to_be_visible()
    titled(page, "Check before you publish")
    page.get_by_role("link", name="Change the words").click()
    page.get_by_role("link", name="All of it on one page").click()
    body = page.get_by_label("Text", exact=True)
    assert len(body.input_value()) > 500
    body.fill("## At Midvale\n\nThe library opens on Tuesdays.\n")
    page.get_by_label("What did you change?").fill("Our opening days")
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_text("Only your own prison can see this draft.")).to_be_visible()
    expect(page.get_by_role("link", name="Library mentors", exact=True)).to_be_visible()
    page.get_by_role("button", name="Check and publish").click()
    page.get_by_role("button", name="Publish").click()
    page.get_by_role("link", name="See earlier versions").click()
    expect(page.get_by_text("Our opening days")).to_be_visible()
    page.goto("/templates")
    page.get_by_role("link", name="Library mentors", exact=True).click()
    expect(page.get_by_role("heading", name="Adapted by 1 prison")).to_be_visible()
    expect(page.get_by_role("link", name=title)).to_be_visible()


@BOTH
def test_a_regional_lead_finds_similar_prisons_and_pairs_up_a_region(window, at):
    page = at("dana", window)
    page.goto("/prisons/")
    page.get_by_text("Filter by region").click()
    page.get_by_label("Region").select_option("West Midlands")
    page.get_by_role("button", name="Use these filters").click()
    page.locator("table").get_by_role("link", name="Oakwood").click()
    titled(page, "HMP Oakwood")
    page.get_by_role("link", name="See why, and what to ask them").click()
    titled(page, "Prisons like Oakwood")
    expect(page.get_by_role("heading", name="Suggested for Oakwood")).to_be_visible()
    page.get_by_role("link", name="Pairing").click()
    page.get_by_role("button", name="Make a new round").click()
    page.get_by_role("button", name="Make the draft").click()
    expect(page.get_by_text("Here is the draft. Nobody has been told.")).to_be_visible()
    expect(page.get_by_text("No other way of grouping these prisons").first).to_be_visible()


@BOTH
def test_what_was_typed_survives_the_end_of_a_session(window, at):
    page = at("bob", window)
    page.goto("/practices/new/practice_note")
    page.get_by_label("Title").fill(f"Long thoughts ({window})")
    page.get_by_label("What happened").fill('One.\n\nTwo <b>and</b> "three".')
    page.context.clear_cookies()
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_text("What you typed is kept in this page")).to_be_visible()
    page.get_by_label("Email address").fill("bob@example.org")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name="Send it now").click()
    titled(page, f"Long thoughts ({window})")
    expect(page.locator(".app-prose")).to_contain_text('"three"')


@BOTH
def test_somebody_is_invited_makes_an_account_and_signs_in_again(window, at, open_window):
    lead = at("alice", window)
    lead.goto("/account/people")
    lead.get_by_role("button", name="Invite a colleague").click()
    email = f"new-{window}@example.org"
    lead.get_by_label("Email address").fill(email)
    lead.get_by_label("Member", exact=True).check()
    lead.get_by_role("button", name="Send the invitation").click()
    link = lead.get_by_text("/account/invitations/").first.inner_text()
    new = open_window(java_script_enabled=window == "page")
    new.goto(link[link.index("/account/") :].strip())
    new.get_by_label("Full name").fill("Nia New")
    new.get_by_label("Password", exact=True).fill("too short")
    new.get_by_role("button", name="Make my account").click()
    expect(new.get_by_role("alert")).to_be_visible()
    expect(new.get_by_label("Full name")).to_have_value("Nia New")
    new.get_by_label("Password", exact=True).fill("seven blue bicycles")
    new.get_by_role("button", name="Make my account").click()
    expect(new.get_by_text("Your account is ready.")).to_be_visible()
    new.goto("/account/")
    new.get_by_role("button", name="Sign out").click()
    new.get_by_label("Email address").fill(email)
    new.get_by_label("Password", exact=True).fill("seven blue bicycles")
    new.get_by_role("button", name="Sign in").click()
    titled(new, "What do you need today?")


def test_a_keyboard_alone_is_enough_to_search(page, signed_in_as):
    signed_in_as("bob", page)
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Find practice")).to_be_focused()
    page.keyboard.type("reading")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="results")).to_be_visible()


@pytest.mark.parametrize(
    "address",
    ["/", "/search?q=reading", "/practices/new/scheme", "/prisons/oakwood/similar", "/prisons/"],
)
def test_at_400_per_cent_nothing_scrolls_sideways(address, open_window, signed_in_as):
    # 1280 pixels at 400 % are 320.
    window = signed_in_as("bob", open_window(320, 256))
    window.goto(address)
    assert not scrolls_sideways(window)


def test_a_practice_prints_without_menus_and_buttons(page, signed_in_as):
    signed_in_as("bob", page)
    page.goto("/templates")
    page.get_by_role("link", name="Library mentors", exact=True).click()
    page.emulate_media(media="print")
    titled(page, "Library mentors")
    for part in (".govuk-service-navigation", ".app-header", ".govuk-footer", ".govuk-button"):
        for found in page.locator(part).all():
            expect(found).to_be_hidden()


def test_the_phone_menu_opens_and_closes(phone, signed_in_as):
    signed_in_as("bob", phone)
    phone.goto("/")
    menu = phone.get_by_role("button", name="Show or hide menu")
    expect(phone.get_by_role("link", name="Templates", exact=True)).to_be_hidden()
    menu.click()
    expect(phone.get_by_role("link", name="Templates", exact=True)).to_be_visible()
