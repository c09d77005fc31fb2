"""What a page says of a plan, in words."""

import pytest

from portal.matching.core.planning import Site
from portal.matching.core.planning.reasons import _ORDER
from portal.matching.rounds import words

MIDVALE = Site("EX4", barriers_now=frozenset({"space"}), schemes={"reading": "setting_up"})
NORTHFELL = Site("EX1", barriers_solved=frozenset({"space"}), schemes={"reading": "established"})
BOTH = (("Midvale", MIDVALE), ("Northfell", NORTHFELL))


def test_a_group_is_told_what_one_solved_that_the_other_named():
    assert words.bonuses(BOTH, maturity=True, need=True) == [
        "Northfell has solved what Midvale named as in its way: no quiet or private space",
        "Northfell has long run what Midvale sets up: learning to read",
    ]


def test_what_was_not_asked_for_is_not_told():
    assert words.bonuses(BOTH, maturity=False, need=False) == []


def test_nothing_is_said_where_schemes_are_not_known():
    sites = (("Midvale", Site("EX4")), ("Northfell", NORTHFELL))
    assert words.bonuses(sites, maturity=True, need=True) == []


@pytest.mark.parametrize("rule", [*_ORDER, "alone", "no_time", "too_few", "odd", "elsewhere"])
def test_every_reason_of_the_planner_has_words(rule):
    assert words.why_unpaired({"rule": rule, "counts": {}})


def test_reasons_of_several_kinds_are_counted():
    said = words.why_unpaired({"rule": "too_far", "counts": {"too_far": 9, "forbidden": 1}})
    assert said == (
        "The rules together leave no prison that it could be with: 9 too far away, 1 ruled out"
    )
    said = words.why_unpaired({"rule": "odd", "counts": {"too_far": 9, "forbidden": 1}})
    assert said.endswith("Of the others: 9 too far away, 1 ruled out")


def test_reasons_of_older_rounds_are_sentences_already():
    assert words.why_unpaired("There is no other prison") == "There is no other prison"


@pytest.mark.parametrize(
    ("gap", "said"),
    [
        (0, "No other way"),
        (0.004, "a hundredth"),
        (0.04, "a tenth"),
        (0.2, "a quarter"),
        (0.4, "half"),
        (1, "How much better others could be is not known."),
    ],
)
def test_how_much_could_be_saved_is_told_in_words(gap, said):
    assert said in words.how_proven(gap, by_hand=False)


def test_closest_first_is_named_only_where_it_is_worse():
    same = {"unpaired": {}, "total": 1.0, "greedy_total": 1.0, "greedy_unpaired": 0}
    assert words.beside_greedy(same, "close", "close") == ""
    assert "less alike" in words.beside_greedy({**same, "greedy_total": 2.0}, "close", "close")
    assert "would be not close" in words.beside_greedy(same, "close", "not close")
    assert "one more prison" in words.beside_greedy({**same, "greedy_unpaired": 1}, "close", "")
