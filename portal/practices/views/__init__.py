"""Browsing, reading, writing, checking, reviewing and copying practices."""

from portal.practices.views import adapting, checking, history, reading, reviewing, writing
from portal.practices.views.blueprint import bp

__all__ = ["adapting", "bp", "checking", "history", "reading", "reviewing", "writing"]
