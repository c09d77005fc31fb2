"""Pictures of the estate, as prison governors see them: on a desk and on a phone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.windows import scrolls_sideways

OpenAs = Callable[..., Page]
PICTURES = (
    "/matching/pictures",
    "/matching/map",
    "/matching/map?prison=oakwood",
    "/matching/map?block=women",
    "/matching/heat?region=West+Midlands",
    "/matching/compare?with=example-westholme",
    "/matching/compare?prison=oakwood&with=styal",
    "/matching/near-me?prison=oakwood",
)
SMALLEST_NAME = """
    Math.min(...[...document.querySelectorAll('svg text')].map(name =>
        parseFloat(getComputedStyle(name).fontSize) * name.ownerSVGElement.getScreenCTM().a))
"""
OUTSIDE = """
    [...document.querySelectorAll('svg.app-likeness text, svg.app-places text')].filter(name => {
        const box = name.getBoundingClientRect()
        const sheet = name.ownerSVGElement.getBoundingClientRect()
        return box.left < sheet.left - 1 || box.right > sheet.right + 1
            || box.top < sheet.top - 1 || box.bottom > sheet.bottom + 1
    }).map(name => name.textContent)
"""


@pytest.mark.parametrize("width", [1280, 375], ids=["desk", "phone"])
def test_every_picture_can_be_used_by_anyone_and_fits(
    width: int, signed_in_as: OpenAs, open_window: OpenAs, axe: Callable[[Page], None]
) -> None:
    page = signed_in_as("alice", open_window(width, 900))
    for address in PICTURES:
        page.goto(address)
        axe(page)
        assert not scrolls_sideways(page), address


@pytest.mark.parametrize("width", [1280, 700, 375], ids=["desk", "tablet", "phone"])
def test_names_in_pictures_can_be_read_and_stay_inside(
    width: int, signed_in_as: OpenAs, open_window: OpenAs
) -> None:
    page = signed_in_as("alice", open_window(width, 900))
    for address in PICTURES:
        page.goto(address)
        if page.locator("svg text").count():
            assert page.evaluate(SMALLEST_NAME) >= 12, address
        assert page.evaluate(OUTSIDE) == [], address


def test_no_dot_is_a_stop_of_the_tab_key(signed_in_as: OpenAs, open_window: OpenAs) -> None:
    page = signed_in_as("alice", open_window())
    page.goto("/matching/map?prison=oakwood")
    page.get_by_role("button", name="Show").focus()
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Side by side: Oakwood and Highpoint")


def test_a_prison_is_chosen_without_scripts_and_a_dot_leads_to_its_page(
    signed_in_as: OpenAs, open_window: OpenAs
) -> None:
    signed_in_as("alice", open_window())
    page = signed_in_as("alice", open_window(java_script_enabled=False))
    page.goto("/matching/pictures")
    page.get_by_role("link", name="Map of likeness").click()
    page.get_by_label("Prison to see it from").select_option("Oakwood")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("heading", level=2).first).to_contain_text("seen from Oakwood")
    page.locator("svg a", has_text="Brixton: Category C").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Brixton")


def test_the_first_column_of_the_heat_map_stays_when_it_is_scrolled(
    signed_in_as: OpenAs, open_window: OpenAs
) -> None:
    page = signed_in_as("alice", open_window(375, 900))
    page.goto("/matching/heat?region=West+Midlands")
    name = page.locator(".app-heat-map tbody th").first
    before = name.bounding_box()
    page.locator(".app-heat-scroll").evaluate("region => region.scrollLeft = 120")
    assert page.locator(".app-heat-scroll").evaluate("region => region.scrollLeft") > 20
    assert name.bounding_box() == before
