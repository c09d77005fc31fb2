"""Practices in the JSON API: what is published, for whoever holds a token."""

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.errors import NotFound
from portal.practices import queries
from portal.practices.content import Content, FileRef
from portal.practices.files.attached import NO_SUCH_FILE
from portal.practices.files.downloading import download
from portal.practices.states import state_of
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
    content = Content.from_json(revision.content)
    written = content.to_json()
    source = queries.source_of(practice, viewer=current_user)
    prison = practice.prison
    return {
        "slug": practice.slug,
        "external_id": practice.external_id,
        "kind": practice.kind,
        **written,
        "files": [_file(practice.slug, each) for each in content.files],
        "body_html": revision.body_html,
        "prison": prison.name if prison else None,
        "prison_code": prison.code if prison else None,
        "is_example": bool(prison and prison.is_example),
        "is_template": practice.is_template,
        "revision": revision.number,
        "published_at": practice.published_at.isoformat(),
        "updated_at": revision.created_at.isoformat(),
        "state": state_of(practice),
        "review_on": practice.review_on.isoformat() if practice.review_on else None,
        "copied_from": source.slug if source else None,
        "copied_from_revision": source.revision if source else None,
        "url": url_for("practices.show", slug=practice.slug, _external=True),
    }


@bp.get("/practices/<slug>/files/<sha256>")
@allow("signed_in")
def file(slug: str, sha256: str) -> ResponseReturnValue:
    """Send one file of a published practice."""
    practice = queries.practice_by_slug(slug, viewer=current_user)
    published = practice.published
    carried = Content.from_json(published.content).files if published else ()
    for each in carried:
        if each.sha256 == sha256:
            return download(each)
    raise NotFound(NO_SUCH_FILE)


def _file(slug: str, file: FileRef) -> dict[str, object]:
    address = url_for("practices_api.file", slug=slug, sha256=file.sha256, _external=True)
    return {"name": file.name, "type": file.media_type, "size": file.size, "url": address}
