"""The pages of similar prisons, and how they are found."""

from dataclasses import dataclass

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.accounts.models import Role
from portal.errors import Invalid
from portal.matching.core import NOT_YET_KNOWN, Basis, to_spec
from portal.matching.line_ups import BASIS_LABELS, BLOCK_LABELS
from portal.matching.questions.permissions import may_answer
from portal.matching.setting.queries import methods_in_use
from portal.matching.sheets import download
from portal.matching.similar.export import sheet_of
from portal.matching.similar.queries import SimilarList, lists_of, summary
from portal.matching.similar.seats import Seat, seated
from portal.matching.similar.weights import Weights, read_weights
from portal.prisons.permissions import can_tell
from portal.prisons.profiles import Profile
from portal.prisons.queries import profile_by_slug
from portal.web.access import allow

bp = Blueprint("matching", __name__, template_folder="../templates")


@bp.get("/prisons/<slug>/similar")
@allow("signed_in")
def similar(slug: str) -> ResponseReturnValue:
    """Show the prisons most like this one, and why; with `part=list` the list alone, for a script.

    `basis`, `by=differences` and the weights of groups (`weight.size=20`) may stand in the address.
    Weights in error leave the list as it is usually: 422 with a message beside the field.
    """
    asked = _asked(slug)
    is_part = request.args.get("part") == "list"
    page = render_template(
        "matching/_similar_list.html" if is_part else "matching/similar.html",
        prison=asked.profile.prison,
        basis=asked.basis,
        bases=BASIS_LABELS,
        plainly=asked.plainly,
        weights=asked.weights,
        lists=asked.lists,
        said=summary(asked.lists),
        is_part=is_part,
        not_yet_known=NOT_YET_KNOWN,
        may_tell=can_tell(current_user, asked.profile.prison),
        may_answer=may_answer(current_user, asked.profile),
    )
    return page, 422 if asked.weights.problems else 200


@bp.get("/prisons/<slug>/similar.<ending>")
@allow("signed_in")
def take_away(slug: str, ending: str) -> ResponseReturnValue:
    """Give the list of the same address as CSV, XLSX or JSON.

    Raises NotFound, and Invalid for weights in error: a file would not show them.
    """
    asked = _asked(slug)
    if asked.weights.problems:
        raise Invalid(dict(asked.weights.problems))
    prison, moved = asked.profile.prison, asked.weights.moved
    sheet = sheet_of(prison, asked.basis, asked.seats, asked.lists, moved, plainly=asked.plainly)
    return download(
        sheet, ending, {"methods": [to_spec(seat.compared.method) for seat in asked.seats]}
    )


@dataclass(frozen=True, slots=True)
class _Asked:
    """Hold what an address asks for, and the lists that answer it."""

    profile: Profile
    basis: Basis
    seats: list[Seat]
    weights: Weights
    plainly: bool
    lists: list[SimilarList]


def _asked(slug: str) -> _Asked:
    profile = profile_by_slug(slug)
    wanted = request.args.get("basis", "")
    plainly = request.args.get("by") == "differences"
    basis, seats = seated(profile, wanted if wanted in BASIS_LABELS else None)
    weights = read_weights(request.args, [each.compared.method for each in seats])
    lists = lists_of(profile, seats, weights.moved, plainly=plainly)
    return _Asked(profile, basis, seats, weights, plainly, lists)


@bp.get("/matching/method")
@allow("signed_in")
def method() -> ResponseReturnValue:
    """Explain in plain words how closeness is worked out."""
    return render_template(
        "matching/method.html",
        methods=methods_in_use(),
        bases=BASIS_LABELS,
        labels=BLOCK_LABELS,
        not_yet_known=NOT_YET_KNOWN,
        may_weigh=current_user.role in (Role.REGIONAL_LEAD, Role.ADMINISTRATOR),
    )
