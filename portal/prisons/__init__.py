"""The directory of prisons, and what is known about each."""

from flask import Flask

from portal.prisons.views import bp


def init_app(app: Flask) -> None:
    """Put the prison pages in place."""
    app.register_blueprint(bp)
