"""The nearest prisons, for a prison's page."""

from flask import render_template
from markupsafe import Markup

from portal.matching.similar.queries import similar_to
from portal.prisons.profiles import Profile


def similar_prisons(profile: Profile) -> Markup:
    """Name the nearest prisons with the word for each, and lead to the reasons."""
    lists = similar_to(profile)
    html = render_template("matching/_prison_panel.html", prison=profile.prison, lists=lists)
    return Markup(html)  # noqa: S704 - rendered by a template, which escapes
