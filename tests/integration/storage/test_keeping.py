import io
import stat
import threading

import pytest
from sqlalchemy import func, select

from portal.db import db
from portal.errors import NotFound
from portal.storage import hooks, places, queries, services
from portal.storage.media_types import DOCX, PDF
from portal.storage.models import StoredFile, StoredPage
from portal.storage.receiving import receive
from tests.unit.storage import making

DOCX_BYTES = making.docx_file("Reading mentors meet people on the wing.")


def count(model) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model))


def fresh(file: StoredFile) -> StoredFile:
    db.session.rollback()
    return db.session.get_one(StoredFile, file.sha256, populate_existing=True)


def received():
    return receive(io.BytesIO(DOCX_BYTES), name="plan.docx", folder=places.root())


def on_disk() -> list:
    return [path for path in places.root().rglob("*") if path.is_file()]


def test_a_file_is_kept_closed_to_other_accounts_and_read_after_the_commit(store):
    file = fresh(store(DOCX_BYTES))
    path = queries.open_stored(file.sha256)
    assert path.read_bytes() == DOCX_BYTES
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert on_disk() == [path]
    assert (file.media_type, file.size) == (DOCX, len(DOCX_BYTES))
    assert (file.reading_state, file.scan_state, file.problem) == ("read", "not_scanned", "")
    assert file.properties["author"] == "Robin Reed"
    pages = queries.pages_of([file.sha256])[file.sha256]
    assert [page.number for page in pages] == [1]
    assert "Reading mentors" in pages[0].text
    assert queries.files_by_sha256([file.sha256, "0" * 64]) == {file.sha256: file}


def test_the_same_bytes_are_kept_once(store):
    store(DOCX_BYTES)
    store(DOCX_BYTES, name="Another name.docx")
    assert count(StoredFile) == 1
    assert len(on_disk()) == 1


def test_what_is_undone_leaves_neither_row_nor_bytes(app_context, fails_after):
    upload = received()
    with pytest.raises(RuntimeError):
        fails_after(lambda: services.adopt(upload))
    services.discard(upload)
    assert count(StoredFile) == 0
    assert on_disk() == []


def test_what_is_undone_takes_nothing_from_another_row(store, fails_after):
    file, upload = store(DOCX_BYTES), received()
    with pytest.raises(RuntimeError):
        fails_after(lambda: services.adopt(upload))
    services.discard(upload)
    assert queries.open_stored(file.sha256).read_bytes() == DOCX_BYTES
    assert len(on_disk()) == 1


def test_the_same_bytes_from_many_at_once_all_succeed(app):
    start, failed = threading.Barrier(4), []

    def upload() -> None:
        try:
            with app.app_context():
                got = received()
                start.wait(timeout=20)
                services.adopt(got)
                services.discard(got)
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=upload) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert failed == []
    with app.app_context():
        assert count(StoredFile) == 1
        hooks.of(app).thread and hooks.of(app).thread.join(timeout=60)
        assert len(on_disk()) == 1


def test_a_file_that_cannot_be_read_stays_and_says_why(store):
    file = fresh(store(b"%PDF-1.7 and no more", name="a.pdf"))
    assert (file.media_type, file.reading_state) == (PDF, "unreadable")
    assert "damaged" in file.problem
    assert queries.pages_of([file.sha256]) == {}
    assert queries.open_stored(file.sha256)


def test_whoever_wants_to_know_is_told_in_the_same_transaction(app, store):
    told = []
    hooks.on_read(app, lambda sha256: told.append(len(queries.pages_of([sha256])[sha256])))
    store(DOCX_BYTES)
    assert told == [1]


def test_one_who_fails_when_told_takes_nothing_from_what_was_read(app, store, caplog):
    def fails(sha256: str) -> None:
        db.session.add(StoredPage(sha256=sha256, number=1, text="twice"))
        db.session.flush()

    told = []
    hooks.on_read(app, fails)
    hooks.on_read(app, told.append)
    file = fresh(store(DOCX_BYTES))
    assert file.reading_state == "read"
    assert told == [file.sha256]
    assert "telling that a file was read failed" in caplog.text


def test_bytes_that_are_gone_or_unknown_are_not_found_in_plain_words(store):
    file = store(DOCX_BYTES)
    places.place(places.root(), file.sha256).unlink()
    for sha256 in (file.sha256, "0" * 64):
        with pytest.raises(NotFound, match="missing from the portal"):
            queries.open_stored(sha256)


def test_many_files_are_found_in_one_query_each(store, count_queries):
    shas = [store(making.docx_file(f"Words {n}")).sha256 for n in range(3)]
    with count_queries(at_most=2):
        assert len(queries.files_by_sha256(shas)) == 3
        assert len(queries.pages_of(shas)) == 3
