import pytest

from portal.matching.core import METHODS
from portal.matching.similar.weights import read_weights

MEN = METHODS["record"]["adult_men"]
BOYS = METHODS["record"]["under_18"]


def test_an_address_without_weights_gives_the_usual_ones() -> None:
    found = read_weights({}, [MEN])
    assert [(field.name, field.typed, field.usual) for field in found.fields] == [
        ("weight.time-left-to-serve", "25", 25),
        ("weight.category-and-function", "20", 20),
        ("weight.who-it-holds", "10", 10),
        ("weight.size", "10", 10),
    ]
    assert (found.moved, found.problems, found.address) == ({}, [], {})


def test_only_what_was_moved_counts_as_moved_and_shares_follow() -> None:
    typed = {"weight.size": " 65 ", "weight.who-it-holds": "0", "weight.time-left-to-serve": "25"}
    found = read_weights(typed, [MEN])
    assert found.moved == {"Size": 65, "Who it holds": 0}
    assert found.address == {"weight.size": "65", "weight.who-it-holds": "0"}
    assert [field.share_said for field in found.fields] == [
        "Counts for about a quarter of the answer",
        "Counts for about a fifth of the answer",
        "Does not count",
        "Counts for about three fifths of the answer",
    ]


@pytest.mark.parametrize("text", ["", "x", "-1", "101", "1e2", "12.5", "٣", "1" * 5000, "<b>"])
def test_what_is_not_a_weight_is_told_and_kept_and_changes_nothing(text: str) -> None:
    found = read_weights({"weight.size": text, "weight.who-it-holds": "50"}, [MEN])
    assert found.problems == [("weight-size", "Size must be a whole number from 0 to 100")]
    assert found.moved == {}
    assert {field.name: field.typed for field in found.fields}["weight.size"] == text
    assert {field.name: field.typed for field in found.fields}["weight.who-it-holds"] == "50"


def test_something_must_count_in_every_block() -> None:
    nothing = dict.fromkeys((field.name for field in read_weights({}, [MEN]).fields), "0")
    assert [problem for _, problem in read_weights(nothing, [MEN]).problems] == [
        "At least one thing must count for more than 0"
    ]
    only_time = nothing | {"weight.time-left-to-serve": "25"}
    assert not read_weights(only_time, [MEN]).problems
    assert read_weights(only_time, [MEN, BOYS]).problems


@pytest.mark.parametrize("size", ["1", "2", "3", "99", "100"])
@pytest.mark.parametrize("other", ["1", "100"])
def test_a_weight_that_counts_is_never_called_nothing_or_all(size: str, other: str) -> None:
    typed = {"weight.who-it-holds": other, "weight.size": size}
    for field in read_weights(typed, [METHODS["record"]["women"]]).fields:
        said = field.share_said
        assert not any(words in said for words in ("none of", "few of", " all of")), said
