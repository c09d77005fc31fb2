import numpy as np
import pytest

from portal.matching.core import Item, Kind, Ordered, Same, Scaled, SetOverlap

CASES = [
    pytest.param(Ordered(("D", "C", "B", "A")), "D", "B", 2 / 3, id="ordered"),
    pytest.param(SetOverlap(), ["a", "b"], ["b", "c"], 2 / 3, id="sets-that-overlap"),
    pytest.param(SetOverlap(), ["a", "a"], ["a"], 0.0, id="a-member-named-twice"),
    pytest.param(SetOverlap(), [], [], 0.0, id="two-empty-sets"),
    pytest.param(SetOverlap(), [], ["a"], 1.0, id="empty-and-not"),
    pytest.param(Same(), "Open", "Reception", 1.0, id="other"),
    pytest.param(Same(), False, False, 0.0, id="same"),
    pytest.param(Scaled(0, 10), 2, 7, 0.5, id="scaled"),
    pytest.param(Scaled(0, 10), 0, 90, 1.0, id="never-beyond-the-range"),
    pytest.param(Scaled(10, 1000, log=True), 20, 200, 0.5, id="ratio"),
]


@pytest.mark.parametrize(("kind", "one", "other", "apart"), CASES)
def test_each_kind_gives_the_distance_its_definition_says(
    kind: Kind, one: object, other: object, apart: float
) -> None:
    nan = np.nan
    np.testing.assert_allclose(
        kind.matrix([one, None, other]),
        [[0, nan, apart], [nan, nan, nan], [apart, nan, 0]],
        atol=1e-12,
    )


@pytest.mark.parametrize("kind", [Ordered(("D", "A")), SetOverlap(), Same(), Scaled(0, 1)])
def test_each_kind_takes_no_values_and_only_unknown_ones(kind: Kind) -> None:
    assert kind.matrix([]).shape == (0, 0)
    assert np.isnan(kind.matrix([None, None])).all()


def test_a_level_outside_the_list_is_an_error() -> None:
    with pytest.raises(KeyError):
        Ordered(("D", "C")).matrix(["E"])


def test_a_ratio_of_nothing_is_an_error() -> None:
    with pytest.raises(ValueError, match="above 0"):
        Scaled(50, 2000, log=True).matrix([0, 100])


def test_an_item_reads_its_measure_or_what_its_reader_makes_of_the_values() -> None:
    plain = Item("function", "", "", 1, Same())
    made = Item("function", "", "", 1, Same(), lambda values: values["function"].lower())
    assert plain.of({"function": "Open"}) == "Open"
    assert plain.of({}) is None
    assert made.of({"function": "Open"}) == "open"
