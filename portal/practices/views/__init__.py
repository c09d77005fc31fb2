"""Browsing, reading, writing and copying practices."""

from portal.practices.views import reading, writing
from portal.practices.views.blueprint import bp

__all__ = ["bp", "reading", "writing"]
