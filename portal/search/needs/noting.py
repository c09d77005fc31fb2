"""Noting what people search for and open; a page never waits for it and never fails by it."""

import atexit
import logging
import time
from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec

from flask import Flask, Response, current_app, request
from flask_login import current_user

from portal import clock
from portal.search.finding import Answer
from portal.search.needs import services
from portal.search.needs.counting import Counts, Tally, Told
from portal.search.needs.question import countable

P = ParamSpec("P")

log = logging.getLogger(__name__)

TALLY = "search_tally"
TOLD = "search_told"
SHOWN = "practices.show"  # whose address carries the words by which somebody came


def init_app(app: Flask) -> None:
    """Begin to count, and see what is opened."""
    app.extensions[TALLY] = Tally()
    app.extensions[TOLD] = Told()
    app.after_request(_opened)


def _quietly(work: Callable[P, object]) -> Callable[P, None]:
    """Log what fails: nobody's page may break over a count."""

    @wraps(work)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            work(*args, **kwargs)
        except Exception:
            log.exception("a search could not be counted")

    return run


@_quietly
def searched(text: str, answer: Answer | None, *, filtered: bool) -> None:
    """Count a search of the person who looks at the first page of an answer.

    How it fared counts only without filters: with one, something else may be what is missing.
    """
    if answer is None or answer.unavailable or answer.page.number > 1:
        return
    question = countable(text)
    if not question:
        return
    counts = Counts(asked=int(_is_new("asked", question)))
    if not filtered and _is_new("fared", question):
        counts.empty = int(answer.page.total == 0)
        counts.partly = int(answer.page.total > 0 and answer.match == "some")
    if counts != Counts():
        tally().add(question, clock.today(), counts)


def _opened(response: Response) -> Response:
    if request.endpoint == SHOWN and response.status_code == 200 and "q" in request.args:
        _count_opened(request.args["q"], (request.view_args or {}).get("slug"))
    return response


@_quietly
def _count_opened(text: str, slug: Any) -> None:
    question = countable(text) if current_user.is_authenticated else ""
    if question and _is_new("opened", question, slug):
        tally().add(question, clock.today(), Counts(opened=1))


def tell_leads(text: str) -> bool:
    """Tell leads that the person needs what a question asks for; the same counts once a day.

    False where the person has told them of too much today. Raises Invalid.
    """
    told: Told = current_app.extensions[TOLD]
    question, person = countable(text), current_user.id
    is_new = told.note(person, question, clock.today())
    if is_new:
        try:
            services.tell_leads(text)
        except Exception:
            told.forget(person, question)
            raise
    return is_new is not None


def _is_new(*what: Any) -> bool:
    return tally().is_new(current_user.id, *what, now=time.monotonic())


def tally() -> Tally:
    """Give what this process has counted and not written yet."""
    found: Tally = current_app.extensions[TALLY]
    return found


def write_counts() -> None:
    """Write what this process has counted; what could not be written is kept for the next time."""
    taken = tally().take()
    try:
        services.write(taken)
    except Exception:
        tally().put_back(taken)
        raise


class WriteCounts:
    """Write the counts of a process each minute and when it stops."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._begun = False

    def __call__(self) -> None:
        """Write the counts; the first time also see to what is left at a clean stop."""
        if not self._begun:  # only in a process that does chores: not in one for a command
            atexit.register(self._at_stop)
            self._begun = True
        write_counts()

    def _at_stop(self) -> None:
        with self._app.app_context():
            _quietly(write_counts)()
