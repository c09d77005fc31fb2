"""How large a request may be, where a page takes more or less than the others do."""

from collections.abc import Callable
from typing import TypeVar

from flask import Flask, current_app, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

MB = 1024 * 1024

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])

_MOST = "portal_request_most"


def takes_at_most(size: int) -> Callable[[View], View]:
    """Say how many bytes a request to a view may have; a larger one is answered with 413.

    Who is not signed in may never send more than to other pages.
    """

    def mark(view: View) -> View:
        setattr(view, _MOST, size)
        return view

    return mark


def init_app(app: Flask) -> None:
    """Set the limit before anything reads the form."""
    app.before_request(_limit)


def _limit() -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    most = getattr(view, _MOST, None)
    if most is not None and (most < current_app.config["MAX_CONTENT_LENGTH"] or _is_known()):
        request.max_content_length = most


def _is_known() -> bool:
    return bool(current_user.is_authenticated)
