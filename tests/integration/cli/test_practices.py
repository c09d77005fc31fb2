import json
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.db import db
from portal.practices.models import Practice
from tests.integration.cli.conftest import Folder


def row(number: int, **more: object) -> dict[str, object]:
    basis = {"external_id": f"doc-{number}", "kind": "scheme", "title": f"Title {number}"}
    return basis | {"body": "Mentors sat with learners.", "prison": "EX4"} | more


def written(path: Path, *lines: object) -> str:
    """Write one line for each; text and bytes go in as they are."""
    with path.open("wb") as file:
        for line in lines:
            text = line if isinstance(line, bytes) else json.dumps(line).encode()
            file.write(text + b"\n")
    return str(path)


def count() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Practice)) or 0


@pytest.mark.usefixtures("inside")
def test_a_file_comes_in_and_again_changes_nothing(ready: Folder, tmp_path: Path) -> None:
    before = count()
    file = written(tmp_path / "in.jsonl", row(1), b"", row(2, tags=["reading", "chess"]))
    result = ready.run("practices", "import", file)
    assert result.exit_code == 0, result.output
    assert "2 created, 0 updated, 0 unchanged, 0 left alone" in result.output
    assert count() == before + 2
    assert ready.run("check").exit_code == 0
    again = ready.run("practices", "import", file)
    assert "0 created, 0 updated, 2 unchanged, 0 left alone" in again.output
    newer = written(tmp_path / "in.jsonl", row(1), row(2, body="Better."))
    assert "0 created, 1 updated, 1 unchanged" in ready.run("practices", "import", newer).output
    assert count() == before + 2


HOSTILE = {
    "no JSON": b"{",
    "no object": b"[1, 2]",
    "not UTF-8": b'{"external_id": "\xff\xfe"}',
    "nested without end": b"[" * 100_000,
    "a number without end": b'{"external_id": ' + b"9" * 5000 + b"}",
    "too long": b'"' + b"x" * 2_000_001 + b'"',
    "a binary file": bytes(range(256)).replace(b"\n", b""),
    "unknown key": row(2, password="x"),
    "unknown kind": row(2, kind="poem"),
    "unknown prison": row(2, prison="nowhere"),
    "no body": row(2, body=""),
    "body of another type": row(2, body=["x"]),
    "tags of another type": row(2, tags="reading"),
    "tags of numbers": row(2, tags=[1]),
    "an earlier line's name": row(1),
    "half a character in its name": row(2, external_id="\ud800"),
    "a NUL in its name": row(2, external_id="x\0y"),
    "half a character": b'{"external_id": "x", "kind": "scheme", "title": "\\ud800", "body": "B"}',
}


@pytest.mark.parametrize("line", HOSTILE.values(), ids=HOSTILE)
def test_one_bad_line_is_named_and_nothing_comes_in(
    ready: Folder, inside: Flask, tmp_path: Path, line: object
) -> None:
    before = count()
    file = written(tmp_path / "in.jsonl", row(1), line, row(3))
    result = ready.run("practices", "import", file)
    assert result.exit_code == 1
    assert "Line 2: " in result.output
    assert result.output.endswith("Error: Nothing was imported. Correct these lines first.\n")
    assert max(map(len, result.output.splitlines())) < 300
    assert count() == before


def test_what_can_never_be_published_is_refused_with_its_line(
    ready: Folder, inside: Flask, tmp_path: Path
) -> None:
    before = count()
    body = "We met.\n\nAsk A1234BC about it."
    file = written(tmp_path / "in.jsonl", row(1), row(2, body=body))
    result = ready.run("practices", "import", file)
    assert result.exit_code == 1
    assert "Line 2: “A1234BC” in the text: This looks like a prison number." in result.output
    assert count() == before


def test_what_would_need_a_reason_is_counted_and_comes_in(ready: Folder, tmp_path: Path) -> None:
    body = "Ring 07700 900123 or 07700 900456."
    result = ready.run("practices", "import", written(tmp_path / "in.jsonl", row(1, body=body)))
    assert result.exit_code == 0
    assert "1 created" in result.output
    assert "Look through these: 2 places look like personal data" in result.output


def test_an_empty_file_is_no_problem(ready: Folder, tmp_path: Path) -> None:
    result = ready.run("practices", "import", written(tmp_path / "in.jsonl"))
    assert result.exit_code == 0
    assert "0 created" in result.output


def test_a_file_that_is_not_there_is_named(ready: Folder, tmp_path: Path) -> None:
    result = ready.run("practices", "import", str(tmp_path / "none.jsonl"))
    assert result.exit_code == 2
    assert "none.jsonl' does not exist" in result.output
