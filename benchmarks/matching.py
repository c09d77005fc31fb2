"""How the doorway to the matching core grows: `python -m benchmarks.matching`.

Invented places, normal in 2 or 7 dimensions: the first are the harder to pair, the second more
like real sites. Each command runs in a process of its own; its time includes the start.
"""

import argparse
import itertools
import math
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

COLUMNS = 20
NEAREST = 10
SIZES = [124, 125, 1000, 1001, 5000, 5001]
LARGEST = 1000  # sites in groups of 3 and 4: beyond, all the time is used and little is proven
SECONDS = 20
COMMAND = (sys.executable, "-m", "portal.cli", "matching")


def main(arguments: Sequence[str] | None = None) -> None:
    """Print a table as Markdown."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--dimensions", type=int, nargs="+", default=[2, 7])
    parser.add_argument("--groups", type=int, nargs="+", default=[2, 3, 4])
    given = parser.parse_args(arguments)
    print("| What | Sites | Seconds | Of a processor | MB at most | Said |")
    print("| :-- | --: | --: | --: | --: | :-- |")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "in.csv"
        for count in given.sizes:
            _write_table(path, count)
            for method in ("euclid", "gower"):
                words = ["neighbours", "--table", str(path), "--method", method, "--top", "10"]
                _row(f"neighbours, {method}", count, words)
        for count, dimensions in itertools.product(given.sizes, given.dimensions):
            _write_distances(path, count, dimensions)
            for size in given.groups:
                words = ["pair", "--distances", str(path), "--size", str(size)]
                if size > 2:
                    words += ["--seconds", str(SECONDS)]
                if size == 2 or count <= LARGEST:
                    _row(f"groups of {size}, {dimensions} dimensions", count, words)
        for count in given.sizes:
            _write_distances(path, count, 2, NEAREST)
            words = ["pair", "--distances", str(path)]
            _row(f"pairs, 2 dimensions, {NEAREST} nearest only", count, words)


def _places(count: int, dimensions: int) -> "np.ndarray[tuple[int, int], np.dtype[np.float64]]":
    return np.random.default_rng(1).normal(size=(count, dimensions))


def _write_table(path: Path, count: int) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write(",".join(["id", *(f"c{place}" for place in range(COLUMNS))]) + "\n")
        for number, row in enumerate(_places(count, COLUMNS).tolist()):
            file.write(",".join([f"s{number}", *map(repr, row)]) + "\n")


def _write_distances(path: Path, count: int, dimensions: int, nearest: int | None = None) -> None:
    places = _places(count, dimensions)
    with path.open("w", encoding="utf-8") as file:
        file.write("a,b,distance\n")
        for one in range(count):
            apart = np.sqrt(((places[one] - places) ** 2).sum(axis=1))
            last = np.inf if nearest is None else np.partition(apart, nearest)[nearest]
            # The nearest of either end: a pair that both count among theirs stands twice.
            others = np.flatnonzero(apart <= last)
            others = others[others > one] if nearest is None else others[others != one]
            file.writelines(
                f"s{one},s{other},{float(apart[other])!r}\n" for other in others.tolist()
            )


def _row(what: str, count: int, words: Sequence[str]) -> None:
    before, started = _processor_seconds(), time.perf_counter()
    done = subprocess.run([*COMMAND, *words], capture_output=True, text=True, check=True)
    seconds, busy = time.perf_counter() - started, _processor_seconds() - before
    # The most that any command has taken so far: sizes are best given in ascending order.
    most = math.ceil(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024)
    said = done.stderr.strip().splitlines() or [""]
    print(f"| {what} | {count:,} | {seconds:.2f} | {busy:.2f} | {most:,} | {said[0]} |", flush=True)


def _processor_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
