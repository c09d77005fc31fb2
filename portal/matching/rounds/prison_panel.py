"""Whether a prison takes part in pairing, on its page: for its own people and those who pair up."""

from flask import render_template
from flask_login import current_user
from markupsafe import Markup

from portal.accounts.permissions import is_administrator, works_at
from portal.matching.line_ups import is_open
from portal.matching.rounds.permissions import may_set_standing
from portal.matching.rounds.standings import stands
from portal.prisons.profiles import Profile


def taking_part(profile: Profile) -> Markup:
    """Tell how the prison stands; nothing to anybody else."""
    prison = profile.prison
    may_change = may_set_standing(current_user, prison.id, profile.value("region"))
    sees = may_change or is_administrator(current_user) or works_at(current_user, prison.id)
    if not sees or not is_open(profile):
        return Markup("")
    html = render_template(
        "matching/rounds/_prison_panel.html",
        prison=prison,
        stands=stands(profile),
        may_change=may_change,
    )
    return Markup(html)  # noqa: S704 - rendered by a template, which escapes
