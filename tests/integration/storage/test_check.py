import os
import time
from datetime import timedelta

import pytest

from portal import clock
from portal.cli import main
from portal.db import db
from portal.storage import hooks, places, queries
from portal.storage.cli import storage_cli
from portal.storage.models import StoredFile, StoredPage
from tests.unit.storage import making

TWO_DAYS = 2 * 86_400


@pytest.fixture
def check(app):
    """Run the command; give its exit code and what it says."""

    def check(*options: str) -> tuple[int, str]:
        done = app.test_cli_runner().invoke(storage_cli, ["check", *options])
        return done.exit_code, done.output

    return check


def age(path) -> None:
    os.utime(path, (time.time() - TWO_DAYS,) * 2)


def row(file: StoredFile) -> StoredFile | None:
    db.session.rollback()
    return db.session.get(StoredFile, file.sha256, populate_existing=True)


def path_of(file: StoredFile):
    return places.place(places.root(), file.sha256)


def test_the_command_is_part_of_portal():
    assert main.commands["storage"] is storage_cli


def test_a_store_in_order_says_so(store, check):
    store(making.docx_file())
    assert check() == (0, "The files are in order.\n")


def test_an_empty_store_is_in_order(check):
    assert check()[0] == 0


def test_a_row_without_bytes_is_named_and_marked_until_they_are_back(store, check):
    content = making.docx_file()
    file = store(content)
    path_of(file).unlink()
    code, said = check()
    assert code == 1
    assert f"{file.sha256}: its bytes are gone" in said
    assert not row(file).is_missing
    assert check("--mend")[0] == 1  # nobody can make them up
    assert row(file).is_missing
    path_of(file).write_bytes(content)
    assert check("--mend")[0] == 0
    assert not row(file).is_missing


def test_bytes_that_changed_are_set_aside_until_they_are_attached_again(store, check):
    content = making.docx_file()
    file = store(content)
    path_of(file).write_bytes(b"changed")
    code, said = check()
    assert code == 1
    assert "not what was uploaded" in said
    check("--mend")
    (aside,) = (places.root() / "quarantine").iterdir()
    assert aside.read_bytes() == b"changed"
    assert row(file).is_missing
    store(content)  # somebody attaches it again
    assert check()[0] == 0
    assert queries.open_stored(file.sha256).read_bytes() == content


def test_bytes_that_no_row_knows_are_removed_when_they_are_old(store, check):
    file = store(making.docx_file())
    young, old = (places.place(places.root(), sign * 64) for sign in "ab")
    for path in (young, old):
        path.parent.mkdir(parents=True)
        path.write_bytes(b"x")
    age(old)
    assert check()[0] == 1
    assert old.exists()
    assert check("--mend")[0] == 0
    assert not old.exists()
    assert young.exists()
    assert path_of(file).exists()


def test_a_file_that_nothing_refers_to_goes_after_a_day(app, store, check):
    used, young, unused = (store(making.docx_file(words)) for words in ("a", "b", "c"))
    for file in (used, unused):
        file.adopted_at = clock.now() - timedelta(days=2)
    db.session.commit()
    hooks.of(app).in_use.clear()
    assert check()[0] == 0  # nobody has said what is in use
    hooks.references(app, lambda: {used.sha256})
    code, said = check()
    assert code == 1
    assert f"{unused.sha256}: nothing refers to it" in said
    assert check("--mend")[0] == 0
    assert (row(unused), path_of(unused).exists()) == (None, False)
    assert queries.pages_of([unused.sha256]) == {}
    assert row(used)
    assert row(young)


def test_a_file_that_came_into_use_meanwhile_stays(app, store):
    from portal.storage.check import findings

    file, used = store(making.docx_file()), set()
    file.adopted_at = clock.now() - timedelta(days=2)
    db.session.commit()
    hooks.references(app, lambda: used)
    (found,) = findings()
    used.add(file.sha256)
    found.mend()
    assert row(file)
    assert path_of(file).exists()


def test_old_uploads_are_removed_and_young_ones_left(app_context, check):
    incoming = places.root() / "incoming"
    incoming.mkdir(parents=True)
    for name in ("old", "young"):
        (incoming / name).write_bytes(b"x")
    age(incoming / "old")
    assert check()[0] == 1
    assert check("--mend")[0] == 0
    assert [path.name for path in incoming.iterdir()] == ["young"]


def test_what_waits_too_long_is_read(store, check):
    file = row(store(making.docx_file()))
    file.reading_state, file.adopted_at = "waiting", clock.now() - timedelta(hours=2)
    db.session.query(StoredPage).delete()
    db.session.commit()
    assert "waiting to be scanned or read" in check()[1]
    assert check("--mend")[0] == 0
    assert row(file).reading_state == "read"
    assert queries.pages_of([file.sha256])
