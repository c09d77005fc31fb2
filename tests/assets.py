"""The compiled styles and scripts: built once, then shared by every test process."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from portal.web import asset_build

CHECKOUT = Path(__file__).parent.parent


@contextmanager
def one_at_a_time(path: Path) -> Iterator[None]:
    """Let only one test process in at once."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@pytest.fixture(scope="session")
def assets() -> Path:
    """Give the folder of compiled assets, building it where it is missing or out of date."""
    folder = Path(os.environ.get("PORTAL_TEST_ASSETS") or CHECKOUT / "var" / "assets").absolute()
    with one_at_a_time(folder.with_name(folder.name + ".lock")):
        if not asset_build.is_built(folder):
            asset_build.build(folder, say=print)
    return folder
