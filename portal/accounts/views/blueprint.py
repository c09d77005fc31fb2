"""What the account pages share."""

from flask import Blueprint, session
from flask_login import current_user, login_user

from portal.accounts.models import User

bp = Blueprint("accounts", __name__, url_prefix="/account", template_folder="../templates")


def me() -> User:
    """Give the person who is looking, as a plain object."""
    user: User = current_user._get_current_object()
    return user


def let_in(user: User) -> None:
    """Start a new session: nothing of an earlier one, which another might know, goes on."""
    session.clear()
    login_user(user)
    session.permanent = True
