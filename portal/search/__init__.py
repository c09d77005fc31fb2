"""Full-text search: one interface, an engine behind it, and the change feed it follows."""

from datetime import timedelta

from flask import Flask

from portal import chores
from portal.accounts.leaving import on_leaving
from portal.search import (
    api,
    choices,
    lifts,
    needs,
    reasons,
    services,
    sources,
    suggestions,
    views,
)
from portal.search.engines import engine
from portal.search.saved.services import forget_of_leaver
from portal.search.saved.telling import tell
from portal.search.saved.views import bp as saved_searches
from portal.search.snippets import marked


def init_app(app: Flask) -> None:
    """Put the engine and the search pages in place; nothing is opened before the first search."""
    settings = app.config["SETTINGS"]
    app.extensions["search_index"] = engine(settings.search_engine, settings.search_index)
    sources.init_app(app)
    choices.init_app(app)
    lifts.init_app(app)
    reasons.init_app(app)
    app.add_template_filter(marked)
    needs.init_app(app)
    app.register_blueprint(views.bp)
    app.register_blueprint(api.bp)
    app.register_blueprint(suggestions.bp)
    app.register_blueprint(saved_searches)
    on_leaving(app, forget_of_leaver)
    chores.register(app, services.trim_feed, every=timedelta(days=1))
    # Each round takes on only whom none of the last 23 hours did.
    chores.register(app, tell, every=timedelta(hours=1))
