"""The pages where weights are looked at and set."""

from typing import cast

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.accounts.permissions import is_administrator
from portal.errors import Invalid, NotFound
from portal.matching.core import METHODS, Basis
from portal.matching.deciding.effects import Effects, effects
from portal.matching.line_ups import BASIS_LABELS, BLOCK_LABELS, LineUp, line_ups
from portal.matching.partners.queries import results
from portal.matching.partners.vocabulary import FIT_TIMES, FITS
from portal.matching.questions.queries import agreed, all_agreed
from portal.matching.setting import queries, services
from portal.matching.similar.weights import Weights, read_weights
from portal.web.access import allow

bp = Blueprint("deciding", __name__, template_folder="../templates")

ONE = "/matching/weights/<basis>/<block>"


@bp.get("/matching/weights")
@allow("regional_lead", "administrator")
def index() -> ResponseReturnValue:
    """List every method with its weights and how far people agree with it."""
    return render_template(
        "matching/deciding/index.html",
        rows=all_agreed(),
        bases=BASIS_LABELS,
        labels=BLOCK_LABELS,
        may_set=is_administrator(current_user),
        outcomes=results().outcomes,
        times=FIT_TIMES,
        fits=FITS,
    )


@bp.get(ONE)
@allow("regional_lead", "administrator")
def show(basis: str, block: str) -> ResponseReturnValue:
    """Show one method's weights, what speaks for and against them, and a form. Raises NotFound."""
    compared = _line_up(basis, block)
    weights = read_weights(request.args, [compared.method])
    tried = effects(compared, weights.moved) if weights.moved else None
    page = _page(compared, weights, dict(weights.problems), tried, "")
    return page, 422 if weights.problems else 200


@bp.post(ONE)
@allow("administrator")
def set_weights(basis: str, block: str) -> ResponseReturnValue:
    """Set the weights that were tried. Raises NotFound."""
    compared = _line_up(basis, block)
    weights = read_weights(request.form, [compared.method])
    why, problems = request.form.get("why", ""), dict(weights.problems)
    if not problems:
        try:
            services.set_weights(
                actor=current_user,
                basis=compared.basis,
                block=compared.block,
                groups=weights.moved,
                why=why,
                before=request.form.get("before", ""),
            )
            flash("These weights are in use from now on. Earlier rounds keep theirs.", "success")
            return redirect(url_for("deciding.show", basis=basis, block=block))
        except Invalid as error:
            problems = error.problems
    tried = effects(compared, weights.moved) if weights.moved else None
    return _page(compared, weights, problems, tried, why), 422


def _line_up(basis: str, block: str) -> LineUp:
    if basis not in METHODS or block not in BLOCK_LABELS:
        raise NotFound("There are no such weights.")
    return line_ups()[cast("Basis", basis), block]


def _page(
    compared: LineUp, weights: Weights, problems: dict[str, str], tried: Effects | None, why: str
) -> str:
    return render_template(
        "matching/deciding/show.html",
        basis=compared.basis,
        block=compared.block,
        method=compared.method,
        label=f"{BLOCK_LABELS[compared.block]}. {BASIS_LABELS[compared.basis]}",
        weights=weights,
        problems=problems,
        tried=tried,
        agreed=agreed(compared),
        apart=results(compared.basis).apart,
        versions=queries.weight_versions(compared.basis, compared.block),
        may_set=is_administrator(current_user),
        why=why,
    )
