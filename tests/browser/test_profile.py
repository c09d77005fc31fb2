"""A prison lead tells about their prison: mistakes, an ended session, saving, and the history."""

import re

from playwright.sync_api import Page, expect

from portal import clock
from tests.browser.windows import scrolls_sideways, sign_in_by_hand
from tests.people import PASSWORD

PRISON = "/prisons/example-midvale"
PAGE = f"{PRISON}/profile"
BANDS = (
    "On remand",
    "Under 12 months",
    "1 year to under 4 years",
    "4 years to under 10 years",
    "10 years or more",
    "Indeterminate, such as life",
)
READING = "Cannot yet read or write independently"


def percent(window: Page, label: str):
    return window.get_by_label(f"{label}, in percent", exact=True)


def fill_bands(window: Page, *shares: str) -> None:
    for band, share in zip(BANDS, shares, strict=True):
        percent(window, band).fill(share)


def save(window: Page) -> None:
    window.get_by_role("button", name="Save figures").click()


def tell_with_mistakes(window: Page) -> None:
    """Fill the form as from a sheet of paper, with the mistakes that people make."""
    window.goto(PRISON)
    window.get_by_role("link", name="Add or change what you tell about yourselves").click()
    fill_bands(window, "<5", "about 8%", "40", "30", "9", "*")
    percent(window, "Need support with neurodiversity").fill("about a third")
    percent(window, READING).fill("a lot")
    window.get_by_label("People who arrive in a usual month").fill("1,2")
    save(window)
    expect(window).to_have_title(re.compile("^Error: "))


def test_mistakes_are_told_beside_their_fields_and_what_is_mended_is_saved(
    signed_in_as, phone, axe
):
    page = signed_in_as("alice")
    tell_with_mistakes(page)
    axe(page)
    page.get_by_role("alert").get_by_role("link", name=re.compile(READING)).click()
    expect(percent(page, READING)).to_be_focused()
    expect(percent(page, READING)).to_have_value("a lot")
    expect(percent(page, BANDS[0])).to_have_value("<5")
    percent(page, READING).fill("16.5")
    page.get_by_label("People who arrive in a usual month").fill("about 64")
    percent(page, BANDS[2]).fill("80")
    save(page)
    expect(page.get_by_role("link", name=re.compile("these must add up to 100"))).to_be_visible()
    percent(page, BANDS[2]).fill("53")
    save(page)
    expect(page.get_by_text("Saved 3 figures.")).to_be_visible()
    axe(page)
    signed_in_as("alice", phone)
    for address in (PAGE, f"{PAGE}/record", f"{PAGE}/history"):
        page.goto(address)
        axe(page)
        phone.goto(address)
        axe(phone)
        assert not scrolls_sideways(phone)
    reading = page.get_by_role("heading", name=READING).locator("+ ol")
    expect(reading.get_by_role("listitem").nth(0)).to_contain_text("17% Now")
    expect(reading.get_by_role("listitem").nth(1)).to_contain_text("15%")


def test_without_script_a_mistake_is_mended_and_the_next_step_is_prisons_like_ours(
    signed_in_as, plain
):
    signed_in_as("alice", plain)
    tell_with_mistakes(plain)
    expect(percent(plain, READING)).to_have_value("a lot")
    fill_bands(plain, "*", "9", "52", "30", "9", "*")
    percent(plain, "Need support with neurodiversity").fill("n/a")
    percent(plain, READING).fill("18")
    plain.get_by_label("People who arrive in a usual month").fill("65")
    save(plain)
    expect(plain.get_by_text("Saved 3 figures.")).to_be_visible()
    expect(plain.get_by_text("Took back 1 figure: not known from now on.")).to_be_visible()
    plain.get_by_role("link", name="See prisons like yours").click()
    expect(plain).to_have_url(re.compile(rf"{PRISON}/similar"))


def test_a_session_that_ends_meanwhile_loses_nothing(page, kept_sessions):
    kept_sessions.pop("alice", None)  # signing out ends every session of a person
    sign_in_by_hand(page, "alice")
    page.goto(PAGE)
    percent(page, READING).fill("19")
    page.get_by_role("checkbox", name="We solved this").nth(2).check()
    page.get_by_label("Induction to education and work").select_option("Setting up")
    other = page.context.new_page()
    other.goto("/")
    other.get_by_role("button", name="Sign out").click()
    expect(other.get_by_role("link", name="Sign in").first).to_be_visible()
    save(page)
    page.get_by_label("Email address").fill("alice@example.org")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("main").get_by_role("button").click()
    expect(page.get_by_text("Saved 3 figures.")).to_be_visible()
    page.goto(PAGE)
    expect(percent(page, READING)).to_have_value("19")
    expect(page.get_by_role("checkbox", name="We solved this").nth(2)).to_be_checked()


def test_a_date_to_come_is_refused_and_none_of_the_barriers_is_an_answer(signed_in_as):
    page = signed_in_as("alice")
    page.goto(PAGE)
    page.get_by_label("Year", exact=True).fill(str(clock.today().year + 1))
    save(page)
    expect(page.get_by_role("link", name="The date must be today or earlier")).to_be_visible()
    page.get_by_label("Year", exact=True).fill(str(clock.today().year))
    page.get_by_label("None gets in the way").check()
    save(page)
    page.get_by_role("link", name=re.compile("some are ticked above")).click()
    expect(page.get_by_label("None gets in the way")).to_be_focused()
    for box in page.get_by_role("checkbox", name="In the way now").all():
        box.uncheck()
    save(page)
    row = page.locator("dt", has_text="What gets in the way now").locator("+ dd")
    expect(row).to_contain_text("None of those asked about")
    page.goto(PAGE)
    expect(page.get_by_label("None gets in the way")).to_be_checked()
