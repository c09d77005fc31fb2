"""The directory of prisons, and what is known about each."""

from flask import Flask

from portal.prisons import panels
from portal.prisons.tables import views as tables
from portal.prisons.telling import views as telling
from portal.prisons.views import bp


def init_app(app: Flask) -> None:
    """Put the prison pages in place, with room for the panels of packages above."""
    panels.init_app(app)
    app.register_blueprint(bp)
    app.register_blueprint(tables.bp)
    app.register_blueprint(telling.bp)
