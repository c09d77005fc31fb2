"""What a prison shares, for its page."""

from flask import render_template
from markupsafe import Markup

from portal.practices import queries
from portal.prisons.profiles import Profile

SHOWN = 5


def shared_practices(profile: Profile) -> Markup:
    """List the newest published practices of a prison, with a link to all."""
    prison = profile.prison
    page = queries.browse(queries.Filters(prison=prison.slug), sort="newest", page=1)
    html = render_template("practices/_prison_panel.html", prison=prison, page=page, shown=SHOWN)
    return Markup(html)  # noqa: S704 - rendered by a template, which escapes
