"""Fixtures for every layer. tests/README.md tells which to use when.

They live in modules by what they are about, so that each can be read on its own.
"""

# In this order each is loaded by pytest before another imports it.
pytest_plugins = [
    "tests.compiled",
    "tests.assets",
    "tests.databases",
    "tests.people",
    "tests.samples",
    "tests.portals",
    "tests.queries",
    "tests.happenings",
    "tests.time_limit",
]
