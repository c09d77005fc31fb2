"""What matching costs in the portal, on the real estate: `python -m benchmarks.matching_pages`.

Prints a table as Markdown: processor time of pages and of the steps behind them, each beside a bare
Flask page or a library that does the like, in the same run. The portal is set up in a folder of its
own, with the compiled styles of PORTAL_ASSETS where there are any.
"""

import os
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

REPEAT = 60
WARM_UP = 5
SIZES = (124, 1000, 5000)


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(PORTAL_DATA=folder, PORTAL_SEARCH_INDEX=f"{folder}/index")
        from portal.cli.init import set_up
        from portal.config import Settings

        app = set_up(Settings.from_environment())
        print(f"\nLoad before the run: {os.getloadavg()[0]:.1f}\n")
        print("| What | Milliseconds of a processor | Goal |")
        print("| :-- | --: | --: |")
        _pages(app)
        _steps()
        _rounds(app)


def _pages(app: Any) -> None:
    from benchmarks.bare import app as bare

    plain = bare.test_client()
    _row("A bare Flask page", _each(lambda: plain.get("/")))
    client = _signed_in(app, "dana@example.org")
    heavier = "weight.size={}"
    numbers = iter(range(1, 10_000))
    for what, address, goal in (
        ("A prison's page", "/prisons/oakwood", ""),
        ("Similar prisons", "/prisons/oakwood/similar", "8"),
        ("Similar prisons, a site in two blocks", "/prisons/feltham/similar", "8"),
        ("Map of likeness, 108 prisons", "/matching/map?block=adult_men", ""),
        ("Heat map of a region", "/matching/heat?region=West+Midlands", ""),
        ("Two prisons in charts", "/matching/compare?prison=oakwood&with=humber", ""),
    ):
        _row(what, _each(lambda address=address: client.get(address)), goal)  # type: ignore[misc]
    moved = f"/prisons/oakwood/similar?part=list&basis=record&{heavier}"
    _row("Moving a slider", _each(lambda: client.get(moved.format(next(numbers) % 100))), "60")


def _steps() -> None:
    from scipy.spatial.distance import pdist

    from portal.matching.core import METHODS, all_nearest, distances, suggest
    from tests.unit.matching.estate import codes, known

    method = METHODS["record"]["adult_men"]
    real = [known().get(code, {}) for code in codes("adult_men")]
    for size in SIZES:
        values = [real[at % len(real)] for at in range(size)]
        keys = [f"{at:05}" for at in range(size)]
        goal = {124: "10", 1000: "500"}.get(size, "")
        repeat = 20 if size < 1000 else 2
        took = _each(lambda: all_nearest(distances(method, values), keys, 5), repeat)  # noqa: B023
        _row(f"All distances and lists of {size:,} prisons", took, goal)
        numbers = np.random.default_rng(1).normal(size=(size, len(method.items)))
        took = _each(lambda: pdist(numbers), repeat)  # noqa: B023
        _row(f"For comparison: scipy's pdist of {size:,} rows of {len(method.items)} numbers", took)
    men = distances(method, real)
    _row(
        "Lists of five in which nobody stands too often",
        _each(lambda: suggest(men, codes("adult_men")), 5),
    )


def _rounds(app: Any) -> None:
    from sqlalchemy import select

    from portal.accounts.models import User
    from portal.db import db
    from portal.matching.rounds import drafts
    from portal.matching.rounds.asked import Asked

    with app.test_request_context():
        erin = db.session.scalar(select(User).where(User.email == "erin@example.org"))
        for what, taken_out, size, goal in (
            ("A national draft, with a trio", (), 2, "2000"),
            ("A national draft, an even number", ("OWI",), 2, "1000"),
            ("A national draft in threes", (), 3, ""),
        ):
            asked = Asked(size=size, taken_out=taken_out)
            before, began = _with_children(), time.perf_counter()
            drafts.propose_round(actor=erin, region="", name="", basis="record", asked=asked)
            took, wall = 1000 * (_with_children() - before), time.perf_counter() - began
            _row(f"{what} ({wall:.1f} s by the clock)", took, goal)


def _signed_in(app: Any, email: str) -> Any:
    from sqlalchemy import select

    from portal.accounts.models import User
    from portal.db import db

    with app.app_context():
        key = db.session.scalar(select(User).where(User.email == email)).session_key
    client = app.test_client()
    with client.session_transaction() as session:
        session["_user_id"], session["_fresh"] = key, True
    return client


def _each(work: Callable[[], Any], repeat: int = REPEAT) -> float:
    """Give the median cost of doing something, in milliseconds."""
    for _ in range(min(WARM_UP, repeat)):
        work()
    costs = []
    for _ in range(repeat):
        with _counted(costs):
            work()
    return float(np.median(costs))


@contextmanager
def _counted(costs: list[float]) -> Iterator[None]:
    began = time.process_time()
    yield
    costs.append(1000 * (time.process_time() - began))


def _with_children() -> float:
    mine, theirs = (
        resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return mine.ru_utime + mine.ru_stime + theirs.ru_utime + theirs.ru_stime


def _row(what: str, took: float, goal: str = "") -> None:
    missed = goal and took > float(goal)
    shown = f"**{took:.3g}**" if missed else f"{took:.3g}"
    print(f"| {what} | {shown} | {goal} |", flush=True)


if __name__ == "__main__":
    main()
