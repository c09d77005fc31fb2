"""People, roles, sign-in and API tokens."""

from flask import Flask

from portal.accounts import leaving, login
from portal.accounts.views import bp


def init_app(app: Flask) -> None:
    """Put sign-in and the account pages in place."""
    login.init_app(app)
    leaving.init_app(app)
    app.register_blueprint(bp)
