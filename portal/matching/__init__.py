"""Who is like us, why, and who should pair up with whom."""

from flask import Flask

from portal.matching.prison_panel import similar_prisons
from portal.matching.views import bp
from portal.prisons.panels import register_panel


def init_app(app: Flask) -> None:
    """Put the matching pages in place."""
    register_panel(app, similar_prisons, order=20)
    app.register_blueprint(bp)
