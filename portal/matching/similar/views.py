"""The pages of similar prisons, and how they are found."""

from typing import Final

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.matching.core import NOT_YET_KNOWN, Basis
from portal.matching.line_ups import BLOCK_LABELS
from portal.matching.setting.queries import methods_in_use
from portal.matching.similar.queries import lists_of, summary
from portal.matching.similar.seats import seated
from portal.matching.similar.weights import read_weights
from portal.prisons.permissions import can_tell
from portal.prisons.queries import profile_by_slug
from portal.web.access import allow

bp = Blueprint("matching", __name__, template_folder="../templates")

BASES: Final[dict[Basis, str]] = {
    "record": "On public records alone",
    "profile": "On all that prisons have told about themselves",
}


@bp.get("/prisons/<slug>/similar")
@allow("signed_in")
def similar(slug: str) -> ResponseReturnValue:
    """Show the prisons most like this one, and why; with `part=list` the list alone, for a script.

    `basis` and the weights of groups (`weight.size=20`) may stand in the address. Weights in error
    leave the list as it is usually: 422 with a message beside the field.
    """
    profile = profile_by_slug(slug)
    asked = request.args.get("basis", "")
    basis, seats = seated(profile, asked if asked in BASES else None)
    weights = read_weights(request.args, [each.compared.method for each in seats])
    lists = lists_of(profile, seats, weights.moved)
    is_part = request.args.get("part") == "list"
    page = render_template(
        "matching/_similar_list.html" if is_part else "matching/similar.html",
        prison=profile.prison,
        basis=basis,
        bases=BASES,
        weights=weights,
        lists=lists,
        said=summary(lists),
        is_part=is_part,
        not_yet_known=NOT_YET_KNOWN,
        may_tell=can_tell(current_user, profile.prison),
    )
    return page, 422 if weights.problems else 200


@bp.get("/matching/method")
@allow("signed_in")
def method() -> ResponseReturnValue:
    """Explain in plain words how closeness is worked out."""
    return render_template(
        "matching/method.html",
        methods=methods_in_use(),
        bases=BASES,
        labels=BLOCK_LABELS,
        not_yet_known=NOT_YET_KNOWN,
    )
