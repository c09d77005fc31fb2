"""The one place that imports Whoosh, so that it is quiet and can be replaced.

Whoosh 2.7.4 is older than Python 3.12, which warns of escapes in its patterns while compiling them.
Its types are not declared. It loads its file format and spelling parts on first use, so they are
named here too: what is compiled later would warn outside the guard.
"""

import warnings
from importlib import import_module

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    for part in ("automata.lev", "codec.whoosh3", "multiproc", "spelling", "writing"):
        import_module(f"whoosh.{part}")
    from whoosh import query
    from whoosh.columns import NumericColumn
    from whoosh.fields import COLUMN, ID, KEYWORD, STORED, TEXT, Schema
    from whoosh.filedb.filestore import FileStorage
    from whoosh.index import LockError
    from whoosh.matching import FilterMatcher, ListMatcher
    from whoosh.reading import TermNotFound

__all__ = [
    "COLUMN",
    "ID",
    "KEYWORD",
    "STORED",
    "TEXT",
    "FileStorage",
    "FilterMatcher",
    "ListMatcher",
    "LockError",
    "NumericColumn",
    "Schema",
    "TermNotFound",
    "query",
]
