"""Role cards: a job description on one side of A5, for a mentor to show at a wing gate."""

from datetime import date

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.documents import pdf
from portal.errors import Invalid, NotFound
from portal.practices import queries
from portal.practices.models import Practice
from portal.practices.paper import role_cards
from portal.practices.paper.handing_out import PDF, made_for, send
from portal.practices.review.forms import DAY_PARTS, read_day
from portal.practices.views.blueprint import bp
from portal.practices.views.paper import readable
from portal.web.access import allow


@bp.get("/practices/<slug>/role-card")
@allow("signed_in")
def role_card(slug: str) -> ResponseReturnValue:
    """Show what would stand on a role card, to be corrected."""
    return _page(_job_description(slug))


@bp.post("/practices/<slug>/role-card")
@allow("signed_in")
def make_role_card(slug: str) -> ResponseReturnValue:
    """Send a role card as it was corrected; nothing of it is kept."""
    practice = _job_description(slug)
    review_on, problems = _day()
    try:
        card = role_cards.card(practice, request.form, review_on, current_user)
    except Invalid as error:
        problems = error.problems | problems
    if problems:
        return _page(practice, problems)
    made = made_for(current_user, lambda: pdf.role_card(card))
    return send(made, f"Role card - {card.role}", PDF)


def _day() -> tuple[date | None, dict[str, str]]:
    try:
        return read_day(request.form), {}
    except Invalid as error:
        return None, error.problems


def _job_description(slug: str) -> Practice:
    practice = queries.practice_by_slug(slug, viewer=current_user)
    if practice.kind != role_cards.KIND:
        raise NotFound("Role cards are made from job descriptions. This practice is another kind.")
    return practice


def _page(practice: Practice, problems: dict[str, str] | None = None) -> ResponseReturnValue:
    revision = readable(practice)
    start = role_cards.suggestion(practice, revision, current_user)
    day = start.review_on
    stored = (day.day, day.month, day.year) if day else ("", "", "")
    typed = [request.form.get(part, str(was)) for part, was in zip(DAY_PARTS, stored, strict=True)]
    page = render_template(
        "practices/role_card.html",
        practice=practice,
        revision=revision,
        boxes=[(box, request.form.get(box.key, start.boxes[box.key])) for box in role_cards.BOXES],
        typed_day=dict(zip(DAY_PARTS, typed, strict=True)),
        start=start,
        problems=problems or {},
    )
    return page, 422 if problems else 200
