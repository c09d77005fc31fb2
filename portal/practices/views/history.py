"""Every version of a practice, what changed between them, and using one again."""

import re

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.errors import EditConflict, NotFound
from portal.pagination import page_number
from portal.practices import queries
from portal.practices.comparing.contents import compare as compare_contents
from portal.practices.comparing.in_words import in_short
from portal.practices.comparing.shown import opens, shown
from portal.practices.content import Content
from portal.practices.history import revisions
from portal.practices.history.restoring import Restored
from portal.practices.history.restoring import restore as restore_version
from portal.practices.models import Practice
from portal.practices.permissions import require_history
from portal.practices.review.reviewing import next_step
from portal.practices.views.blueprint import bp
from portal.practices.views.editable import editable
from portal.practices.vocabulary import THEMES
from portal.practices.wording import in_words
from portal.web.access import allow


@bp.get("/practices/<slug>/history")
@allow("signed_in")
def history(slug: str) -> ResponseReturnValue:
    """List the versions of a practice to those who may change it."""
    practice = _with_history(slug)
    page = revisions.versions_of(practice, page=page_number(request.args.get("page")))
    return render_template(
        "practices/history.html",
        practice=practice,
        page=page,
        here=url_for("practices.show", slug=slug),
        address=lambda number: url_for("practices.history", slug=slug, page=number),
    )


@bp.get("/practices/<slug>/compare")
@allow("signed_in")
def compare(slug: str) -> ResponseReturnValue:
    """Show what changed between two versions, the newest two where none are named."""
    practice = _with_history(slug)
    newest = revisions.newest_number(practice)
    one = _number("from", default=max(1, newest - 1))
    pair = revisions.pair_of(practice, one, _number("to", default=newest))
    changes = compare_contents(practice.kind, pair.was, pair.now)
    return render_template(
        "practices/compare.html",
        practice=practice,
        pair=pair,
        changes=[(change, in_short(change)) for change in changes],
        is_side=request.args.get("view") == "side",
        cut=shown,
        opens=opens,
    )


@bp.get("/practices/<slug>/versions/<int(max=2147483647):number>")
@allow("signed_in")
def version(slug: str, number: int) -> ResponseReturnValue:
    """Show one version of a practice, as it was, to those who may change it."""
    practice = _with_history(slug)
    revision = queries.revision_by_number(practice, number)
    content = Content.from_json(revision.content)
    return render_template(
        "practices/version.html",
        practice=practice,
        revision=revision,
        content=content,
        lines=in_words(practice.kind, content),
        themes=THEMES,
        next=next_step(practice, current_user),
    )


@bp.post("/practices/<slug>/versions/<int(max=2147483647):number>/restore")
@allow("signed_in")
def restore(slug: str, number: int) -> ResponseReturnValue:
    """Save an earlier version again, as the newest."""
    practice = editable(slug)
    based_on = request.form.get("based_on", "")
    seen = int(based_on) if re.fullmatch("[0-9]{1,9}", based_on) else 0
    try:
        restored = restore_version(practice, number, actor=current_user, based_on=seen)
    except EditConflict:
        flash(
            f"Nothing was changed: somebody saved a newer version meanwhile. This is what is"
            f" different since version {number}. To go back to it all the same, open version"
            f" {number} and use it again."
        )
        newest = revisions.newest_number(editable(slug))
        return redirect(f"{url_for('practices.compare', slug=slug)}?from={number}&to={newest}")
    _say(restored, number)
    return redirect(url_for("practices.version", slug=slug, number=restored.number))


def _say(restored: Restored, number: int) -> None:
    if restored.is_new:
        flash(f"Saved. Version {restored.number} has the words of version {number}.", "success")
    else:
        flash(f"The newest version says the same as version {number} already.")
    if restored.lost:
        names = ", ".join(restored.lost)
        flash(f"The portal no longer has these files, so they are left out: {names}.")


def _with_history(slug: str) -> Practice:
    practice = queries.practice_by_slug(slug, viewer=current_user)
    require_history(current_user, practice)
    return practice


def _number(name: str, *, default: int) -> int:
    raw = request.args.get(name, "")
    if not raw:
        return default
    if not re.fullmatch("[0-9]{1,9}", raw):
        raise NotFound("This practice has no such version.")
    return int(raw)
