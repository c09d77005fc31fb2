import pytest
def test_shots(page, phone, signed_in_as):
    for window, name in ((page,'1280'),(phone,'375')):
        signed_in_as("alice", window).goto("/search")
        f=window.get_by_label("What are you looking for?"); f.click(); f.press_sequentially("in")
        window.get_by_role("option").first.wait_for(); f.press("ArrowDown"); f.press("ArrowDown")
        window.screenshot(path=f"/tmp/suggest-{name}.png")
