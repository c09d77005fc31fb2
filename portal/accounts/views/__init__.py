"""Sign-in and the account pages."""

from portal.accounts.views import entrance, own, people
from portal.accounts.views.blueprint import bp

__all__ = ["bp", "entrance", "own", "people"]
