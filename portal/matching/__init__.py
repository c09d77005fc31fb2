"""Who is like us, why, and who should pair up with whom."""

from flask import Flask

from portal.matching.views import bp


def init_app(app: Flask) -> None:
    """Put the matching pages in place."""
    app.register_blueprint(bp)
