from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal import clock
from portal.search.index import Hit, Signals
from portal.search.lifts import (
    CLOSENESS_MOST,
    EVIDENCE_LEVELS,
    EVIDENCE_MOST,
    FRESH_FOR,
    FRESH_MOST,
    OVERDUE,
    USED_MOST,
    Near,
    closest_first,
    explained,
    lifted,
)

TODAY = date(2026, 5, 3)
NEAR = {1: Near(1.0, "your own prison", ""), 2: Near(0.7, "close", "Category C")}
# What a lift can turn round at most: the most that can be added against the most taken away.
CLEARLY = (1 + CLOSENESS_MOST + EVIDENCE_MOST + USED_MOST + FRESH_MOST) / (1 + OVERDUE)

signals = st.builds(
    Signals,
    prison=st.integers(0, 3),
    evidence=st.integers(0, EVIDENCE_LEVELS),
    used_by=st.integers(0, 500),
    published_on=st.integers(0, TODAY.toordinal() + 10),
    review_on=st.sampled_from([0, TODAY.toordinal(), TODAY.toordinal() + 1]),
)
scores = st.floats(0.01, 100)
answers = st.lists(st.tuples(scores, signals), max_size=30).map(
    lambda rows: [
        Hit(f"practice:{at}", score, signals)
        for at, (score, signals) in enumerate(sorted(rows, key=lambda row: -row[0]))
    ]
)


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "today", lambda: TODAY)


@given(answers)
def test_a_clearly_better_match_of_words_stays_before_a_lifted_one(hits):
    order = {hit.key: place for place, hit in enumerate(lifted(hits, NEAR))}
    for better in hits:
        for worse in hits:
            if better.score > 1.0001 * CLEARLY * worse.score:
                assert order[better.key] < order[worse.key]


@given(answers)
def test_nothing_is_lost_or_added(hits):
    for ordered in (lifted(hits, NEAR), closest_first(hits, NEAR)):
        assert sorted(hit.key for hit in ordered) == sorted(hit.key for hit in hits)


@given(answers)
def test_the_parts_told_make_the_score_and_give_the_order(hits):
    told = [explained(hit, NEAR, is_lifted=True) for hit in lifted(hits, NEAR)]
    assert [each.score for each in told] == sorted((each.score for each in told), reverse=True)
    for each in told:
        added = sum(part.share for part in each.parts)
        assert each.score == pytest.approx(each.hit.score * (1 + added))
        assert all(part.share for part in each.parts)


def test_what_comes_from_a_close_prison_stands_first_among_equals():
    hits = [Hit(f"practice:{prison}", 2.0, Signals(prison=prison)) for prison in (3, 2, 1)]
    assert [hit.signals.prison for hit in lifted(hits, NEAR)] == [1, 2, 3]
    assert lifted(hits, {}) == hits


def test_each_factor_moves_by_its_own_share():
    moved = {
        Signals(prison=1): CLOSENESS_MOST,
        Signals(prison=2): 0.7 * CLOSENESS_MOST,
        Signals(evidence=3): EVIDENCE_MOST,
        Signals(used_by=5): USED_MOST,
        Signals(used_by=50): USED_MOST,
        Signals(published_on=TODAY.toordinal()): FRESH_MOST,
        Signals(published_on=TODAY.toordinal() + 400): FRESH_MOST,
        Signals(published_on=TODAY.toordinal() - FRESH_FOR // 2): FRESH_MOST / 2,
        Signals(published_on=TODAY.toordinal() - FRESH_FOR): 0,
        Signals(review_on=TODAY.toordinal()): OVERDUE,
        Signals(review_on=TODAY.toordinal() + 1): 0,
    }
    for signals, share in moved.items():
        told = explained(Hit("practice:1", 1.0, signals), NEAR, is_lifted=True)
        assert told.score == pytest.approx(1 + share)
        assert len(told.parts) == (1 if share else 0)


def test_without_a_lift_nothing_is_told_but_what_is_close():
    hit = Hit("practice:1", 3.0, Signals(prison=2, evidence=3, used_by=9))
    told = explained(hit, NEAR, is_lifted=False)
    assert (told.score, told.parts, told.near) == (3.0, (), NEAR[2])


def test_the_closest_come_first_and_equals_stay_in_the_order_of_words():
    hits = [
        Hit(f"practice:{at}", 9.0 - at, Signals(prison=p)) for at, p in enumerate((3, 2, 0, 1, 2))
    ]
    assert [hit.key for hit in closest_first(hits, NEAR)] == [
        f"practice:{at}" for at in (3, 1, 4, 0, 2)
    ]
