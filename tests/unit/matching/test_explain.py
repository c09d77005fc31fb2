import pytest

from portal.matching.core import compare, explain
from tests.unit.matching.estate import codes, measured


def _pair(ours: str, theirs: str) -> tuple[int, int]:
    return codes("adult_men").index(ours), codes("adult_men").index(theirs)


def test_it_names_the_heaviest_likenesses_and_the_greatest_differences() -> None:
    # Two receptions; Liverpool has twice the places and holds nobody aged 18 to 20.
    why = explain(measured("adult_men"), *_pair("BFI", "LPI"))
    assert [one.item.key for one in why.alike] == ["time_left", "security", "function"]
    assert [one.item.key for one in why.different] == ["holds_18_to_20", "size"]
    assert why.unknown == ()
    size = why.different[1]
    assert (size.ours, size.theirs, size.weight) == (421, 840, 10)


def test_what_either_side_does_not_tell_is_unknown_and_neither_alike_nor_different() -> None:
    why = explain(measured("adult_men"), *_pair("LHI", "DAI"))
    assert [(one.item.key, one.ours, one.theirs, one.distance) for one in why.unknown] == [
        ("size", 904, None, None)
    ]
    assert why.different == ()


def test_nothing_known_leaves_only_unknowns() -> None:
    why = explain(measured("adult_men"), *_pair("LHI", "MKI"))
    assert (why.alike, why.different) == ((), ())
    assert [one.weight for one in why.unknown] == sorted(
        (item.weight for item in measured("adult_men").method.items), reverse=True
    )


def test_the_other_side_gets_the_same_comparison_turned_round() -> None:
    one, other = _pair("BFI", "WDI")
    there = compare(measured("adult_men"), one, other)
    back = compare(measured("adult_men"), other, one)
    assert [(c.ours, c.theirs, c.distance) for c in there] == [
        (c.theirs, c.ours, c.distance) for c in back
    ]
    total = measured("adult_men").total[one, other]
    told = sum((c.distance or 0) * c.weight for c in there) / sum(c.weight for c in there)
    assert told == pytest.approx(total)
