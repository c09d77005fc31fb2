"""Suggestions under the search box: by keyboard, by mouse, on a phone, and without a server."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.windows import scrolls_sideways

ADDRESS = "**/search/suggestions?*"


@pytest.fixture
def box(signed_in_as):
    """Sign Alice in and give the search page."""
    signed_in_as("alice").goto("/search")


def typing(window: Page, words: str) -> None:
    field = window.get_by_label("What are you looking for?")
    field.click()
    field.press_sequentially(words)


def answered(route: Route, *words: str) -> None:
    route.fulfill(json=[{"text": word, "kind": "word"} for word in words])


@pytest.mark.usefixtures("box")
def test_a_suggestion_is_chosen_with_the_keyboard_alone(page):
    typing(page, "house bl")
    field = page.get_by_role("combobox", name="What are you looking for?")
    option = page.get_by_role("option", name="house block")
    expect(option).to_be_visible()
    expect(field).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_role("status").last).to_have_text(
        "1 suggestion. Use the up and down arrow keys."
    )
    field.press("ArrowDown")
    expect(option).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", option.get_attribute("id"))
    field.press("Enter")
    expect(page).to_have_url(re.compile(r"[?&]q=house\+block"))
    expect(page.get_by_label("What are you looking for?")).to_have_value("house block")


@pytest.mark.usefixtures("box")
def test_arrows_go_round_through_the_box_and_escape_closes_the_list_and_keeps_the_words(page):
    page.route(ADDRESS, lambda route: answered(route, "gate", "gate pass"))
    typing(page, "ga")
    field = page.get_by_role("combobox")
    options = page.get_by_role("option")
    expect(options).to_have_count(2)
    field.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    field.press("ArrowDown")
    expect(field).not_to_have_attribute("aria-activedescendant", re.compile("."))
    field.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    field.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(field).to_have_attribute("aria-expanded", "false")
    expect(field).to_have_value("ga")
    field.press("ArrowDown")
    expect(page.get_by_role("listbox")).to_be_visible()


@pytest.mark.usefixtures("box")
def test_enter_without_a_choice_searches_for_what_was_typed(page):
    typing(page, "house bl")
    expect(page.get_by_role("listbox")).to_be_visible()
    page.get_by_role("combobox").press("Enter")
    expect(page).to_have_url(re.compile(r"[?&]q=house\+bl(&|$)"))


@pytest.mark.usefixtures("box")
def test_a_suggestion_is_chosen_with_the_mouse_and_leaving_the_box_closes_the_list(page):
    typing(page, "house bl")
    expect(page.get_by_role("listbox")).to_be_visible()
    page.get_by_role("heading", level=1).click()
    expect(page.get_by_role("listbox")).to_be_hidden()
    typing(page, "o")
    page.get_by_role("option", name="house block").click()
    expect(page).to_have_url(re.compile(r"[?&]q=house\+block"))


def test_the_open_list_is_accessible_and_fits_a_phone(page, phone, signed_in_as, axe):
    for window in (page, phone):
        signed_in_as("alice", window).goto("/search")
        typing(window, "re")
        expect(window.get_by_role("option")).not_to_have_count(0)
        window.get_by_role("combobox").press("ArrowDown")
        assert not scrolls_sideways(window)
        axe(window)


@pytest.mark.usefixtures("box")
def test_fast_keys_ask_once_and_one_letter_never(page):
    asked: list[str] = []
    page.route(
        ADDRESS, lambda route: (asked.append(route.request.url), answered(route, "gate pass"))
    )
    typing(page, "g")
    page.wait_for_timeout(400)
    assert not asked
    typing(page, "ate")
    expect(page.get_by_role("option").first).to_be_visible()
    assert [url.rpartition("=")[2] for url in asked] == ["gate"]


@pytest.mark.usefixtures("box")
def test_an_answer_to_what_was_typed_before_is_dropped(page):
    waiting: list[Route] = []

    def answer(route: Route) -> None:
        if route.request.url.endswith("q=ga"):
            waiting.append(route)
        else:
            answered(route, "gate")

    page.route(ADDRESS, answer)
    with page.expect_request(ADDRESS):
        typing(page, "ga")
    typing(page, "t")
    expect(page.get_by_role("option")).to_have_text(["gate"])
    answered(waiting[0], "garden")
    page.wait_for_timeout(200)
    expect(page.get_by_role("option")).to_have_text(["gate"])


@pytest.mark.usefixtures("box")
def test_a_server_that_does_not_answer_means_no_list_and_a_box_that_works(page):
    page.route(ADDRESS, lambda route: route.abort())
    with page.expect_event("requestfailed"):
        typing(page, "gate")
    expect(page.get_by_role("listbox")).to_be_hidden()
    page.get_by_role("combobox").press("Enter")
    expect(page).to_have_url(re.compile(r"[?&]q=gate"))


@pytest.mark.usefixtures("box")
def test_who_was_signed_out_meanwhile_gets_no_list(page):
    page.context.clear_cookies()
    with page.expect_event("requestfailed"):
        typing(page, "gate")
    expect(page.get_by_role("listbox")).to_be_hidden()


def test_the_box_works_without_javascript(plain, signed_in_as):
    signed_in_as("alice", plain).goto("/search")
    plain.get_by_label("What are you looking for?").fill("gate")
    plain.keyboard.press("Enter")
    expect(plain).to_have_url(re.compile(r"[?&]q=gate"))


@pytest.mark.usefixtures("box")
def test_a_title_that_is_chosen_is_opened(page):
    typing(page, "workshop mentors")
    page.get_by_role("option", name="Workshop mentors practice", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Workshop mentors")
    expect(page).to_have_url(re.compile("/practices/workshop-mentors"))
