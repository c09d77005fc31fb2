"""What happens when the machine fails: no room, no rights, a process that is killed."""

import io
import os
import signal
import subprocess
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest

from portal import clock
from portal.db import db
from portal.errors import Busy
from portal.storage import hooks, places, reading, services
from portal.storage.models import StoredFile
from portal.storage.receiving import receive
from tests.unit.storage import making

CHECKOUT = Path(__file__).parents[3]


def fresh(file: StoredFile) -> StoredFile:
    db.session.rollback()
    return db.session.get_one(StoredFile, file.sha256, populate_existing=True)


def slow_file() -> bytes:
    """Make a workbook that takes some seconds to read."""
    rows = b"".join(b"<row><c><x/><v>%d</v></c></row>" % n for n in range(250_000))
    sheet = b"<worksheet><sheetData>" + rows + b"</sheetData></worksheet>"
    return making.changed(making.xlsx_file(), add={"xl/worksheets/sheet1.xml": sheet})


@pytest.fixture
def unread(store, monkeypatch):
    """Store a file that nobody reads yet."""

    def unread(content: bytes) -> StoredFile:
        with monkeypatch.context() as patch:
            patch.setattr(reading, "read_waiting", lambda: None)
            return store(content)

    return unread


def test_a_store_that_cannot_take_the_file_undoes_the_row(app_context):
    upload = receive(io.BytesIO(making.docx_file()), name="a.docx", folder=places.root())
    (places.root() / upload.sha256[:2]).write_text("in the way")
    with pytest.raises(Busy, match="Nothing was changed"):
        services.adopt(upload)
    (places.root() / upload.sha256[:2]).unlink()
    services.discard(upload)
    assert db.session.get(StoredFile, upload.sha256) is None
    assert not upload.path.exists()


def test_a_file_whose_reader_was_killed_is_read_when_its_claim_has_run_out(app, unread):
    file = unread(slow_file())
    settings = app.config["SETTINGS"]
    environment = {
        "PORTAL_DATA": settings.data,
        "PORTAL_SEARCH_INDEX": settings.search_index,
        "PORTAL_ASSETS": settings.assets,
        "PORTAL_DATABASE_URL": settings.database_url,
        "PORTAL_SECRET_KEY": settings.secret_key,
        "PATH": os.environ["PATH"],
    }
    reader = subprocess.Popen(
        [sys.executable, "-m", "portal.cli", "storage", "read"],
        cwd=CHECKOUT,
        env={name: str(value) for name, value in environment.items()},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    while fresh(file).claimed_until is None:
        assert reader.poll() is None, reader.communicate()[0]
        time.sleep(0.02)
    reader.send_signal(signal.SIGKILL)
    reader.communicate()
    assert reader.returncode == -signal.SIGKILL
    assert fresh(file).reading_state == "waiting"
    assert reading.read_now() == 0
    file.claimed_until = clock.now() - timedelta(seconds=1)
    db.session.commit()
    assert reading.read_now() == 1
    assert fresh(file).reading_state == "read"


def test_a_file_that_ends_every_reader_is_given_up(unread):
    file = unread(making.docx_file())
    file.tries = reading.MOST_TRIES
    db.session.commit()
    assert reading.read_now() == 1
    assert fresh(file).reading_state == "unreadable"
    assert file.problem == reading.GAVE_UP


def test_two_readers_never_take_the_same_file(app, unread):
    files = [unread(making.docx_file(f"Words {number}")) for number in range(4)]
    told, start = [], threading.Barrier(2)
    hooks.on_read(app, told.append)

    def read() -> None:
        with app.app_context():
            start.wait(timeout=20)
            reading.read_now()

    threads = [threading.Thread(target=read) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(told) == sorted(file.sha256 for file in files)


def test_a_waiting_file_whose_bytes_are_gone_is_marked_and_read_when_they_are_back(unread, store):
    file = unread(making.docx_file("Words"))
    path = places.place(places.root(), file.sha256)
    content = path.read_bytes()
    path.unlink()
    assert reading.read_now() == 0
    assert fresh(file).is_missing
    store(content)
    assert (fresh(file).is_missing, file.reading_state) == (False, "read")


def test_a_reader_that_fails_is_logged_and_the_next_wish_starts_another(
    app, store, monkeypatch, caplog
):
    with monkeypatch.context() as patch:
        patch.setattr(reading, "read_now", lambda: 1 / 0)
        file = store(making.docx_file())
    assert "failed; they are tried again later" in caplog.text
    reading.read_waiting().join(timeout=60)
    assert fresh(file).reading_state == "read"
