"""Security headers on every answer, and the fence around a demo."""

from ipaddress import ip_address

from flask import Flask, Response, current_app, request
from flask_login import current_user

from portal.errors import Forbidden, PortalError

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class BadAddress(PortalError):
    """Say that the address or the form holds something no page can use."""


def init_app(app: Flask) -> None:
    """Check each request before the gate and put the headers on each answer."""
    app.before_request(_fence_demo)
    app.before_request(_refuse_nul)
    app.after_request(_headers)


def _fence_demo() -> None:
    """Answer this computer only while demo sign-ins exist: their passwords are on the screen."""
    if current_app.config["SETTINGS"].demo and not _is_loopback(request.remote_addr):
        raise Forbidden("This is a demo. It only answers the computer that it runs on.")


def _is_loopback(address: str | None) -> bool:
    try:
        return ip_address(address or "").is_loopback
    except ValueError:
        return False


def _refuse_nul() -> None:
    """Refuse the NUL character, which no database column can hold, before it reaches one."""
    texts = [*request.view_args.values()] if request.view_args else []
    texts += [value for values in request.args.listvalues() for value in values]
    if any("\0" in text for text in texts if isinstance(text, str)):
        raise BadAddress("This address holds a character that cannot be used.")


def _headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    if current_user and current_user.is_authenticated:
        # Pages of a signed-in person must not stay behind on a shared computer.
        response.headers.setdefault("Cache-Control", "private, no-store")
    return response
