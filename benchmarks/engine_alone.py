"""`python -m benchmarks.engine_alone`: what the engine costs without the portal around it.

Runs in the environment of a portal; prints milliseconds of processor time a search for each length
of question given, in the same order.
"""

import sys
import time

from benchmarks.practices import questions, vocabulary
from portal.app import create_app
from portal.config import Settings
from portal.search.choices import counted
from portal.search.finding import POOL
from portal.search.index import SearchQuery
from portal.search.services import index

WARM_UP = 5


def main() -> None:
    """Ask as the search page does: for its pool of results and every count."""
    count, lengths = int(sys.argv[1]), [int(each) for each in sys.argv[2:]]
    words = vocabulary()
    with create_app(Settings.from_environment()).app_context():
        facets = counted()
        for length in lengths:
            asked = [
                SearchQuery(text, counted=facets, limit=POOL)
                for text in questions(words, length, count + WARM_UP)
            ]
            for query in asked[:WARM_UP]:
                index().search(query)
            began = time.process_time()
            for query in asked[WARM_UP:]:
                index().search(query)
            print((time.process_time() - began) * 1000 / count)


if __name__ == "__main__":
    main()
