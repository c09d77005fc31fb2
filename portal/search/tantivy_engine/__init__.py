"""The other embedded engine: tantivy, written in Rust; an extra that not every portal installs."""

from portal.search.tantivy_engine.index import TantivyIndex

__all__ = ["TantivyIndex"]
