"""The front page, the menu and the standing pages."""

from flask import Flask

from portal.home import navigation
from portal.home.views import bp


def init_app(app: Flask) -> None:
    """Put the front page and the menu in place."""
    navigation.init_app(app)
    app.register_blueprint(bp)
