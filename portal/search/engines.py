"""The search engines there are, by the name that the settings use; only one is ever loaded."""

from pathlib import Path

from portal.search.index import SearchIndex


def engine(name: str, folder: Path) -> SearchIndex:
    """Make an engine for the index in a folder; nothing is opened before its first use."""
    if name == "tantivy":
        from portal.search.tantivy_engine import TantivyIndex

        return TantivyIndex(folder)
    from portal.search.whoosh_engine import WhooshIndex

    return WhooshIndex(folder)
