"""Practices that carry files, for the tests of whatever shows, searches or sends them."""

import io

import typst
from flask import Flask

from portal.accounts.models import User
from portal.practices import queries
from portal.practices.files import attaching
from portal.storage import hooks, places
from portal.storage.receiving import Received, receive


def upload(content: bytes, name: str) -> Received:
    """Take in a file as the upload page does; needs an application context."""
    return receive(io.BytesIO(content), name=name, folder=places.root())


def attach(app: Flask, actor: User, slug: str, files: dict[str, bytes]) -> list[str]:
    """Attach files to a practice, wait until they are read, and give their SHA-256."""
    with app.app_context():
        practice = queries.practice_by_slug(slug, viewer=actor)
        received = [upload(content, name) for name, content in files.items()]
        attaching.add_files(practice, received, actor=actor)
    wait_for_reader(app)
    return [each.sha256 for each in received]


def wait_for_reader(app: Flask) -> None:
    """Wait until everything that waits to be read is read: it must not outlive the database."""
    thread = hooks.of(app).thread
    if thread is not None:
        thread.join(timeout=60)
        assert not thread.is_alive()


def pdf(*pages: str) -> bytes:
    """Make a PDF of pages with these words."""
    return typst.compile("\n#pagebreak()\n".join(pages).encode())
