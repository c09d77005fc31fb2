"""Somebody with ten minutes and a problem sees what others did about it, and asks one of them."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.windows import scrolls_sideways

OpenAs = Callable[..., Page]
SENTENCE = "Mentors are refused at the wing gate, because officers do not know the scheme"
ROLE_CARDS = "Example: role cards and a list in the wing office"


@pytest.mark.parametrize("scripted", [True, False], ids=["scripts", "no scripts"])
@pytest.mark.parametrize("width", [1280, 375], ids=["desk", "phone"])
def test_from_a_problem_to_what_another_prison_did(
    width: int,
    scripted: bool,
    signed_in_as: OpenAs,
    open_window: OpenAs,
    axe: Callable[[Page], None],
) -> None:
    signed_in_as("alice", open_window())
    page = signed_in_as("alice", open_window(width, 900, java_script_enabled=scripted))

    def looks_right() -> None:
        assert not scrolls_sideways(page)
        if scripted:
            axe(page)

    page.goto("/")
    if scripted and width == 375:
        page.get_by_role("button", name="menu").click()
    page.get_by_role("link", name="What is in your way?").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What is in your way?")
    looks_right()

    page.get_by_role("link", name=SENTENCE).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(SENTENCE)
    expect(page.get_by_role("heading", name="Try this first")).to_be_visible()
    expect(page.get_by_role("heading", name=ROLE_CARDS)).to_be_visible()
    looks_right()

    page.get_by_label("Order").select_option("Strongest evidence first")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.get_by_label("Order")).to_have_value("evidence")
    copy = page.get_by_role("button", name=f"Copy it {ROLE_CARDS}")
    expect(copy).to_be_visible()
    page.get_by_role("button", name=f"Read it {ROLE_CARDS}").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("role cards")


def test_the_order_is_changed_with_the_keyboard_alone(page: Page, signed_in_as: OpenAs) -> None:
    signed_in_as("alice")
    page.goto("/barriers/motivation")
    page.get_by_label("Order").focus()
    page.keyboard.press("End")
    for _ in range(2):  # past the checkbox
        page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Show", exact=True)).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**sort=evidence**")
    expect(page.get_by_label("Order")).to_have_value("evidence")


def test_a_regional_lead_looks_from_a_prison_of_the_region(
    phone: Page, signed_in_as: OpenAs, axe: Callable[[Page], None]
) -> None:
    signed_in_as("dana")
    signed_in_as("dana", phone)  # by the cookies of the first window: a phone hides the menu
    phone.goto("/barriers/transfers")
    phone.get_by_label("As seen from").select_option("Hewell")
    phone.get_by_role("button", name="Show", exact=True).click()
    expect(phone.get_by_label("Only prisons like Hewell")).to_be_visible()
    assert not scrolls_sideways(phone)
    axe(phone)
    phone.get_by_label("Only prisons like Hewell").check()
    phone.get_by_role("button", name="Show", exact=True).click()
    expect(phone.get_by_role("heading", name="in prisons like Hewell")).to_be_visible()
    axe(phone)
