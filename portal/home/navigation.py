"""The menu at the top of every page, and the links at its foot."""

from flask import Flask
from flask_login import current_user

from portal.practices.reviewers import waiting_for

Entry = tuple[str, str, str]  # name, words on the screen, endpoint

SIGNED_OUT: tuple[Entry, ...] = (("sign-in", "Sign in", "accounts.sign_in"),)
SUPPORT = (
    ("help", "Help"),
    ("accessibility", "Accessibility"),
    ("privacy", "Privacy"),
    ("cookies", "Cookies"),
)


def init_app(app: Flask) -> None:
    """Let the layout ask for the menu and the links."""
    app.add_template_global(navigation)
    app.jinja_env.globals["support_pages"] = SUPPORT


def navigation() -> tuple[Entry, ...]:
    """List the menu for whoever is looking."""
    if not current_user.is_authenticated:
        return SIGNED_OUT
    entries: list[Entry] = [
        ("find", "Find practice", "search.index"),
        ("barriers", "What is in your way?", "barriers.index"),
        ("prisons", "Prisons", "prisons.index"),
        ("templates", "Templates", "practices.templates"),
    ]
    if current_user.prison_id:
        entries.append(("my-prison", "My prison", "practices.my_prison"))
    if current_user.role in ("regional_lead", "administrator"):
        entries.append(("needs", "Needs", "search_needs.index"))
        entries.append(("pairing", "Pairing", "rounds.rounds"))
    if waiting := sum(waiting_for(current_user).values()):
        entries.append(("reviews", f"To review ({waiting})", "practices.reviews"))
    entries.append(("account", "Account", "accounts.show"))
    return tuple(entries)
