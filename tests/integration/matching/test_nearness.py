"""Which prisons are near one, as search and the barrier finder ask it."""

from types import SimpleNamespace

import pytest

from portal.config import bundled
from portal.matching import nearness
from portal.matching.core import METHODS
from portal.matching.line_ups import line_ups
from portal.matching.nearness import SHARES, near, prisons_like_yours
from portal.prisons import estate
from portal.prisons.queries import prison_by_code


@pytest.fixture
def whole_estate(app, cast, app_context):
    """Load every prison and the examples, with what is known of them."""
    estate.load_estate(folder=bundled("content") / "estate")
    estate.load_examples(folder=bundled("content") / "examples")
    return cast


def test_who_is_near_is_near_by_the_method_of_the_block(whole_estate):
    here = prison_by_code("OWI").id
    found = near(here)
    men = line_ups()["record", "adult_men"]
    at = men.ids.index(here)
    reach = dict(METHODS["record"]["adult_men"].cutoffs)
    for there, number in enumerate(men.ids):
        if there == at:
            continue
        distance = float(men.distances.total[at, there])
        word = next((word for word, limit in reach.items() if distance <= limit), None)
        assert (found[number].word if number in found else None) == word
        if word:
            assert found[number].share == SHARES[word]
    assert found[here].word == "your own prison"


def test_example_prisons_are_near_each_other_and_say_why(whole_estate):
    found = near(whole_estate.midvale.id)[whole_estate.westholme.id]
    assert (found.word, found.because) == (
        "close",
        "Category C training, Resettlement, people with over 3 years left to serve",
    )


def test_women_and_men_are_never_near(whole_estate):
    women = set(line_ups()["record", "women"].ids)
    for code in ("OWI", "EX4"):
        assert not women & near(prison_by_code(code).id).keys()
    assert near(next(iter(women))).keys() <= women


def test_nothing_invented_is_like_a_real_prison(whole_estate):
    examples = {prison_by_code(f"EX{number}").id for number in range(1, 6)}
    assert not examples & near(prison_by_code("OWI").id).keys()


def test_without_a_prison_nothing_is_near_and_no_filter_is_offered(whole_estate):
    assert near(None) == {}
    assert near(10**9) == {}
    assert prisons_like_yours(SimpleNamespace(prison_id=None)) == {}


def test_the_filter_holds_our_own_prison_and_those_that_are_close(whole_estate):
    viewer = SimpleNamespace(prison_id=whole_estate.midvale.id)
    group = prisons_like_yours(viewer)["yours"]
    assert {"example-midvale", "example-westholme"} <= group.members
    far = [number for number, each in near(whole_estate.midvale.id).items() if each.share < 0.7]
    assert far
    assert len(group.members) == len(near(whole_estate.midvale.id)) - len(far)


def test_it_is_worked_out_once_a_minute(whole_estate, count_queries, monkeypatch):
    now = [1_000.0]
    monkeypatch.setattr(nearness.time, "monotonic", lambda: now[0])
    first = near(whole_estate.midvale.id)
    with count_queries(at_most=0):
        assert near(whole_estate.midvale.id) is first
    now[0] += 61
    with count_queries() as statements:
        assert near(whole_estate.midvale.id) == first
    assert statements
