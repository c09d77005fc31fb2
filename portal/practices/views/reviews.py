"""What waits for whom, and whether a prison reviews at all."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.errors import NotFound
from portal.practices.review import queries as review_queries
from portal.practices.views.blueprint import bp
from portal.prisons.models import Prison
from portal.prisons.services import set_reviews
from portal.web.access import allow


@bp.get("/reviews")
@allow("signed_in")
def reviews() -> ResponseReturnValue:
    """List what waits for the person who looks: to review, sent back, due, without an owner."""
    return render_template(
        "practices/reviews.html",
        to_review=review_queries.to_review(current_user),
        sent_back=review_queries.sent_back(current_user),
        due=review_queries.due(current_user),
        nobodys=review_queries.nobodys(current_user),
        mine=review_queries.looked_after(current_user),
        shown=review_queries.SHOWN,
    )


@bp.get("/my-prison/reviews")
@allow("prison_lead")
def ask_to_switch_reviews() -> ResponseReturnValue:
    """Ask whether what members write shall no longer be reviewed, or shall be again."""
    return render_template("practices/switch_reviews.html", prison=_own_prison())


@bp.post("/my-prison/reviews")
@allow("prison_lead")
def switch_reviews() -> ResponseReturnValue:
    """Turn the review of a prison's practices on or off."""
    on = request.form.get("reviews") == "on"
    set_reviews(actor=current_user, prison=_own_prison(), on=on)
    said = "Reviews are on." if on else "Reviews are off. Everybody here can publish."
    flash(said, "success")
    return redirect(url_for("practices.my_prison"))


def _own_prison() -> Prison:
    if current_user.prison is None:
        raise NotFound("Your account belongs to no prison, so there is no such page for you.")
    prison: Prison = current_user.prison
    return prison
