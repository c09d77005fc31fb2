"""An administrator brings a published table in, and sees everything before it is written."""

import pytest
from playwright.sync_api import expect

from tests.browser.windows import scrolls_sideways
from tests.unit.prisons.tables.makers import bulletin, xlsx


@pytest.mark.parametrize(
    ("window", "day"), [("page", "31/01/2025"), ("phone", "28/02/2025"), ("plain", "31/03/2025")]
)
def test_a_bulletin_is_looked_at_and_added(window, day, request, signed_in_as, tmp_path):
    # Each window has a month of its own: they share one server.
    rows = bulletin(
        ["Altcourse", 700, 690, 1111, 1001], ["Duram", 1, 1, 902, 903], ["Leeds", 1, 1, "x", 900],
        day=day,
    )  # fmt: skip
    path = xlsx(tmp_path / "bulletin.xlsx", {"Bulletin": rows})
    page = signed_in_as("erin", request.getfixturevalue(window))
    axe = (lambda _page: None) if window == "plain" else request.getfixturevalue("axe")
    page.goto("/prisons/")
    page.get_by_role("link", name="Bring published figures in").click()
    page.get_by_role("button", name="Show what would change").click()
    expect(page.get_by_role("link", name="Choose a file")).to_be_visible()
    axe(page)
    page.get_by_label("Published table").set_input_files(path)
    page.get_by_role("button", name="Show what would change").click()
    expect(page.get_by_role("heading", name="What this table would change")).to_be_visible()
    axe(page)
    assert not scrolls_sideways(page)
    page.get_by_label("Which prison is “Duram”?").select_option(label="HMP/YOI Durham")
    page.get_by_role("button", name="Show again with these prisons").click()
    expect(page.get_by_text("“Duram” was read as HMP/YOI Durham, as you said")).to_be_visible()
    page.get_by_role("button", name="Add these facts").click()
    expect(page.get_by_role("link", name="1 row cannot be used")).to_be_visible()
    axe(page)
    page.get_by_label("Go on without the rows that are refused").check()
    page.get_by_role("button", name="Add these facts").click()
    expect(page.get_by_text("8 facts were added.")).to_be_visible()
