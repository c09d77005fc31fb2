"""From a file on a tutor's computer to another prison's own copy of it."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.server import Server
from tests.browser.windows import scrolls_sideways
from tests.carrying import pdf
from tests.unit.storage import making

BOTH = pytest.mark.parametrize("window", ["page", "plain"])


def copied(page: Page, address: str, title: str) -> str:
    """Make our own copy of a practice and give its address."""
    page.goto(f"{address.partition('?')[0]}/copy")
    page.get_by_label("Title of your copy").fill(title)
    page.get_by_role("button", name="Make the copy").click()
    expect(page.get_by_text("now has its own draft")).to_be_visible()
    return re.sub(r"/(edit|check).*", "", page.url)


def upload(page: Page, *paths: Path) -> None:
    page.get_by_label("Choose one or more files").set_input_files(list(paths))
    page.get_by_role("button", name="Attach").click()


def downloaded(page: Page, name: str) -> bytes:
    with page.expect_download() as waiting:
        page.get_by_role("link", name=name).click()
    assert waiting.value.suggested_filename == name
    return Path(waiting.value.path()).read_bytes()


def stored(server: Server) -> list[Path]:
    return [path for path in (server.folder / "data" / "files").rglob("*") if path.is_file()]


@BOTH
def test_a_file_is_attached_found_downloaded_and_copied(
    window, request, signed_in_as, server, tmp_path
):
    page = signed_in_as("alice", request.getfixturevalue(window))
    word = f"zanzibar{window}"
    rota, plan = tmp_path / "rota.pdf", tmp_path / "Plan of the wing.docx"
    rota.write_bytes(pdf("First page.", f"The {word} desk opens at nine."))
    plan.write_bytes(making.docx_file(f"Plan for {window}."))
    title = f"Library mentors with a rota ({window})"
    address = copied(page, "/practices/library-mentors", title)
    page.goto(address)
    page.get_by_role("link", name="Attach files").click()
    before = len(stored(server))
    upload(page, rota, plan)
    expect(page.get_by_text("Added rota.pdf, Plan of the wing.docx.")).to_be_visible()
    for _ in range(60):
        if page.get_by_text("Search can find the words in this file").count() == 2:
            break
        page.wait_for_timeout(500)
        page.reload()
    expect(page.get_by_text("Search can find the words in this file")).to_have_count(2)
    page.goto(f"{address}/check")
    expect(page.get_by_role("link", name="rota.pdf")).to_be_visible()
    page.get_by_label("These square brackets are meant").check()
    page.get_by_role("button", name="Publish").first.click()

    page = signed_in_as(
        "charlie", request.getfixturevalue("open_window")(java_script_enabled=window == "page")
    )
    page.goto(f"/search?q={word}")
    expect(page.get_by_text("rota.pdf, page 2:")).to_be_visible()
    expect(page.locator("mark", has_text=word)).to_be_visible()
    assert downloaded(page, "rota.pdf") == rota.read_bytes()
    page.get_by_role("link", name=title).click()
    assert downloaded(page, "Plan of the wing.docx") == plan.read_bytes()
    ours = copied(page, page.url, f"Our rota ({window})")
    page.goto(ours)
    assert downloaded(page, "rota.pdf") == rota.read_bytes()
    assert len(stored(server)) == before + 2


def test_the_page_of_files_is_for_everyone(page, phone, signed_in_as, axe, tmp_path):
    signed_in_as("alice")
    address = copied(page, "/practices/library-mentors", "Library mentors with long names")
    long, bad = tmp_path / ("A very long name of a file " * 4 + ".png"), tmp_path / "old.doc"
    long.write_bytes(making.picture("PNG"))
    bad.write_bytes(making.ole_file("WordDocument"))
    big = tmp_path / "big.pdf"
    with big.open("wb") as file:
        file.truncate(61 * 1024**2)
    for one in (page, phone):
        signed_in_as("alice", one)
        one.goto(f"{address}/files")
        upload(one, long, bad)
        problems = one.get_by_role("alert").filter(has_text="There is a problem")
        expect(problems).to_contain_text("old.doc: This is an old Word file")
        one.locator("summary", has_text="Rename or remove").click()
        axe(one)
        assert not scrolls_sideways(one)
        one.goto(f"{address}/files")
        upload(one, big)
        expect(problems).to_contain_text("larger than 60 MB together")
        one.goto(address)
        axe(one)
        assert not scrolls_sideways(one)


@BOTH
def test_a_file_is_renamed_and_removed(window, request, signed_in_as, tmp_path):
    page = signed_in_as("alice", request.getfixturevalue(window))
    address = copied(page, "/practices/library-mentors", f"Library mentors in short ({window})")
    file = tmp_path / "a.png"
    file.write_bytes(making.picture("PNG"))
    page.goto(f"{address}/files")
    page.get_by_role("button", name="Attach").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose a file")
    upload(page, file)
    page.locator("summary", has_text="Rename or remove").click()
    page.get_by_label("New name").fill("Map of the wing")
    page.get_by_role("button", name="Rename").click()
    expect(page.get_by_role("link", name="Map of the wing.png")).to_be_visible()
    page.locator("summary", has_text="Rename or remove").click()
    page.get_by_role("button", name="Remove").click()
    expect(page.get_by_text("No files are attached yet.")).to_be_visible()
    expect(page.get_by_text("Earlier versions of this practice still have it")).to_be_visible()
