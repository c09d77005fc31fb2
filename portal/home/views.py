"""The front page and the standing pages: help, accessibility, privacy, cookies."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.barriers.most_met import most_met
from portal.home import standing
from portal.matching.partners.notices import notices_for
from portal.practices import queries as practices
from portal.practices.adapting.sources import copies_behind
from portal.practices.forms import unfinished_of
from portal.practices.permissions import can_write_for
from portal.practices.review import queries as review_queries
from portal.practices.vocabulary import BARRIERS, KINDS, THEMES
from portal.search.saved.queries import new_for
from portal.web.access import allow

bp = Blueprint("home", __name__, template_folder="templates")

NEWEST_SHOWN = 5
BARRIERS_SHOWN = 6


@bp.get("/")
@allow("anyone")
def index() -> ResponseReturnValue:
    """Show the front page: what this is to strangers, where to start to everybody else."""
    if not current_user.is_authenticated:
        return render_template("home/welcome.html")
    own = current_user.prison_id
    newest = practices.browse(practices.Filters(), sort="newest", page=1)
    return render_template(
        "home/dashboard.html",
        newest=newest.items[:NEWEST_SHOWN],
        total=newest.total,
        themes=_counted(THEMES, practices.label_counts("theme")),
        barriers=most_met(BARRIERS_SHOWN) if newest.total else [],
        barriers_in_all=len(BARRIERS),
        kinds=KINDS,
        drafts=practices.open_drafts(own, viewer=current_user) if own else None,
        behind=copies_behind(own, viewer=current_user) if own else [],
        unfinished=unfinished_of(current_user),
        notices=notices_for(current_user),
        waiting=review_queries.counts(current_user),
        new_results=new_for(current_user),
        may_write=can_write_for(current_user, current_user.prison_id),
    )


@bp.get("/pages/<name>")
@allow("anyone")
def page(name: str) -> ResponseReturnValue:
    """Show one of the standing pages. Raises NotFound."""
    found = standing.page(name)
    return render_template("home/page.html", page=found)


def _counted(words: dict[str, str], counts: dict[str, int]) -> list[tuple[str, str, int]]:
    return [(key, label, counts[key]) for key, label in words.items() if counts.get(key)]
