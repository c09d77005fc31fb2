"""What waits for whom, and whether a prison reviews at all."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.errors import NotFound
from portal.practices.review import queries as review_queries
from portal.practices.views.blueprint import bp
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
        shown=review_queries.SHOWN,
    )


@bp.post("/my-prison/reviews")
@allow("prison_lead")
def switch_reviews() -> ResponseReturnValue:
    """Switch the review of a prison's practices on or off."""
    if current_user.prison is None:
        raise NotFound("Your account belongs to no prison, so there is no such page for you.")
    on = request.form.get("reviews") == "on"
    set_reviews(actor=current_user, prison=current_user.prison, on=on)
    said = "Practices are now reviewed" if on else "Practices are no longer reviewed"
    flash(f"{said} before others see them.", "success")
    return redirect(url_for("practices.my_prison"))
