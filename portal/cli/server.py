"""Gunicorn, started from Python: the portal is built once and shared by every worker."""

import gc
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from portal import chores
from portal.db import db

MEMORY = Path("/dev/shm")  # noqa: S108 - only heartbeats, in files of gunicorn's own


class Server(BaseApplication):
    """Serve `app`; `ready` is called once it listens."""

    def __init__(self, app: Flask, options: dict[str, Any], *, ready: Callable[[], None]) -> None:
        self.app = app
        self.options = options | {
            "preload_app": True,
            "worker_class": "gthread",
            "graceful_timeout": 15,
            "timeout": 60,
            "proc_name": "portal",
            # Portals that run side by side must not share a file in the home folder.
            "control_socket_disable": True,
            # Only PORTAL_TRUSTED_PROXIES says whom to believe about the visitor.
            "secure_scheme_headers": {},
            "forwarder_headers": "",
            "worker_tmp_dir": str(MEMORY) if MEMORY.is_dir() else None,
            "when_ready": lambda _arbiter: ready(),
            "pre_fork": lambda _arbiter, _worker: _share_memory(),
            "post_fork": lambda _arbiter, _worker: self._begin_work(),
        }
        super().__init__()

    def load_config(self) -> None:
        """Hand gunicorn the options."""
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """Give the portal, already built."""
        return self.app

    def _begin_work(self) -> None:
        """Leave the parent's database connections alone, then begin what a worker does by itself.

        A connection belongs to one process, and threads do not survive the fork.
        """
        with self.app.app_context():
            db.engine.dispose(close=False)
        chores.start(self.app)


def _share_memory() -> None:
    """Keep the collector from touching, and so copying, what workers share with the parent.

    A page makes thousands of objects and leaves few behind: looking for them seldom is enough.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 50, 100)
