"""What the tests of search engines have in common."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from portal.search.index import SearchIndex
from tests.contracts.search_engines import ENGINES, LIBRARY


@pytest.fixture(params=sorted(ENGINES))
def make(request: pytest.FixtureRequest) -> Callable[[Path], SearchIndex]:
    return ENGINES[request.param]


@pytest.fixture
def index(make: Callable[[Path], SearchIndex], tmp_path: Path) -> Iterator[SearchIndex]:
    engine = make(tmp_path / "index")
    engine.rebuild(LIBRARY, applied=7)
    yield engine
    engine.close()
