"""What gets in the way of a scheme: what the study found, who met it and what they did."""

from flask import Flask

from portal.barriers import sounding
from portal.barriers.views import bp
from portal.search import signposts


def init_app(app: Flask) -> None:
    """Put the pages about barriers in place, and let search point to them."""
    app.register_blueprint(bp)
    signposts.register(app, sounding.finder)
