"""How long there is still."""

import time


def left(deadline: float) -> float:
    """Give the seconds to a time of time.monotonic(); raise TimeoutError where there are none."""
    seconds = deadline - time.monotonic()
    if seconds <= 0:
        raise TimeoutError
    return seconds
