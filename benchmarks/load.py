"""Putting a server under load, and what a request then costs it."""

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from benchmarks.processes import cpu_seconds
from benchmarks.servers import Server
from benchmarks.visitor import Visitor

VISITORS = 4
# A connection stays with the worker that took it; new ones now and then keep both workers busy.
REQUESTS_A_CONNECTION = 25


@dataclass(frozen=True, slots=True)
class Cost:
    """Hold what a request cost: milliseconds of processor time, and how many fit in a second."""

    cpu_ms: float
    per_second: float


def load(server: Server, paths: Sequence[str], cookies: dict[str, str] | None = None) -> Cost:
    """Fetch every path once, by `VISITORS` visitors at a time.

    Raises RuntimeError where an answer is not 200.
    """
    processes = server.processes()
    problems: list[str] = []
    shares = [paths[start::VISITORS] for start in range(VISITORS)]
    visitors = [
        threading.Thread(target=_visit, args=(server.port, cookies, share, problems))
        for share in shares
    ]
    cpu, began = cpu_seconds(processes), time.perf_counter()
    for visitor in visitors:
        visitor.start()
    for visitor in visitors:
        visitor.join()
    seconds = time.perf_counter() - began
    cpu = cpu_seconds(processes) - cpu
    if problems:
        raise RuntimeError(f"{server.name}: {problems[0]}")
    return Cost(cpu * 1000 / len(paths), len(paths) / seconds)


def _visit(
    port: int, cookies: dict[str, str] | None, paths: Sequence[str], problems: list[str]
) -> None:
    for start in range(0, len(paths), REQUESTS_A_CONNECTION):
        visitor = Visitor(port, cookies)
        try:
            for path in paths[start : start + REQUESTS_A_CONNECTION]:
                answer = visitor.get(path)
                if answer.status != 200:
                    raise RuntimeError(f"{path} gave {answer.status}")
        except Exception as error:  # told by the thread that waits for this one
            problems.append(repr(error))
            return
        finally:
            visitor.close()


def middle(costs: Sequence[Cost]) -> Cost:
    """Give the median of each figure."""
    return Cost(median(cost.cpu_ms for cost in costs), median(cost.per_second for cost in costs))
