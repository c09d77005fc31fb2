"""What is compiled for one test's portal and serves the next: routes and SQL statements.

Each test builds a portal of its own, and most of the time for that went into compiling the same
again.
"""

from collections.abc import Callable
from typing import Any, ClassVar

from flask import Flask
from sqlalchemy import Dialect, Engine
from werkzeug.routing import Rule

Builder = Callable[..., tuple[str, str]]


class KeptRule(Rule):
    """Give equal routes the same functions: those know nothing of the portal that they are in."""

    kept: ClassVar[dict[tuple[object, ...], Builder]] = {}

    def _compile_builder(self, append_unknown: bool = True) -> Builder:
        if self.defaults:
            return super()._compile_builder(append_unknown)
        key = (self.rule, self.subdomain, self.host, append_unknown)
        if key not in self.kept:
            self.kept[key] = super()._compile_builder(append_unknown)
        return self.kept[key]


Flask.url_rule_class = KeptRule

# By the name of the dialect. SQLAlchemy looks a compiled statement up by the dialect object.
_dialects: dict[str, Dialect] = {}
_statements: dict[Any, Any] = {}


def keep_statements(engine: Engine) -> None:
    """Let an engine use the statements that others of its kind have compiled.

    The first engine of a kind must have connected: its dialect then knows the server.
    """
    engine.dialect = _dialects.setdefault(engine.dialect.name, engine.dialect)
    engine.update_execution_options(compiled_cache=_statements)
