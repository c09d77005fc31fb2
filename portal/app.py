"""The application factory: read down it to see what the portal is made of."""

from datetime import timedelta

from flask import Flask

from portal import (
    accounts,
    barriers,
    chores,
    confined,
    db,
    home,
    matching,
    practices,
    prisons,
    search,
    storage,
    web,
)
from portal.config import Settings
from portal.web import access


def create_app(settings: Settings | None = None) -> Flask:
    """Build the portal. Without `settings` they are read from the environment.

    Raises SettingsError where a setting is wrong, RouteWithoutRule where a page has no access rule.
    """
    settings = settings or Settings.from_environment()
    app = Flask(__name__, static_folder=None, template_folder=None)
    app.config.from_mapping(settings.flask_config())
    chores.init_app(app)
    chores.register(app, confined.sweep, every=timedelta(hours=1))
    db.init_app(app)
    web.init_app(app)
    storage.init_app(app)
    prisons.init_app(app)
    accounts.init_app(app)
    search.init_app(app)
    practices.init_app(app)
    matching.init_app(app)
    barriers.init_app(app)
    home.init_app(app)
    access.check_every_route(app)
    return app
