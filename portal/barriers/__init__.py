"""What gets in the way of a scheme: what the study found, who met it and what they did."""

from flask import Flask

from portal.barriers.views import bp


def init_app(app: Flask) -> None:
    """Put the pages about barriers in place."""
    app.register_blueprint(bp)
