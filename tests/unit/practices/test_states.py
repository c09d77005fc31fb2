from dataclasses import dataclass
from datetime import date

import pytest

from portal import clock
from portal.practices.models import Status, Step
from portal.practices.states import STEP_WORDS, State, state_of, state_tags

TODAY = date(2026, 11, 23)
BEFORE, AFTER = date(2026, 11, 22), date(2026, 11, 24)


@dataclass
class Practice:
    status: str
    submitted_id: int | None = None
    review_on: date | None = None


@pytest.fixture(autouse=True)
def _a_day(monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: TODAY)


@pytest.mark.parametrize(
    ("practice", "state", "tags", "inside"),
    [
        (Practice("draft"), "draft", ["Draft"], ["Draft"]),
        (Practice("draft", 7), "in_review", ["In review"], ["In review"]),
        (Practice("published", None, AFTER), "published", [], []),
        (Practice("published", 7, AFTER), "published", [], ["New version in review"]),
        (Practice("published", None, TODAY), "needs_review", ["Due for review"], None),
        (
            Practice("published", 7, BEFORE),
            "needs_review",
            ["Due for review"],
            ["Due for review", "New version in review"],
        ),
        (Practice("published", None, None), "published", [], []),
        (Practice("archived", None, BEFORE), "archived", ["Archived"], ["Archived"]),
        (Practice("draft", None, BEFORE), "draft", ["Draft"], ["Draft"]),
    ],
)
def test_the_state_follows_from_status_review_and_date(practice, state, tags, inside):
    assert state_of(practice) == State(state)
    assert [words for words, _ in state_tags(practice)] == tags
    inside = tags if inside is None else inside
    assert [words for words, _ in state_tags(practice, inside=True)] == inside


def test_every_status_and_every_step_has_words():
    assert {State(each.value) for each in Status} < set(State)
    assert set(STEP_WORDS) == set(Step)
