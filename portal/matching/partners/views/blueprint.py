"""What the pages of paired prisons share."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, render_template, request
from flask_login import current_user

from portal.matching.partners.groups import group_by_number, names
from portal.matching.partners.guarding import SURE, Doubt
from portal.matching.rounds.models import PairingGroup

bp = Blueprint("partners", __name__)

ONE = "/matching/partners/<int(max=2147483647):number>"
ROUND = "/matching/rounds/<int(max=2147483647):number>"


@bp.app_template_global()
def group_names(group: PairingGroup, besides: int | None = None) -> str:
    """Say a group's prisons in words, without one."""
    return names(group, besides=besides)


def form_page(
    template: str,
    number: int,
    typed: Mapping[str, str],
    problems: Mapping[str, str] | None = None,
    **more: Any,
) -> str:
    """Show a form of a group, with what was typed and what is wrong with it.

    The group is read anew: a service that refused something has undone its transaction.
    """
    problems = problems or {}
    return render_template(
        template,
        group=group_by_number(number, viewer=current_user),
        typed=typed,
        problems=problems,
        doubts=any(isinstance(each, Doubt) for each in problems.values()),
        **more,
    )


def sent() -> tuple[dict[str, str], bool]:
    """Give what was typed, and whether its writer said that it is right as it is."""
    return request.form.to_dict(), request.form.get(SURE) == "yes"
