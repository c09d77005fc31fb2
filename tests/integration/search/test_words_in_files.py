"""The words of attached files are found once they are read, with the file and the page."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.db import db
from portal.practices import queries, services
from portal.practices.files import attaching
from portal.search import services as index
from portal.storage import reading
from portal.storage.models import StoredFile, StoredPage
from tests.carrying import attach, pdf, upload, wait_for_reader
from tests.integration.search.conftest import archive, page_text, titles, wait_for_repair, write
from tests.people import Cast
from tests.unit.storage import making

QUOKKAS = making.docx_file("Nothing here.", "We met the quokka on the wing.")
ROTA = pdf("First page.", "Second page.", "The *platypus* comes on Tuesdays.")


@pytest.fixture(autouse=True)
def nothing_left_running(app: Flask) -> Iterator[None]:
    yield
    wait_for_reader(app)


Publishing = Callable[..., str]


@pytest.fixture
def with_files(app: Flask, cast: Cast) -> Publishing:
    """Publish a practice of Example Midvale that carries files."""

    def with_files(title: str, files: dict[str, bytes], **more: object) -> str:
        slug = write(app, cast.alice, cast.midvale, title, **more)
        attach(app, cast.alice, slug, files)
        publish(app, cast, slug)
        return slug

    return with_files


def publish(app: Flask, cast: Cast, slug: str) -> None:
    with app.app_context():
        services.publish(queries.practice_by_slug(slug, viewer=cast.alice), actor=cast.alice)


def results(client: FlaskClient, words: str) -> list[dict]:
    return client.get("/api/v1/search", query_string={"q": words}).json["results"]


def test_words_in_a_word_file_and_a_pdf_are_found_and_say_where(with_files, cast, client, sign_in):
    with_files("Animal club", {"plan.docx": QUOKKAS, "rota.pdf": ROTA})
    sign_in(client, cast.charlie)
    page = client.get("/search?q=platypus")
    assert titles(page) == ["Animal club"]
    assert ">rota.pdf</a>, page 3: " in page_text(page)
    assert "<mark>platypus</mark> comes on Tuesdays" in page_text(page)
    (result,) = results(client, "platypus")
    assert (result["file"], result["page"]) == ("rota.pdf", 3)
    page = page_text(client.get("/search?q=quokkas"))
    assert ">plan.docx</a>: " in page
    assert "We met the <mark>quokka</mark>" in page
    (result,) = results(client, "quokka")
    assert (result["file"], result["page"]) == ("plan.docx", None)


def test_words_of_the_practice_itself_need_no_file(with_files, cast, client, sign_in):
    with_files("Quokka club", {"plan.docx": QUOKKAS})
    sign_in(client, cast.charlie)
    assert results(client, "quokka")[0]["file"] is None
    assert results(client, "quokka wing")[0]["file"] == "plan.docx"


def test_a_file_that_is_read_again_after_publication_is_found_then(
    app, with_files, cast, client, sign_in
):
    with_files("Animal club", {"plan.docx": QUOKKAS})
    with app.app_context():
        (stored,) = db.session.query(StoredFile).all()
        stored.reading_state = "waiting"
        db.session.query(StoredPage).delete()
        db.session.commit()
        index.rebuild()
    sign_in(client, cast.charlie)
    assert results(client, "quokka") == []
    with app.app_context():
        assert reading.read_now() == 1
    assert [each["title"] for each in results(client, "quokka")] == ["Animal club"]


def test_the_files_of_drafts_newer_versions_and_archived_practices_are_not_found(
    app, cast, client, sign_in
):
    slug = write(app, cast.alice, cast.midvale, "Animal club", published=False)
    attach(app, cast.alice, slug, {"plan.docx": QUOKKAS})
    shown = write(app, cast.alice, cast.midvale, "Other club")
    attach(app, cast.alice, shown, {"plan.docx": QUOKKAS})
    for person in (cast.alice, cast.charlie, cast.erin):
        sign_in(client, person)
        assert results(client, "quokka") == []
    publish(app, cast, slug)
    assert [each["title"] for each in results(client, "quokka")] == ["Animal club"]
    archive(app, cast.alice, slug)
    assert results(client, "quokka") == []


def test_a_file_that_is_removed_or_infected_is_no_longer_found(
    app, with_files, cast, client, sign_in
):
    slug = with_files("Animal club", {"plan.docx": QUOKKAS, "rota.pdf": ROTA})
    sign_in(client, cast.charlie)
    sha256 = queries_sha256(app, cast, slug, "plan.docx")
    with app.app_context():
        attaching.remove_file(
            queries.practice_by_slug(slug, viewer=cast.alice), sha256, actor=cast.alice
        )
    assert len(results(client, "quokka")) == 1  # readers still see the published version
    publish(app, cast, slug)
    assert results(client, "quokka") == []
    with app.app_context():
        reading._scanned(queries_sha256(app, cast, slug, "rota.pdf"), "Test.Virus")
    assert results(client, "platypus") == []


def queries_sha256(app: Flask, cast: Cast, slug: str, name: str) -> str:
    with app.app_context():
        practice = queries.practice_by_slug(slug, viewer=cast.alice)
        files = queries.latest_revision(practice).content["files"]
        return next(each["sha256"] for each in files if each["name"] == name)


def test_words_of_a_practice_come_before_the_same_words_in_a_file(
    with_files, app, cast, client, sign_in
):
    with_files("In a file", {"plan.docx": making.docx_file(*["Quokka quokka quokka."] * 50)})
    long = "Many other words stand here. " * 400 + "One quokka."
    write(app, cast.alice, cast.midvale, "In a long text", long)
    sign_in(client, cast.charlie)
    found = [each["title"] for each in results(client, "quokka")]
    assert found == ["In a long text", "In a file"]


def test_a_long_file_does_not_push_a_practice_down(with_files, app, cast, client, sign_in):
    write(app, cast.alice, cast.midvale, "Quokka club one")
    long = pdf(*["Many other words stand here, such as these and those. " * 30] * 20)
    with_files("Quokka club two", {"long.pdf": long})
    sign_in(client, cast.charlie)
    first, second = results(client, "quokka club")
    assert first["score"] == second["score"]


def test_a_phrase_in_a_file_is_found(with_files, cast, client, sign_in):
    with_files("Animal club", {"plan.docx": QUOKKAS})
    sign_in(client, cast.charlie)
    assert len(results(client, '"met the quokka"')) == 1
    assert results(client, '"quokka met"') == []


def test_a_page_far_into_a_long_document_gives_its_passage(with_files, cast, client, sign_in):
    words = ["Other words of this plan."] * 2000
    with_files("Animal club", {"plan.docx": making.docx_file(*words, "A wombat at last.")})
    sign_in(client, cast.charlie)
    assert "A <mark>wombat</mark> at last." in page_text(client.get("/search?q=wombat"))


def test_ten_results_with_files_cost_one_query_more(
    app, with_files, cast, client, sign_in, count_queries
):
    sign_in(client, cast.charlie)
    with_files("Quokka words", {})
    client.get("/search?q=quokka")
    with count_queries() as without:
        client.get("/search?q=quokka")
    for number in range(10):
        with_files(f"Club {number}", {"plan.docx": QUOKKAS, "rota.pdf": ROTA})
    client.get("/search?q=platypus")
    with count_queries(at_most=len(without) + 1):
        page = client.get("/search?q=platypus")
    assert page_text(page).count(", page 3: ") == 10


def test_an_index_of_an_older_portal_is_built_anew_by_itself(
    with_files, app, cast, client, sign_in
):
    with_files("Animal club", {"plan.docx": QUOKKAS})
    folder = app.config["SETTINGS"].search_index
    (current,) = folder.glob("index-*")
    old = current.rename(folder / "index-0123456789ab")
    (folder / "CURRENT").write_text(f"{old.name}\n")
    sign_in(client, cast.charlie)
    assert "Search is being repaired" in page_text(client.get("/search?q=quokka"))
    wait_for_repair()
    assert titles(client.get("/search?q=quokka")) == ["Animal club"]
    assert not old.exists()


def test_a_save_survives_a_search_that_fails_while_a_file_is_read(
    app, cast, client, sign_in, monkeypatch
):
    slug = write(app, cast.alice, cast.midvale, "Animal club")
    sign_in(client, cast.alice)
    monkeypatch.setattr(index, "catch_up", lambda **_: 1 / 0)
    attach(app, cast.alice, slug, {"plan.docx": QUOKKAS})
    with app.app_context():
        (stored,) = db.session.query(StoredFile).all()
        assert stored.reading_state == "read"
        assert upload(QUOKKAS, "a.docx").sha256 == stored.sha256
