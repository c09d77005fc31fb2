"""A test that hangs fails by itself, and says where it stood."""

import signal
from collections.abc import Iterator
from types import FrameType

import pytest

SECONDS = 120


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Stop a test, with its fixtures, after two minutes or what its mark `time_limit` allows."""
    mark = item.get_closest_marker("time_limit")
    seconds = int(mark.args[0]) if mark else SECONDS

    def stop(_signal: int, _frame: FrameType | None) -> None:
        pytest.fail(f"took longer than {seconds} seconds")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        return (yield)
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
