"""Saving the search one looks at, and the list of what somebody has saved."""

from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.datastructures import MultiDict

from portal.errors import Invalid
from portal.search.saved import asking, services, wording
from portal.search.saved.listing import listing
from portal.web.access import allow

bp = Blueprint("search_saved", __name__)

ONE = "/search/saved/<int(max=2147483647):number>"


@dataclass(frozen=True, slots=True)
class ToSave:
    """Hold the parameters of a search that could be saved; labels are looked up where needed."""

    args: asking.Args

    @property
    def words(self) -> list[str]:
        """Say what it asks for."""
        asked = asking.asked(self.args)
        return wording.in_words(asked, wording.labels([asked], current_user))

    @property
    def name(self) -> str:
        """Suggest a name."""
        return wording.suggested_name(asking.asked(self.args), current_user)

    @property
    def address(self) -> str:
        """Give the address of the search itself."""
        return search_address(self.args)


@bp.app_template_global()
def search_to_save(address: "MultiDict[str, str]") -> ToSave | None:
    """Give the search that stands in an address; None where there are no words or filters."""
    args = asking.args_of(address)
    return ToSave(args) if args else None


def search_address(args: asking.Args) -> str:
    """Give the address that runs a search."""
    return f"{url_for('search.index')}?{asking.parameters(args)}"


@bp.get("/search/saved")
@allow("signed_in")
def index() -> ResponseReturnValue:
    """List somebody's saved searches and what is new."""
    return _list()


@bp.post("/search/saved")
@allow("signed_in")
def save() -> ResponseReturnValue:
    """Save the search whose parameters are sent, under a name."""
    search = search_to_save(request.values)
    name = request.form.get("name", "")
    mails = request.form.get("mails") == "yes"
    try:
        args = search.args if search else {}
        _, is_new = services.save(current_user, args, name=name, mails=mails)
    except Invalid as error:
        return _save_page(search, name, mails, error.problems), 422
    flash("The search is saved." if is_new else "You had saved this search before.", "success")
    return redirect(url_for("search_saved.index"))


@bp.get(ONE)
@allow("signed_in")
def run(number: int) -> ResponseReturnValue:
    """Run a saved search, with `order=newest` the newest first; what is there is no longer new."""
    args = services.opened(current_user, number)
    if request.args.get("order") == "newest":
        args = {**args, "sort": ["newest"]}
    return redirect(search_address(args))


@bp.post(f"{ONE}/rename")
@allow("signed_in")
def rename(number: int) -> ResponseReturnValue:
    """Give a saved search another name."""
    name = request.form.get("name", "")
    try:
        services.rename(current_user, number, name)
    except Invalid as error:
        return _list(number, name, error.problems["name"]), 422
    flash("The name is changed.", "success")
    return redirect(url_for("search_saved.index"))


@bp.post(f"{ONE}/mails")
@allow("signed_in")
def set_mails(number: int) -> ResponseReturnValue:
    """Turn emails about a saved search on or off."""
    on = request.form.get("mails") == "on"
    services.set_mails(current_user, number, on)
    flash(f"Emails about this search are {'on' if on else 'off'}.", "success")
    return redirect(url_for("search_saved.index"))


@bp.post("/search/saved/stop-mails")
@allow("signed_in")
def stop_mails() -> ResponseReturnValue:
    """Turn emails about all of somebody's saved searches off."""
    services.stop_mails(current_user)
    flash("Emails about your saved searches are off.", "success")
    return redirect(url_for("search_saved.index"))


@bp.post(f"{ONE}/remove")
@allow("signed_in")
def remove(number: int) -> ResponseReturnValue:
    """Forget a saved search."""
    name = services.remove(current_user, number)
    flash(f"“{name}” is no longer saved.", "success")
    return redirect(url_for("search_saved.index"))


def _list(number: int = 0, typed: str = "", problem: str = "") -> str:
    """Show the list; `problem` is what is wrong with the name typed for one search."""
    return render_template(
        "search/saved.html",
        searches=listing(current_user),
        wrong=number,
        typed=typed,
        problem=problem,
        most=services.MOST,
    )


def _save_page(search: ToSave | None, name: str, mails: bool, problems: dict[str, str]) -> str:
    return render_template(
        "search/saved_new.html", search=search, name=name, mails=mails, problems=problems
    )
