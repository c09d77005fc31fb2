"""What people need and did not find, and what leads ask others to write."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.errors import Invalid
from portal.pagination import page_number
from portal.search.needs import noting, queries, services
from portal.search.needs.counting import TOLD_MAX
from portal.search.needs.models import WHY_MAX
from portal.search.needs.question import QUESTION_MAX, unquoted
from portal.web.access import allow

bp = Blueprint("search_needs", __name__, template_folder="../templates")

NUMBER = "<int(max=2147483647):number>"


@bp.get("/search/needs")
@allow("regional_lead", "administrator")
def index() -> ResponseReturnValue:
    """Show what people need and did not find; `part` names one of the lists, which has pages."""
    days, part = _days(), request.args.get("part", "")
    part = part if part in queries.PARTS else ""
    page = page_number(request.args.get("page")) if part else 1
    return render_template(
        "search/needs.html",
        needs=queries.needs(days=days, part=part, page=page),
        part=part,
        days=days,
        choices=queries.DAYS,
        least=queries.LEAST,
        least_unopened=queries.LEAST_UNOPENED,
        hidden=queries.hidden(),
        address_of_page=lambda number: url_for(".index", days=days, part=part, page=number),
    )


def _days() -> int:
    asked = request.args.get("days", "")
    return next((each for each in queries.DAYS if str(each) == asked), queries.DAYS[1])


@bp.post("/search/needs/hide")
@allow("regional_lead", "administrator")
def hide() -> ResponseReturnValue:
    """Take a question off the list, or put it back."""
    hidden = request.form.get("do") != "show"
    services.set_hidden(request.form.get("q", ""), actor=current_user, hidden=hidden)
    flash("Taken off the list." if hidden else "Back on the list.", "success")
    return redirect(url_for(".index"))


@bp.get("/search/needs/ask")
@allow("regional_lead", "administrator")
def asking() -> ResponseReturnValue:
    """Show the form that asks everybody for a practice."""
    return _asking(request.args.get("q", "")[:QUESTION_MAX], "", {})


@bp.post("/search/needs/ask")
@allow("regional_lead", "administrator")
def ask() -> ResponseReturnValue:
    """Ask everybody for a practice."""
    words, why = request.form.get("words", ""), request.form.get("why", "")
    try:
        services.ask_for(words, why, actor=current_user)
    except Invalid as error:
        return _asking(words, why, error.problems), error.status
    flash("Your request is on the list of what is asked for.", "success")
    return redirect(url_for(".asked_for"))


def _asking(words: str, why: str, problems: dict[str, str]) -> str:
    return render_template(
        "search/needs_ask.html",
        words=words,
        why=why,
        problems=problems,
        words_max=QUESTION_MAX,
        why_max=WHY_MAX,
    )


@bp.post("/search/needs/tell")
@allow("signed_in")
def tell() -> ResponseReturnValue:
    """Tell the leads that somebody needs what was not found; nobody's name is kept."""
    if noting.tell_leads(request.form.get("q", "")):
        return redirect(url_for(".told"))
    return render_template("search/needs_told.html", most=TOLD_MAX), 429


@bp.get("/search/needs/told")
@allow("signed_in")
def told() -> ResponseReturnValue:
    """Say thank you."""
    return render_template("search/needs_told.html")


@bp.get("/search/asked-for")
@allow("signed_in")
def asked_for() -> ResponseReturnValue:
    """Show what is asked for, the newest first."""
    return render_template(
        "search/asked_for.html",
        requests=queries.open_requests(page_number(request.args.get("page"))),
        answered=queries.answered_requests(current_user),
        may_change=queries.may_change,
        address_of_page=lambda number: url_for(".asked_for", page=number),
    )


@bp.get(f"/search/asked-for/{NUMBER}/there")
@allow("regional_lead", "administrator")
def there(number: int) -> ResponseReturnValue:
    """Ask which practice answers a request."""
    return _there(number, {})


@bp.post(f"/search/asked-for/{NUMBER}/there")
@allow("regional_lead", "administrator")
def answer(number: int) -> ResponseReturnValue:
    """Close a request with what answers it."""
    try:
        services.answer(number, request.form.get("key", ""), actor=current_user)
    except Invalid as error:
        return _there(number, error.problems), error.status
    flash("The request is answered.", "success")
    return redirect(url_for(".asked_for"))


def _there(number: int, problems: dict[str, str]) -> str:
    found = queries.changeable_request(number, current_user)
    words = request.values.get("q", unquoted(found.words))[:500]
    return render_template(
        "search/needs_there.html",
        request_=found,
        words=words,
        offered=queries.offered(words, current_user),
        problems=problems,
    )


@bp.get(f"/search/asked-for/{NUMBER}/remove")
@allow("regional_lead", "administrator")
def removing(number: int) -> ResponseReturnValue:
    """Ask whether a request shall go."""
    found = queries.changeable_request(number, current_user)
    return render_template("search/needs_remove.html", request_=found)


@bp.post(f"/search/asked-for/{NUMBER}/remove")
@allow("regional_lead", "administrator")
def remove(number: int) -> ResponseReturnValue:
    """Take a request away."""
    services.remove(number, actor=current_user)
    flash("The request is gone.", "success")
    return redirect(url_for(".asked_for"))
