"""The embedded engine: Whoosh, pure Python."""

from portal.search.whoosh_engine.index import WhooshIndex

__all__ = ["WhooshIndex"]
