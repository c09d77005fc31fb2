"""What is due for a look counts a little less; whether it is, is asked when somebody searches.

So nothing has to be indexed anew when the day comes.
"""

from datetime import date
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

FIELD = "stale_from"
NEVER = 2**31 - 1
STALE_WORTH = 0.85

_days: WeakKeyDictionary[Any, NDArray[np.int32]] = WeakKeyDictionary()


def day_number(day: date | None) -> int:
    """Turn a day into the number that a document holds."""
    return NEVER if day is None else day.toordinal()


def worth(reader: Any, today: date) -> NDArray[np.float64]:
    """Give what the scores of a segment's documents are multiplied by: 1, or less where stale."""
    return np.where(_days_of(reader) <= today.toordinal(), STALE_WORTH, 1.0)


def _days_of(reader: Any) -> NDArray[np.int32]:
    """Read the days of a segment's documents once: a segment never changes."""
    if reader not in _days:
        column = reader.column_reader(FIELD, translate=False)
        days = (column[number] for number in range(reader.doc_count_all()))
        _days[reader] = np.fromiter(days, np.int32)
    return _days[reader]
