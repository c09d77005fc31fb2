"""Serving the compiled styles and scripts, cached for good because their names change."""

import json
import logging
from pathlib import Path

from flask import Flask
from whitenoise import WhiteNoise

from portal.web.asset_build import MANIFEST

log = logging.getLogger(__name__)

PREFIX = "/static/"


def init_app(app: Flask) -> None:
    """Serve the asset folder under /static/ and let templates ask for a file by its plain name."""
    folder: Path = app.config["SETTINGS"].assets
    names = _names(folder)

    def asset(name: str) -> str:
        return PREFIX + names.get(name, name)

    app.add_template_global(asset)
    if folder.is_dir():
        app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
            app.wsgi_app,
            root=str(folder),
            prefix=PREFIX,
            # Every name carries a hash of its content, so a browser never has to ask again.
            immutable_file_test=lambda _path, _url: True,
            max_age=31536000,
        )


def _names(folder: Path) -> dict[str, str]:
    try:
        names: dict[str, str] = json.loads((folder / MANIFEST).read_text())["names"]
    except (OSError, ValueError, KeyError):
        log.warning("no front-end assets in %s: run `portal init`", folder)
        return {}
    return names
