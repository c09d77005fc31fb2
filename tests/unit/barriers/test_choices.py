"""Reading what an address asks for, and ranking prisons by closeness."""

import pytest

from portal.barriers.forms import Choices, read_choices
from portal.barriers.viewpoint import Viewpoint
from portal.prisons.models import Prison
from portal.search.lifts import Near


def test_what_is_asked_for_is_read():
    asked = {"sort": "evidence", "like": "1", "prison": "hewell", "page": "3"}
    assert read_choices(asked) == Choices("evidence", True, "hewell", 3)


@pytest.mark.parametrize(
    "asked", [{}, {"sort": "title", "like": "yes", "page": "-1"}, {"sort": "", "page": "x"}]
)
def test_what_makes_no_sense_counts_as_not_said(asked):
    assert read_choices(asked) == Choices(None, False, "", 1)


def test_prisons_as_close_as_each_other_share_a_place_and_ours_comes_last():
    nearness = {
        7: Near(1.0, "very close", ""),
        3: Near(0.7, "close", ""),
        9: Near(1.0, "your prison", ""),
        5: Near(0.7, "close", ""),
    }
    view = Viewpoint(Prison(id=9), nearness)
    assert view.places() == {7: 1, 3: 2, 5: 2, 9: 6}
    assert view.like_ours == {3, 5, 7}


def test_without_a_prison_nothing_is_close():
    view = Viewpoint(None, {})
    assert view.places() == {}
    assert view.like_ours == frozenset()
    assert not view.is_own(None)
