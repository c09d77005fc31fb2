"""Security headers on every answer, and the fence around a demo."""

from ipaddress import ip_address

from flask import Flask, Response, current_app, request

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
    app.before_request(_refuse_unreadable)
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


def _refuse_unreadable() -> None:
    """Refuse what no page can use: NUL, which no database holds, and fields without a name."""
    texts = [*request.view_args.values()] if request.view_args else []
    texts += [value for values in request.args.listvalues() for value in values]
    if any("\0" in text for text in texts if isinstance(text, str)):
        raise BadAddress("This address holds a character that cannot be used.")
    if any(not isinstance(name, str) for name in request.form):
        raise BadAddress("This form holds a field without a name.")


def _headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    # Pages must not stay behind on a shared computer; links in mail are secret before sign-in too.
    response.headers.setdefault("Cache-Control", "private, no-store")
    return response
