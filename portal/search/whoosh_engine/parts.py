"""The one place that imports Whoosh, so that it is quiet and can be replaced.

Whoosh 2.7.4 is older than Python 3.12, which warns of escapes in its patterns while compiling them.
Its types are not declared. It loads its file format and codec parts on first use, so they are named
here too: what is compiled later would warn outside the guard.
"""

import warnings
from importlib import import_module

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    for part in ("automata.lev", "codec.whoosh3", "multiproc", "spelling", "writing"):
        import_module(f"whoosh.{part}")
    from whoosh.codec.whoosh3 import W3Codec, W3FieldWriter, W3Segment
    from whoosh.columns import NumericColumn, VarBytesColumn
    from whoosh.fields import COLUMN, FieldType, Schema
    from whoosh.filedb.compound import CompoundStorage
    from whoosh.filedb.filestore import FileStorage
    from whoosh.filedb.structfile import BufferFile
    from whoosh.formats import Existence
    from whoosh.index import TOC, LockError
    from whoosh.reading import SegmentReader
    from whoosh.system import pack_ushort
    from whoosh.writing import SegmentWriter

__all__ = [
    "COLUMN",
    "TOC",
    "BufferFile",
    "CompoundStorage",
    "Existence",
    "FieldType",
    "FileStorage",
    "LockError",
    "NumericColumn",
    "Schema",
    "SegmentReader",
    "SegmentWriter",
    "VarBytesColumn",
    "W3Codec",
    "W3FieldWriter",
    "W3Segment",
    "pack_ushort",
]
