"""What every page shares: layout, access rules, errors, security headers, assets."""

from flask import Flask
from flask_compress import Compress
from flask_wtf import CSRFProtect

from portal.web import access, addresses, assets, errors, filters, proxies, security, uploads
from portal.web.blueprint import bp

csrf = CSRFProtect()
compress = Compress()


def init_app(app: Flask) -> None:
    """Set up the shared parts, outermost first."""
    proxies.init_app(app)
    assets.init_app(app)
    uploads.init_app(app)
    security.init_app(app)
    csrf.init_app(app)
    app.config.update(COMPRESS_ALGORITHM=["gzip"], COMPRESS_LEVEL=3)
    app.config.update(COMPRESS_MIN_SIZE=1000, COMPRESS_STREAMS=False)
    compress.init_app(app)
    access.init_app(app)
    errors.init_app(app)
    filters.init_app(app)
    addresses.init_app(app)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.register_blueprint(bp)
