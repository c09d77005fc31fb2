"""Addresses in templates, kept once made: a page has dozens, and each takes time to make."""

from functools import lru_cache
from typing import Any

from flask import Flask, request, url_for

KEPT = 4_096


def init_app(app: Flask) -> None:
    """Let templates call `url_for` as ever."""
    app.jinja_env.globals["url_for"] = address


def address(endpoint: str, **values: Any) -> str:
    """Give the address of an endpoint, as Flask's `url_for` does."""
    if "_external" in values:  # depends on the host that was asked
        return url_for(endpoint, **values)
    # The path that the portal is served under is part of what the address depends on.
    return _kept(request.script_root, endpoint, tuple(values.items()))


@lru_cache(maxsize=KEPT)
def _kept(_root: str, endpoint: str, values: tuple[tuple[str, Any], ...]) -> str:
    return url_for(endpoint, **dict(values))
