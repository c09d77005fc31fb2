"""Publishing practices that met a barrier, in one line each."""

import pytest

from portal.barriers import viewpoint
from portal.practices import services
from portal.practices.content import Content
from portal.search.lifts import Near


@pytest.fixture
def publish(app):
    """Give the act of publishing a practice; it returns its slug.

    Further names are fields of its kind, such as `evidence="views"`.
    """

    def act(title, actor, prison, *, kind="scheme", barriers=("movement",), **details) -> str:
        content = Content(
            title=title, summary="In short.", body="All.", details={"barriers": barriers, **details}
        )
        with app.app_context():
            practice = services.create_practice(kind, content, actor=actor, prison=prison)
            services.publish(practice, actor=actor)
            return practice.slug

    return act


@pytest.fixture
def closeness(monkeypatch):
    """Give the act of saying how close prisons are to everybody's: `closeness({prison: "close"})`.

    What is not named is not close.
    """
    shares = {"your prison": 1.0, "very close": 1.0, "close": 0.7, "fairly close": 0.35}

    def act(words) -> None:
        known = {
            prison.id: Near(shares[word], word, f"Reason {prison.code}")
            for prison, word in words.items()
        }
        monkeypatch.setattr(viewpoint, "near", lambda prison_id: known)

    return act
