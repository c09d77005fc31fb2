import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.errors import Invalid
from portal.practices.library.importing import parse

PRISONS = {"ex4": 4, "example-midvale": 4}
GOOD = {"external_id": "a", "kind": "practice_note", "title": "T", "summary": "S", "body": "B"}


def line(**changes: Any) -> bytes:
    return json.dumps(GOOD | changes).encode()


def test_a_good_line_becomes_a_practice() -> None:
    (each,) = parse([line(prison="EX4", tags=["reading", "Wing gate"])], PRISONS)
    assert (each.external_id, each.kind, each.prison_id) == ("a", "practice_note", 4)
    assert each.content.themes == ("reading",)
    assert each.content.tags == ("wing gate",)


def test_blank_lines_and_missing_optional_values_are_fine() -> None:
    bare = {key: GOOD[key] for key in ("external_id", "kind", "title", "body")}
    assert len(parse([b"\n", json.dumps(bare).encode(), b"  "], PRISONS)) == 1


@pytest.mark.parametrize(
    "bad",
    [
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe",
        b"[" * 100_000,
        line(kind="poem"),
        line(title=""),
        line(title=None),
        line(title=["x"]),
        line(body=7),
        line(external_id=""),
        line(external_id="x" * 201),
        line(prison="Nowhere"),
        line(tags="reading"),
        line(tags=[1]),
        line(colour="red"),
        line(title="nul \0"),
    ],
)
def test_a_bad_line_is_reported_with_its_number(bad: bytes) -> None:
    with pytest.raises(Invalid) as caught:
        parse([line(), b"", bad], PRISONS)
    assert list(caught.value.problems) == ["line 3"]
    assert caught.value.problems["line 3"].startswith("Line 3: ")


def test_the_same_external_id_twice_is_a_mistake() -> None:
    with pytest.raises(Invalid, match="Line 2"):
        parse([line(), line(title="Other")], PRISONS)


@given(st.lists(st.binary(max_size=200), max_size=5))
def test_rubbish_is_refused_and_never_crashes(lines: list[bytes]) -> None:
    with suppress(Invalid):
        parse(lines, PRISONS)
