"""Keeping what somebody typed when their session ended before they sent it.

The words travel in the page itself: from the refused form into the sign-in page, and from there
into a page whose button sends them to where they were meant for. Nothing is stored meanwhile.
"""

import json
from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import current_app, render_template, request
from werkzeug.exceptions import HTTPException

FIELD = "kept"
NEVER = "csrf_token"


@dataclass(frozen=True, slots=True)
class Kept:
    """Hold a form that could not be sent: where it goes, and its fields in order."""

    path: str
    fields: tuple[tuple[str, str], ...]

    def to_json(self) -> str:
        """Turn into the value of one hidden field."""
        return json.dumps([self.path, self.fields], ensure_ascii=False)


def keep() -> Kept | None:
    """Take the form of this request, or None where it must not be sent again.

    Passwords are not carried on, and a form that another site sent is not ours to repeat.
    """
    names = set(request.form)
    if not names - {NEVER} or any("password" in name for name in names) or not _is_from_here():
        return None
    fields = [(name, value) for name, value in request.form.items(multi=True) if name != NEVER]
    return Kept(request.path, tuple(fields))


def has_files() -> bool:
    """Tell whether this request carries files, which no page can: they have to be chosen again."""
    return request.mimetype == "multipart/form-data"


def carried() -> Kept | None:
    """Read back the form that the sign-in page carries; None for none, or one we did not write."""
    try:
        path, fields = json.loads(request.form.get(FIELD, ""))
        kept = Kept(str(path), tuple((str(name), str(value)) for name, value in fields))
        kept.to_json().encode()  # half characters can be written as JSON, but not sent on
    except (ValueError, TypeError, RecursionError):
        return None
    return kept if _is_form_here(kept.path) else None


def page(kept: Kept) -> str:
    """Show the page whose button sends the form."""
    return render_template("web/resend.html", kept=kept)


def _is_from_here() -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("Origin") or request.headers.get("Referer") or ""
    try:
        return urlsplit(origin).netloc == request.host
    except ValueError:
        return False


def _is_form_here(path: str) -> bool:
    """Tell whether a path is one of our own that takes forms."""
    if not path.startswith("/") or path.startswith("//"):
        return False
    try:
        current_app.url_map.bind(request.host).match(path, method="POST")
    except HTTPException:
        return False
    return True
