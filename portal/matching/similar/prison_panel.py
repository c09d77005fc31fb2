"""The nearest prisons, for a prison's page."""

from typing import Final

from flask import render_template
from markupsafe import Markup

from portal.matching.similar.queries import similar_to
from portal.prisons.profiles import Profile

FIRST: Final = 3


def similar_prisons(profile: Profile) -> Markup:
    """Name the first of the prisons suggested, with the word for each, and lead to the reasons."""
    lists = similar_to(profile)
    html = render_template(
        "matching/_prison_panel.html", prison=profile.prison, lists=lists, first=FIRST
    )
    return Markup(html)  # noqa: S704 - rendered by a template, which escapes
