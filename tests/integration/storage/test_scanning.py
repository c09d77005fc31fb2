import socket
from datetime import timedelta

import pytest

from portal import clock
from portal.db import db
from portal.errors import Invalid, NotFound
from portal.storage import hooks, places, queries, reading
from portal.storage.models import StoredFile
from portal.storage.scanning import NotScanned, ScannerDown, scan
from tests.integration.storage.conftest import wait_for_reader
from tests.portals import make_settings
from tests.unit.storage import making

CLEAN = making.docx_file("Nothing bad.")
# A picture with more behind its end, as a hidden program would stand.
INFECTED = making.picture("PNG") + making.EICAR


@pytest.fixture
def settings(tmp_path, assets, database_url, scanner):
    address = f"unix:{scanner.socket}"
    return make_settings(tmp_path / "data", assets, database_url=database_url, clamd=address)


def fresh(file: StoredFile) -> StoredFile:
    db.session.rollback()
    return db.session.get_one(StoredFile, file.sha256, populate_existing=True)


def test_a_clean_file_is_closed_until_it_was_scanned(store, app):
    file = store(CLEAN, wait=False)
    assert file.scan_state == "waiting"
    wait_for_reader(app)
    file = fresh(file)
    assert (file.scan_state, file.reading_state) == ("clean", "read")
    assert queries.open_stored(file.sha256).read_bytes() == CLEAN


def test_an_infected_file_is_deleted_and_never_taken_again(store, caplog):
    file = fresh(store(INFECTED, name="a.png"))
    assert file.scan_state == "infected"
    assert "Test.Eicar" in file.scan_words
    assert file.reading_state == "unreadable"
    assert not places.place(places.root(), file.sha256).exists()
    with pytest.raises(NotFound, match="virus"):
        queries.open_stored(file.sha256)
    with pytest.raises(Invalid, match="virus"):
        store(INFECTED, name="b.png")
    assert not places.place(places.root(), file.sha256).exists()
    assert "a virus was found" in caplog.text


def test_while_the_scanner_is_down_files_wait_and_it_is_logged_once(store, scanner, caplog, app):
    scanner.stop()
    try:
        first, second = store(CLEAN), store(making.docx_file("More."))
        for file in (first, second):
            assert fresh(file).scan_state == "waiting"
            with pytest.raises(NotFound, match="being checked"):
                queries.open_stored(file.sha256)
        assert caplog.text.count("does not answer") == 1
    finally:
        scanner.start()
    assert reading.read_now() == 0  # it rests for a minute
    hooks.of(app).scanner_rests_until = clock.now() - timedelta(seconds=1)
    assert reading.read_now() == 2
    assert {fresh(file).scan_state for file in (first, second)} == {"clean"}
    assert hooks.of(app).scanner_rests_until is None


def test_a_scanner_that_was_taken_away_lets_waiting_files_through(store, scanner, app):
    scanner.stop()
    try:
        file = store(CLEAN)
        object.__setattr__(app.config["SETTINGS"], "clamd", "")
        hooks.of(app).scanner_rests_until = None
        reading.read_now()
    finally:
        scanner.start()
    assert (fresh(file).scan_state, file.reading_state) == ("not_scanned", "read")


def test_a_file_too_long_for_the_scanner_is_not_taken_for_clean(scanner, tmp_path):
    long = tmp_path / "long"
    with long.open("wb") as file:
        file.truncate(40 * 1024**2)
    with pytest.raises(NotScanned):
        scan(f"unix:{scanner.socket}", long)


def test_a_file_that_the_scanner_refuses_stays_closed_and_holds_up_no_other(
    store, monkeypatch, caplog
):
    def refuse(_address, path):
        if path.stat().st_size == len(CLEAN):
            raise NotScanned("it was too long")
        return ""

    monkeypatch.setattr(reading, "scan", refuse)
    refused, other = store(CLEAN), store(making.pdf_file(), name="a.pdf")
    assert (fresh(refused).scan_state, fresh(other).scan_state) == ("waiting", "clean")
    assert refused.tries == 0
    assert "could not be scanned and stays closed: it was too long" in caplog.text
    assert reading.read_now() == 0


def test_a_scanner_on_another_machine_that_does_not_answer_is_down(tmp_path, unused_port):
    (tmp_path / "file").write_bytes(CLEAN)
    with pytest.raises(ScannerDown):
        scan(f"tcp://127.0.0.1:{unused_port}", tmp_path / "file")


@pytest.fixture
def unused_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]
