"""Whatever an engine raises means that the index cannot be used."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from portal.search.index import IndexUnavailable

log = logging.getLogger(__name__)

# The module that tantivy's own panic says it is from. It is no Exception, and cannot be imported.
PANIC = "pyo3_runtime"


@contextmanager
def explained(what: str) -> Iterator[None]:
    """Turn errors into IndexUnavailable; `what` says what cannot be done."""
    try:
        yield
    except IndexUnavailable:
        raise
    except BaseException as error:
        if not isinstance(error, Exception) and type(error).__module__ != PANIC:
            raise
        log.debug("search index", exc_info=True)
        raise IndexUnavailable(f"{what} ({error!r})") from error
