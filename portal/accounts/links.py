"""Addresses of pages for messages and the command line, where no request tells the host."""

from flask import current_app

LOCAL = "http://127.0.0.1:8000"


def absolute(path: str) -> str:
    """Give the whole address of a page of this portal; `path` begins with a slash."""
    return (current_app.config["SETTINGS"].public_url or LOCAL) + path


def invitation(token: str) -> str:
    """Give the address where an invitation is accepted."""
    return absolute(f"/account/invitations/{token}")


def reset(token: str) -> str:
    """Give the address where a new password is set."""
    return absolute(f"/account/reset/{token}")
