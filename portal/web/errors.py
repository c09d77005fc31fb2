"""Error pages that say what happened and what to do next."""

import logging

from flask import Flask, current_app, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from markupsafe import escape
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from portal.db import db
from portal.errors import Busy, PortalError, TooManyTries
from portal.web import resend

log = logging.getLogger(__name__)

TITLES = {
    400: "Something in this request is not right",
    401: "Sign in first",
    403: "You cannot see this page",
    404: "Page not found",
    405: "This page cannot be used that way",
    409: "Somebody else saved first",
    413: "That is too large",
    422: "Something needs correcting",
    429: "Too many tries",
    500: "Sorry, something went wrong",
    503: "Sorry, this is not available right now",
}
ADVICE = {
    400: "Go back and try again.",
    403: "If you need to see it, ask your prison lead or an administrator.",
    404: "If you typed the address, check it. The page may have been taken away.",
    405: "Go back and use the buttons on the page.",
    413: "Make the text or file smaller and send it again. Nothing was saved.",
    429: "Wait a few minutes, then try again.",
    500: "Nothing was half-saved. Try again in a few minutes.",
    503: "Try again in a few minutes.",
}


def init_app(app: Flask) -> None:
    """Give every error a page, or JSON under /api/."""
    app.register_error_handler(PortalError, _portal_error)
    app.register_error_handler(CSRFError, _csrf_error)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(OperationalError, _database_error)
    app.register_error_handler(Exception, _unexpected)


def answer(status: int, message: str = "") -> ResponseReturnValue:
    """Show the page for an error, with `message` instead of the usual advice where given."""
    message = message or ADVICE.get(status, ADVICE[400])
    if request.path.startswith("/api/"):
        return jsonify(error={"status": status, "message": message}), status
    title = TITLES.get(status, TITLES[400])
    try:
        page = render_template("web/error.html", title=title, message=message)
    except Exception:  # such as an address so strange that no link can be made
        log.warning("the page of error %d could not be written", status)
        page = f"<!DOCTYPE html><title>{title}</title><h1>{title}</h1><p>{escape(message)}</p>"
    return page, status


def _portal_error(error: PortalError) -> ResponseReturnValue:
    if isinstance(error, Busy):
        return _busy(str(error))
    response = current_app.make_response(answer(error.status, str(error)))
    if isinstance(error, TooManyTries):
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def _csrf_error(_error: CSRFError) -> ResponseReturnValue:
    """Let somebody whose session ended send the form again, once they are signed in."""
    if resend.has_files() and not current_user.is_authenticated:
        return signed_out()
    kept = resend.keep()
    if kept is None:
        return answer(400, "This page was open for too long. Go back, reload it and try again.")
    if current_user.is_authenticated:
        return resend.page(kept), 400
    return signed_out()


def signed_out() -> ResponseReturnValue:
    """Lead somebody whose session ended to the sign-in page, with what they sent."""
    answered: ResponseReturnValue = current_app.login_manager.unauthorized()  # type: ignore[attr-defined]
    return answered


def _http_error(error: HTTPException) -> ResponseReturnValue:
    response = error.get_response()
    if error.code is None or error.code < 400:
        return response
    page = current_app.make_response(answer(error.code))
    for name in ("Allow", "Retry-After", "WWW-Authenticate"):
        if name in response.headers:
            page.headers[name] = response.headers[name]
    return page


def _unexpected(error: Exception) -> ResponseReturnValue:
    if current_app.testing and current_app.config.get("PROPAGATE_EXCEPTIONS"):
        raise error
    db.session.rollback()
    log.exception("unexpected error in %s", request.endpoint)
    return answer(500)


def _database_error(error: OperationalError) -> ResponseReturnValue:
    """Say that somebody else has been writing for long."""
    if "locked" not in str(error.orig):
        return _unexpected(error)
    db.session.rollback()
    log.warning("the database was locked for too long in %s", request.endpoint)
    return _busy("")


def _busy(message: str) -> ResponseReturnValue:
    """Ask to try again in a moment, and keep what was typed."""
    kept = resend.keep()
    page = answer(503, message) if kept is None else (resend.page(kept), 503)
    response = current_app.make_response(page)
    response.headers["Retry-After"] = "10"
    return response
