"""The menu at the top of every page, and the links at its foot."""

from functools import lru_cache

from flask import Flask, request, url_for
from flask_login import current_user

Entry = tuple[str, str, str]  # name, words on the screen, address

SUPPORT = (
    ("help", "Help"),
    ("accessibility", "Accessibility"),
    ("privacy", "Privacy"),
    ("cookies", "Cookies"),
)


def init_app(app: Flask) -> None:
    """Let the layout ask for the menu and the links."""
    app.add_template_global(navigation)
    app.add_template_global(support_links)


def navigation() -> tuple[Entry, ...]:
    """List the menu for whoever is looking."""
    if not current_user.is_authenticated:
        return _signed_out(request.script_root)
    return _signed_in(request.script_root, current_user.role, current_user.prison_id is not None)


def support_links() -> tuple[Entry, ...]:
    """List the standing pages."""
    return _support(request.script_root)


# Every page shows the same few lists, and addresses take time to make: they are kept, apart for
# each path that the portal may be served under.
@lru_cache(maxsize=8)
def _signed_out(_root: str) -> tuple[Entry, ...]:
    return (("sign-in", "Sign in", url_for("accounts.sign_in")),)


@lru_cache(maxsize=64)
def _signed_in(_root: str, role: str, has_prison: bool) -> tuple[Entry, ...]:
    entries = [
        ("find", "Find practice", "search.index"),
        ("prisons", "Prisons", "prisons.index"),
        ("templates", "Templates", "practices.templates"),
    ]
    if has_prison:
        entries.append(("my-prison", "My prison", "practices.my_prison"))
    if role in ("regional_lead", "administrator"):
        entries.append(("pairing", "Pairing", "matching.rounds"))
    entries.append(("account", "Account", "accounts.show"))
    return tuple((name, words, url_for(endpoint)) for name, words, endpoint in entries)


@lru_cache(maxsize=8)
def _support(_root: str) -> tuple[Entry, ...]:
    return tuple((name, words, url_for("home.page", name=name)) for name, words in SUPPORT)
