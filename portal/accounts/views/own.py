"""Somebody's own account."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.accounts import queries, services, tokens
from portal.accounts.models import ROLE_LABELS
from portal.accounts.permissions import manages_people
from portal.accounts.views.blueprint import bp, let_in, me
from portal.errors import Invalid
from portal.web.access import allow


@bp.get("/")
@allow("signed_in")
def show() -> ResponseReturnValue:
    """Show somebody their account."""
    return _page()


@bp.get("/details")
@allow("signed_in")
def details() -> ResponseReturnValue:
    """Ask for name and job title."""
    typed = {"name": me().name, "job_title": me().job_title}
    return render_template("accounts/details.html", typed=typed, problems={})


@bp.post("/details")
@allow("signed_in")
def save_details() -> ResponseReturnValue:
    """Change name and job title."""
    typed = {key: request.form.get(key, "") for key in ("name", "job_title")}
    try:
        services.update_details(me(), **typed)
    except Invalid as error:
        page = render_template("accounts/details.html", typed=typed, problems=error.problems)
        return page, 422
    flash("Your details are saved.", "success")
    return redirect(url_for("accounts.show"))


@bp.get("/password")
@allow("signed_in")
def password() -> ResponseReturnValue:
    """Ask for the old password and a new one."""
    return render_template("accounts/password.html", email=me().email, problems={})


@bp.post("/password")
@allow("signed_in")
def change_password() -> ResponseReturnValue:
    """Change the password and end all other sessions. Raises TooManyTries."""
    try:
        user = services.change_password(
            me(),
            current=request.form.get("current", ""),
            new=request.form.get("password", ""),
            address=request.remote_addr or "",
        )
    except Invalid as error:
        page = render_template("accounts/password.html", email=me().email, problems=error.problems)
        return page, 422
    let_in(user)
    flash("Your password is changed. You are signed out everywhere else.", "success")
    return redirect(url_for("accounts.show"))


@bp.post("/token")
@allow("signed_in")
def new_token() -> ResponseReturnValue:
    """Make an API token and show it this once."""
    return _page(new_token=tokens.new_token(me(), actor=me()))


@bp.post("/token/end")
@allow("signed_in")
def end_token() -> ResponseReturnValue:
    """End the API token."""
    tokens.end_tokens(me(), actor=me())
    flash("Your API token no longer works.", "success")
    return redirect(url_for("accounts.show"))


def _page(new_token: str = "") -> str:
    return render_template(
        "accounts/show.html",
        user=me(),
        role_label=ROLE_LABELS[me().role],
        manages_people=manages_people(me()),
        token=queries.token_of(me()),
        new_token=new_token,
    )
