"""Scheme write-ups, job descriptions, training materials and practice notes."""

from flask import Flask

from portal.practices import api
from portal.practices.prison_panel import shared_practices
from portal.practices.search_source import PracticeSource
from portal.practices.views import bp
from portal.practices.vocabulary import BARRIERS, KINDS, THEMES
from portal.prisons.panels import register_panel
from portal.search.choices import Choice, offer
from portal.search.sources import register


def init_app(app: Flask) -> None:
    """Put the practice pages in place and bring practices to search."""
    app.add_template_global(KINDS.get, "kind_label")
    register(app, PracticeSource())
    offer(
        app,
        Choice("kind", "Kind", KINDS),
        Choice("theme", "Theme", THEMES),
        Choice("barrier", "What is in your way", BARRIERS),
    )
    register_panel(app, shared_practices, order=10)
    app.register_blueprint(bp)
    app.register_blueprint(api.bp)
