import pytest

from portal.search import cli as search_cli
from tests.integration.cli.conftest import Folder


def test_status_counts_what_is_there(ready: Folder) -> None:
    result = ready.run("search", "status")
    assert result.exit_code == 0
    there, _of, expected, *rest = result.output.split()
    assert there == expected
    assert int(there) > 30
    assert " ".join(rest) == "documents, 0 changes behind"


def test_catching_up_with_nothing_new_is_fine(ready: Folder) -> None:
    result = ready.run("search", "catch-up")
    assert (result.exit_code, result.output) == (0, "The index is up to date.\n")


def test_catching_up_does_not_mend_behind_the_back(ready: Folder) -> None:
    pointer = ready.path / "search_index" / "CURRENT"
    pointer.unlink()
    result = ready.run("search", "catch-up")
    assert result.exit_code == 1
    assert result.output == (
        f"Error: there is no index in {pointer.parent}. Run: portal search rebuild\n"
    )
    assert not pointer.exists()


def test_a_busy_index_is_told(ready: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search_cli, "PATIENCE", 0.1)
    monkeypatch.setattr(search_cli.services, "catch_up", lambda patience: False)
    result = ready.run("search", "catch-up")
    assert result.exit_code == 1
    assert result.output.startswith("Error: Something else is writing the index.")


def test_a_rebuild_leaves_one_index(ready: Folder) -> None:
    folder = ready.path / "search_index"
    (before,) = folder.glob("index-*")
    assert ready.run("search", "rebuild").exit_code == 0
    (after,) = folder.glob("index-*")
    assert before != after


def test_a_folder_that_cannot_be_written_is_told_in_one_line(ready: Folder) -> None:
    folder = ready.path / "search_index"
    folder.chmod(0o500)
    result = ready.process("search", "rebuild")
    folder.chmod(0o700)
    assert result.returncode == 1
    assert result.stderr.startswith("Error: The index could not be written: ")
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize("word", ["status", "catch-up", "rebuild"])
def test_without_a_database_it_says_what_to_run(empty: Folder, word: str) -> None:
    result = empty.run("search", word)
    assert result.exit_code == 1
    assert result.output.endswith("Run: portal init\n")
    assert result.output.count("\n") == 1
