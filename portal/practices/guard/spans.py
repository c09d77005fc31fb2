"""Looking for personal data once in a text, however often a page asks.

What is remembered holds none of the words: a digest of the text, and where in it something stands.
"""

import hashlib
import threading
from collections import OrderedDict

from portal.personal_data import Kind, find, find_in_name

# In one text; whoever has more is told to take most of them out.
MOST_SPANS = 500
_TEXTS_KEPT = 10_000
_SPANS_KEPT = 50_000

Span = tuple[Kind, int, int]

_known: OrderedDict[bytes, tuple[Span, ...]] = OrderedDict()
_lock = threading.Lock()


def spans_of(text: str, *, is_name: bool = False) -> tuple[Span, ...]:
    """Give kind, start and end of what looks like personal data, what blocks first.

    One more than MOST_SPANS stands for any number of more; `is_name` is for the name of a file.
    """
    key = hashlib.blake2b(
        text.encode(errors="surrogatepass"), digest_size=16, person=b"name" if is_name else b"text"
    ).digest()
    with _lock:
        if key in _known:
            _known.move_to_end(key)
            return _known[key]
    search = find_in_name if is_name else find
    found = sorted(search(text), key=lambda each: (not each.kind.is_blocking, each.start))
    spans = tuple((each.kind, each.start, each.end) for each in found[: MOST_SPANS + 1])
    _remember(key, spans)
    return spans


def _remember(key: bytes, spans: tuple[Span, ...]) -> None:
    with _lock:
        _known[key] = spans
        total = sum(map(len, _known.values())) if spans else 0
        while len(_known) > _TEXTS_KEPT or total > _SPANS_KEPT:
            total -= len(_known.popitem(last=False)[1])
