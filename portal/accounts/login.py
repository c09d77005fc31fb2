"""How Flask-Login finds the person behind a request, and what a stranger is answered."""

from flask import Flask, Request, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import LoginManager

from portal.accounts.forms import safe_next
from portal.accounts.models import User
from portal.accounts.queries import person_by_session_key, person_by_token
from portal.accounts.tokens import PREFIX
from portal.web import resend
from portal.web.errors import answer

API = "/api/"
BEARER = "Bearer "

login_manager = LoginManager()


def init_app(app: Flask) -> None:
    """Start the login manager."""
    # Prisons go out through proxies that change address during a session.
    login_manager.session_protection = None
    login_manager.init_app(app)


@login_manager.user_loader
def load_user(session_key: str) -> User | None:
    """Find the person whose session this is; nobody where the key was changed since."""
    return person_by_session_key(session_key)


@login_manager.request_loader
def load_program(asked: Request) -> User | None:
    """Find on whose behalf a program reads; only the API takes tokens."""
    header = asked.headers.get("Authorization", "")
    token = header.removeprefix(BEARER)
    if not asked.path.startswith(API) or token == header or not token.startswith(PREFIX):
        return None
    return person_by_token(token)


@login_manager.unauthorized_handler
def ask_to_sign_in() -> ResponseReturnValue:
    """Send people to the sign-in page and back afterwards; tell programs in JSON."""
    if request.path.startswith(API):
        response = current_app.make_response(answer(401, "Send the API token of an account."))
        response.headers["WWW-Authenticate"] = BEARER.strip()
        return response
    if request.method in ("GET", "HEAD"):
        wanted = request.full_path.rstrip("?")
        return redirect(url_for("accounts.sign_in", next=wanted))
    if resend.has_files():
        flash("You were signed out, so the file was not sent. Sign in, then choose it again.")
        return redirect(url_for("accounts.sign_in", next=request.path))
    kept = resend.keep()
    if kept is not None:
        return sign_in_page({}, kept=kept), 401
    flash("You were signed out, so nothing was saved. Sign in and try again.")
    return redirect(url_for("accounts.sign_in"))


def sign_in_page(problems: dict[str, str], *, kept: resend.Kept | None = None) -> str:
    """Write the sign-in page; a form that could not be sent travels in it."""
    return render_template(
        "accounts/sign_in.html",
        problems=problems,
        next=safe_next(request.values.get("next", "")),
        demo=current_app.config["SETTINGS"].demo,
        kept=kept,
    )
