"""What people looked for and did not find, and what leads ask others to write."""

from datetime import timedelta

from flask import Flask

from portal import chores
from portal.search.needs import noting, queries, services
from portal.search.needs.question import unquoted, without_quotes
from portal.search.needs.views import bp


def init_app(app: Flask) -> None:
    """Begin to count searches, and put the pages in place."""
    noting.init_app(app)
    days = app.config["SETTINGS"].search_retention_days
    chores.register(app, noting.WriteCounts(app), every=timedelta(minutes=1))
    chores.register(app, lambda: services.forget(days), every=timedelta(days=1))
    app.add_template_global(queries.newest_requests, "newest_requests")
    app.add_template_global(queries.count_open, "count_open_requests")
    app.add_template_filter(unquoted)
    app.add_template_filter(without_quotes)
    app.register_blueprint(bp)
