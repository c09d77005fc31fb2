"""The pages of editions: which there are, publishing one, a prison's list in one."""

from typing import cast

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.accounts.permissions import is_administrator
from portal.errors import Invalid
from portal.matching.core import Basis, Block
from portal.matching.editions import queries, services
from portal.matching.editions.models import EditionLineUp
from portal.matching.line_ups import BASIS_LABELS, BLOCK_LABELS
from portal.prisons.queries import prison_by_slug, prisons_by_code
from portal.web.access import allow

bp = Blueprint("editions", __name__, template_folder="../templates")


@bp.get("/matching/editions")
@allow("signed_in")
def index() -> ResponseReturnValue:
    """List the editions, each with the list of one prison; administrators can publish the next.

    The prison is that of the address, else the viewer's own, else none. Raises NotFound.
    """
    return _index({}, "")


@bp.post("/matching/editions")
@allow("administrator")
def publish() -> ResponseReturnValue:
    """Publish today's lists."""
    name = request.form.get("name", "")
    try:
        made = services.publish_edition(actor=current_user, name=name)
    except Invalid as error:
        return _index(error.problems, name), error.status
    flash(f"Published: {made.name}. From now on each list says what changed since.", "success")
    return redirect(url_for("editions.index"))


@bp.get("/prisons/<slug>/similar/editions/<int(max=2147483647):number>")
@allow("signed_in")
def show(slug: str, number: int) -> ResponseReturnValue:
    """Show a prison's lists as they were in an edition. Raises NotFound."""
    prison, edition = prison_by_slug(slug), queries.edition_by_number(number)
    lists = [
        (_label(kept), kept.lists[prison.code])
        for kept in queries.line_ups_of(number)
        if kept.lists.get(prison.code)
    ]
    prisons = prisons_by_code({code for _, listed in lists for code, _ in listed})
    return render_template(
        "matching/editions/show.html", prison=prison, edition=edition, lists=lists, prisons=prisons
    )


def _label(kept: EditionLineUp) -> str:
    block, basis = cast("Block", kept.block), cast("Basis", kept.basis)
    return f"{BLOCK_LABELS[block]}. {BASIS_LABELS[basis]}"


def _index(problems: dict[str, str], typed: str) -> str:
    asked = request.args.get("prison")
    return render_template(
        "matching/editions/index.html",
        editions=queries.editions(),
        prison=prison_by_slug(asked) if asked else current_user.prison,
        may_publish=is_administrator(current_user),
        problems=problems,
        typed=typed,
    )
