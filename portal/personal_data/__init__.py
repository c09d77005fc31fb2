"""Noticing what must not be written here: what tells who a person is."""

from portal.personal_data.findings import Finding, Kind
from portal.personal_data.search import find, find_in, find_in_name

__all__ = ["Finding", "Kind", "find", "find_in", "find_in_name", "first_blocking"]


def first_blocking(text: str) -> Finding | None:
    """Give the first thing in a text that no reason makes fit, such as a prison number."""
    return next((each for each in find(text) if each.kind.is_blocking), None)
