import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from portal.cli.check import NOT_MIGRATED
from tests.integration.cli.conftest import Folder

FINE = [
    "Settings",
    "Data folder",
    "Styles and scripts",
    "Disk space",
    "Mail",
    "Database",
    "Stored data",
    "Search index",
    "Demo people",
]


def problems(output: str) -> list[str]:
    return [
        line.removeprefix("PROBLEM ") for line in output.splitlines() if line.startswith("PROBLEM")
    ]


def only_problem(folder: Folder, **more: str) -> str:
    result = folder.run("check", **more)
    assert result.exit_code == 1, result.output
    found = problems(result.output)
    assert len(found) == 1, result.output
    return found[0]


def execute(folder: Folder, *statements: str) -> None:
    connection = sqlite3.connect(folder.path / "var" / "portal.sqlite3")
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


def listing(folder: Path) -> list[tuple[str, bytes]]:
    # SQLite makes and removes the files beside its own as it likes.
    kept = (path for path in sorted(folder.rglob("*")) if path.suffix[-4:] not in ("-wal", "-shm"))
    return [(str(path), path.read_bytes()) for path in kept if path.is_file()]


def test_all_is_well_after_init_and_nothing_is_written(ready: Folder) -> None:
    before = listing(ready.path)
    result = ready.run("check")
    assert result.exit_code == 0, result.output
    lines = result.output.splitlines()
    assert [line.split(":")[0] for line in lines] == [f"OK      {about}" for about in FINE]
    assert listing(ready.path) == before


def test_an_empty_folder_has_no_database_and_stays_empty(empty: Folder) -> None:
    file = empty.path / "var" / "portal.sqlite3"
    assert only_problem(empty) == f"Database: {file} is not there. Run: portal init"
    assert list(empty.path.iterdir()) == []


def test_a_database_that_was_not_migrated_is_told(ready: Folder) -> None:
    execute(ready, "DELETE FROM alembic_version")
    assert only_problem(ready) == f"Database: {NOT_MIGRATED}"


def test_a_file_that_is_no_database_is_told(ready: Folder) -> None:
    (ready.path / "var" / "portal.sqlite3").write_bytes(b"not a database" * 1000)
    assert only_problem(ready) == "Database: The database refused: file is not a database."


def test_a_database_server_that_does_not_answer_is_told(ready: Folder) -> None:
    url = f"postgresql://portal:hush@/portal?host={ready.path}"
    result = ready.run("check", DATABASE_URL=url)
    assert result.exit_code == 1
    (found,) = problems(result.output)
    assert found.startswith("Database: The database refused: connection")
    assert found.endswith("failed: No such file or directory.")
    assert "hush" not in result.output


def test_rows_that_point_nowhere_are_told(ready: Folder) -> None:
    execute(ready, "UPDATE user_account SET prison_id = 99999 WHERE email = 'bob@example.org'")
    assert only_problem(ready) == (
        "Stored data: damaged (PRAGMA foreign_key_check: user_account). "
        "Restore a backup; see docs/operations.md"
    )


def delete(index: Path) -> None:
    shutil.rmtree(index)


def empty_out(index: Path) -> None:
    for path in index.glob("index-*/*"):
        path.unlink()


def scramble(index: Path) -> None:
    for path in index.glob("index-*/*"):
        path.write_bytes(b"\x00scrambled" * 50)


def forget(index: Path) -> None:
    (index / "CURRENT").unlink()


# Whoosh leaves a file open where it cannot read it.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("harm", [delete, empty_out, scramble, forget])
def test_a_broken_index_is_told_and_a_rebuild_mends_it(
    ready: Folder, harm: Callable[[Path], None]
) -> None:
    harm(ready.path / "search_index")
    problem = only_problem(ready)
    assert problem.startswith("Search index: ")
    assert problem.endswith(". Run: portal search rebuild")
    assert ready.run("search", "status").exit_code == 1
    rebuilt = ready.run("search", "rebuild")
    assert rebuilt.exit_code == 0
    assert "documents are in the index." in rebuilt.output
    assert ready.run("check").exit_code == 0
    assert ready.run("search", "status").exit_code == 0


def test_an_index_that_has_not_seen_every_change_is_told_and_catches_up(ready: Folder) -> None:
    execute(ready, "INSERT INTO search_change (key, at) VALUES ('practice:1', '2026-01-01')")
    assert only_problem(ready).endswith("1 changes behind. Run: portal search catch-up")
    assert ready.run("search", "catch-up").exit_code == 0
    assert ready.run("check").exit_code == 0


def test_an_index_of_a_database_that_was_put_back_is_told(ready: Folder) -> None:
    execute(ready, "DELETE FROM search_change WHERE id > 1")
    for words in (("check",), ("search", "status"), ("search", "catch-up")):
        result = ready.run(*words)
        assert result.exit_code == 1
        assert "the index is ahead of the database" in result.output
    assert ready.run("search", "rebuild").exit_code == 0
    assert ready.run("check").exit_code == 0


def test_an_index_that_this_account_cannot_write_is_told(ready: Folder) -> None:
    index = next((ready.path / "search_index").glob("index-*"))
    index.chmod(0o500)
    result = ready.process("check")
    assert problems(result.stdout) == [f"Search index: {index} cannot be written by this account"]
    assert (result.returncode, result.stderr) == (1, "")
    index.chmod(0o700)
    assert ready.process("check").returncode == 0


def test_a_database_that_this_account_cannot_write_is_told(ready: Folder) -> None:
    file = ready.path / "var" / "portal.sqlite3"
    file.chmod(0o400)
    result = ready.process("check")
    assert f"Data folder: {file} cannot be written by this account" in problems(result.stdout)
    assert (result.returncode, result.stderr) == (1, "")


def test_a_disk_that_is_nearly_full_is_told(ready: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    used = shutil.disk_usage(ready.path)._replace(free=499 * 1024**2)
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: used)
    assert only_problem(ready).startswith("Disk space: only 499 MB free in ")


def test_missing_styles_are_told(ready: Folder, tmp_path: Path) -> None:
    problem = "Styles and scripts: missing or out of date. Run: portal init"
    assert only_problem(ready, ASSETS=str(tmp_path / "none")) == problem


def test_demo_people_left_in_a_portal_for_real_are_told(ready: Folder) -> None:
    assert only_problem(ready, DEMO="false") == (
        "Demo people: 5 demo people are left, who cannot sign in. Run: portal demo remove"
    )


def test_each_wrong_setting_has_its_line(empty: Folder) -> None:
    result = empty.run("check", ENVIRONMENT="production", DEMO="true", SESSION_HOURS="x")
    assert result.exit_code == 1
    assert problems(result.output) == [
        "Settings: PORTAL_SESSION_HOURS: 'x' is not a whole number from 1 to 168",
        "Settings: PORTAL_DEMO: demo sign-ins must be off in production",
        "Settings: PORTAL_PUBLIC_URL: give the https:// address that people use",
    ]


def test_mail_that_is_set_shows_who_sends_and_no_password(ready: Folder) -> None:
    result = ready.run("check", MAIL_URL="smtps://name:hush@mail.example.org")
    assert "OK      Mail: sent from practice-exchange@localhost" in result.output
    assert "hush" not in result.output
