"""The pages of paired prisons."""

from portal.matching.partners.views import (  # noqa: F401 - importing them adds their pages
    answering,
    arranging,
    briefs,
    meetings,
    reading,
    sheets,
    writing,
)
from portal.matching.partners.views.blueprint import bp

__all__ = ["bp"]
