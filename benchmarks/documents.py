"""What it costs to read a long file, and to look for practices that are alike."""

import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from statistics import median

import typst

from benchmarks.servers import CHECKOUT
from portal.storage.extraction import extract

PAGES = 100
WORDS = 450  # a page
LOOKS = 30

# Runs in a process of its own, with the settings of the measured portal.
LOOK_UP = """
import time
from statistics import median
from portal.accounts.queries import person_by_email
from portal.app import create_app
from portal.practices.adapting.likes import similar_in_network
from portal.practices.content import Content
from portal.practices.queries import browse
from portal.practices.forms import Filters
from portal.practices import queries

with create_app().app_context():
    viewer = person_by_email("alice@example.org")
    cards = browse(Filters(), sort="newest", page=1).items
    costs = []
    for turn in range({looks}):
        card = cards[turn % len(cards)]
        practice = queries.practice_by_slug(card.slug, viewer=viewer)
        written = Content.from_json(practice.published.content)
        began = time.process_time()
        similar_in_network(practice.kind, written, viewer=viewer)
        costs.append(time.process_time() - began)
    print(median(costs) * 1000)
"""


def reading_seconds(folder: Path, *, times: int) -> float:
    """Have a PDF of `PAGES` full pages read as an attached one is; gives the seconds of one."""
    path = folder / "long.pdf"
    page = f"#lorem({WORDS})\n#pagebreak(weak: true)\n"
    path.write_bytes(typst.compile((page * PAGES).encode(), format="pdf"))
    seconds = []
    for _ in range(times):
        began = time.perf_counter()
        read = extract(path, "application/pdf")
        seconds.append(time.perf_counter() - began)
        if len(read.pages) != PAGES:
            raise RuntimeError(f"{len(read.pages)} pages were read: {read.problem}")
    return median(seconds)


def look_up_ms(environ: Mapping[str, str]) -> float:
    """Look for what is like a practice, `LOOKS` times; gives milliseconds of processor time."""
    done = subprocess.run(
        [sys.executable, "-c", LOOK_UP.format(looks=LOOKS)],
        cwd=CHECKOUT, env=dict(environ), capture_output=True, text=True, check=True,
    )  # fmt: skip
    return float(done.stdout.split()[-1])
