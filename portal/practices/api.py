"""Practices in the JSON API: what is published, for whoever holds a token."""

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.errors import NotFound
from portal.practices import queries
from portal.practices.content import Content
from portal.web.access import allow

bp = Blueprint("practices_api", __name__, url_prefix="/api/v1")


@bp.get("/practices/<slug>")
@allow("signed_in")
def show(slug: str) -> ResponseReturnValue:
    """Give one published practice: its words as Markdown, its fields as keys."""
    practice = queries.practice_by_slug(slug, viewer=current_user)
    revision = practice.published
    if revision is None or practice.published_at is None:
        raise NotFound("There is no published practice with this address.")
    written = Content.from_json(revision.content).to_json()
    source = queries.source_of(practice, viewer=current_user)
    prison = practice.prison
    return {
        "slug": practice.slug,
        "external_id": practice.external_id,
        "kind": practice.kind,
        **written,
        "body_html": revision.body_html,
        "prison": prison.name if prison else None,
        "prison_code": prison.code if prison else None,
        "is_example": bool(prison and prison.is_example),
        "is_template": practice.is_template,
        "revision": revision.number,
        "published_at": practice.published_at.isoformat(),
        "updated_at": revision.created_at.isoformat(),
        "copied_from": source.slug if source else None,
        "url": url_for("practices.show", slug=practice.slug, _external=True),
    }
