"""Full-text search: one interface, an engine behind it, and the change feed it follows."""

from flask import Flask

from portal.search import api, choices, sources, views
from portal.search.snippets import marked
from portal.search.whoosh_index import WhooshIndex


def init_app(app: Flask) -> None:
    """Put the engine and the search pages in place; nothing is opened before the first search."""
    app.extensions["search_index"] = WhooshIndex(app.config["SETTINGS"].search_index)
    sources.init_app(app)
    choices.init_app(app)
    app.add_template_filter(marked)
    app.register_blueprint(views.bp)
    app.register_blueprint(api.bp)
