"""Chores come round at their own pace, and one that fails ends nothing."""

from datetime import timedelta

import pytest
from flask import Flask

from portal import chores


@pytest.fixture
def app() -> Flask:
    app = Flask(__name__)
    chores.init_app(app)
    return app


def test_each_chore_is_done_when_its_time_has_come(app):
    done = []
    chores.register(app, lambda: done.append("often"), every=timedelta(minutes=1))
    chores.register(app, lambda: done.append("seldom"), every=timedelta(hours=1))
    for now in (1000, 1030, 1061, 4601):
        chores.do_what_is_due(app, now)
    assert done == ["often", "seldom", "often", "often", "seldom"]


def test_a_chore_that_fails_is_logged_and_the_next_is_done(app, caplog):
    done = []
    chores.register(app, lambda: 1 / 0, every=timedelta(minutes=1))
    chores.register(app, lambda: done.append("next"), every=timedelta(minutes=1))
    chores.do_what_is_due(app, 0)
    assert done == ["next"]
    assert "a chore failed" in caplog.text
