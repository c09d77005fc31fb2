"""How Flask-Login finds the person behind a request."""

from flask import Flask
from flask_login import LoginManager
from sqlalchemy import select

from portal.accounts.models import User
from portal.db import db

login_manager = LoginManager()


def init_app(app: Flask) -> None:
    """Start the login manager."""
    login_manager.login_view = "accounts.sign_in"
    login_manager.login_message = "Sign in to see this page."
    login_manager.init_app(app)


@login_manager.user_loader
def load_user(session_key: str) -> User | None:
    """Find the person whose session this is; nobody where the key was changed since."""
    return db.session.scalar(select(User).where(User.session_key == session_key, User.active))
