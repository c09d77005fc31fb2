"""Several people save figures of one prison at the same moment: real threads and transactions."""

from concurrent.futures import ThreadPoolExecutor
from contextvars import Context

from sqlalchemy import func, select

from portal import clock
from portal.db import db
from portal.prisons import queries
from portal.prisons.models import Fact, Source
from portal.prisons.telling.sections import PROFILE
from portal.prisons.telling.services import ToldMeanwhile, tell

MANY = 8


def together(app, work):
    """Run `work(number)` in many threads at once, each with a context of its own."""

    def one(number):
        with app.app_context():
            try:
                return work(number)
            except ToldMeanwhile as error:
                return error.differing

    with ThreadPoolExecutor(MANY) as pool:
        running = [pool.submit(Context().run, one, number) for number in range(MANY)]
        return [each.result() for each in running]


def saving(cast, value_of):
    """Give the act of saving what `value_of(number)` says, from a form of an empty prison."""

    def save(number):
        told = tell(
            actor=cast.alice,
            prison=queries.prison_by_slug("example-midvale"),
            form=PROFILE,
            as_at=clock.today(),
            values=value_of(number),
            since=0,
        )
        return told.changed

    return save


def test_of_many_who_change_one_figure_one_saves_and_the_others_are_told(app, cast, facts, known):
    answers = together(app, saving(cast, lambda number: {"arrivals": number}))
    assert answers == [["arrivals"]] * MANY  # saved by one, and differing for the others
    assert len(facts()) == 1
    assert known()["arrivals"] in range(MANY)


def test_many_who_change_the_same_figure_alike_write_it_once(app, cast, facts):
    answers = together(app, saving(cast, lambda _: {"arrivals": 62}))
    assert sorted(answers) == [[]] * (MANY - 1) + [["arrivals"]]
    assert len(facts()) == 1


def test_many_who_change_different_figures_are_all_kept_in_an_order_of_time(app, cast, known):
    keys = [each.key for each in PROFILE.measures if each.kind == "choice"]
    measures = {each.key: each for each in PROFILE.measures}
    picked = {key: next(iter(measures[key].choices())) for key in keys}

    def value_of(number):
        key = keys[number % len(keys)]
        return {key: picked[key]}

    together(app, saving(cast, value_of))
    assert known() == picked
    with app.app_context():
        times = list(db.session.scalars(select(Fact.recorded_at).order_by(Fact.id)))
        assert times == sorted(set(times))
        assert db.session.scalar(select(func.count(Source.id)).where(Source.key == "staff-example"))
