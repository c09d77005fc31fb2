"""The barriers, and one barrier with who met it."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.barriers import queries, study
from portal.barriers.entries import entries
from portal.barriers.forms import SORTS, Choices, read_choices
from portal.barriers.viewpoint import viewpoint
from portal.practices.permissions import can_write_for
from portal.practices.vocabulary import KINDS
from portal.web.access import allow

bp = Blueprint("barriers", __name__, template_folder="templates", url_prefix="/barriers")


@bp.get("/")
@allow("signed_in")
def index() -> ResponseReturnValue:
    """Show every barrier in plain words, with how many met it."""
    view = viewpoint(current_user, request.args.get("prison", ""))
    return render_template(
        "barriers/index.html",
        groups=study.grouped(),
        counts=queries.counts(view.like_ours),
        none=queries.Count(),
        view=view,
    )


@bp.get("/<key>")
@allow("signed_in")
def show(key: str) -> ResponseReturnValue:
    """Show what the study says of a barrier, what to try, who met it and what they did."""
    barrier = study.barrier(key)
    choices = read_choices(request.args)
    view = viewpoint(current_user, choices.prison)
    can_be_near = bool(view.like_ours)
    sorts = {name: words for name, words in SORTS.items() if can_be_near or name != "closest"}
    sort = choices.sort if choices.sort in sorts else next(iter(sorts))
    like = choices.like and can_be_near
    page, count = queries.who_met(key, view, sort=sort, like=like, page=choices.page)
    return render_template(
        "barriers/show.html",
        barrier=barrier,
        view=view,
        sorts=sorts,
        sort=sort,
        like=like,
        page=page,
        count=count,
        entries=entries(list(page.items), view),
        made=queries.made_by_prisons(key, view),
        library=queries.starter_library(key),
        address=_address(key, choices),
        kinds=KINDS,
        may_write=can_write_for(current_user, current_user.prison_id),
    )


def _address(key: str, choices: Choices) -> Callable[[int], str]:
    """Make the function that writes this list's address for another page."""
    asked: dict[str, Any] = {
        "sort": choices.sort,
        "like": "1" if choices.like else "",
        "prison": choices.prison,
    }
    kept = {name: value for name, value in asked.items() if value}
    return lambda number: url_for("barriers.show", key=key, **kept, page=number)
