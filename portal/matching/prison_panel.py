"""The nearest prisons, for a prison's page."""

from flask import render_template
from markupsafe import Markup

from portal.matching.queries import similar_to
from portal.prisons.models import Prison
from portal.prisons.profiles import Profile
from portal.prisons.queries import profiles


def similar_prisons(prison: Prison) -> Markup:
    """Name the nearest prisons with the word for each, and lead to the reasons."""
    profile: Profile = profiles(prison_ids=[prison.id])[prison.id]
    html = render_template("matching/_prison_panel.html", prison=prison, lists=similar_to(profile))
    return Markup(html)  # noqa: S704 - rendered by a template, which escapes
