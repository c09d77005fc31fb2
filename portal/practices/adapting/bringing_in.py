"""Bringing what changed at the source into a copy, part by part, or leaving the copy as it is."""

from collections.abc import Mapping

from portal import audit
from portal.accounts.models import User
from portal.db import transactional
from portal.errors import EditConflict, Forbidden, Invalid, NotFound
from portal.markdown import Rendered, render
from portal.practices.adapting.sources import News, is_offered, offered
from portal.practices.content import Content, checked
from portal.practices.drafting import add_revision, locked
from portal.practices.merging.contents import merge, section_changes
from portal.practices.models import Practice, Revision
from portal.practices.permissions import can_edit

CHANGED = "Somebody changed your copy or the original meanwhile. Look at the parts once more."
NOTHING_TICKED = "Tick what to bring in, or choose “Leave the rest as ours”"


def bring_in(
    practice: Practice,
    news: News,
    picks: Mapping[str, str],
    *,
    actor: User,
    leaves_rest: bool = False,
) -> int:
    """Save the picked parts of the source as a new revision of its copy, not published yet.

    `picks` maps keys of `news.parts` to theirs or both; what else it holds counts for nothing.
    Parts without a pick stay ours and on offer, unless `leaves_rest`. Gives the number of parts
    still on offer; where there is none the source counts as looked at. Raises Invalid where
    nothing is picked, EditConflict where the copy changed since `news` was read.
    """
    theirs = _require(actor, practice, news)
    content = checked(practice.kind, _merged(practice.kind, news, theirs, picks))
    base, now = (Content.from_json(each.content) for each in (news.source.known, theirs))
    left = 0 if leaves_rest else len(offered(practice.kind, base, now, content))
    _save(practice, news, theirs, content, render(content.body), actor, is_done=not left)
    return left


@transactional
def leave(practice: Practice, news: News, *, actor: User) -> Practice:
    """Remember that the changes of the source were looked at, and keep the copy as it is.

    Raises EditConflict where the copy changed since `news` was read.
    """
    theirs = _require(actor, practice, news)
    practice = _unchanged(practice, news)
    practice.source_seen_id = theirs.id
    audit.record(
        "practice.source_left", f"practice:{practice.id}", actor=actor, source=theirs.number
    )
    return practice


def _merged(kind: str, news: News, theirs: Revision, picks: Mapping[str, str]) -> Content:
    revisions = (news.source.known, theirs, news.latest)
    base, now, ours = (Content.from_json(each.content) for each in revisions)
    parts = section_changes(kind, base, now, ours)
    chosen = {
        part.key: pick
        for part in parts
        for pick in part.picks
        if is_offered(part) and pick != "ours" and picks.get(part.key) == pick
    }
    if not chosen:
        raise Invalid({"parts": NOTHING_TICKED})
    # Everything else stays ours, also where only the source changed it.
    rest = {part.key: "ours" for part in parts}
    return merge(kind, base, now, ours, {**rest, **chosen})


@transactional
def _save(
    practice: Practice,
    news: News,
    theirs: Revision,
    content: Content,
    rendered: Rendered,
    actor: User,
    *,
    is_done: bool,
) -> None:
    practice = _unchanged(practice, news)
    note = f"Brought in from the original, version {theirs.number}"
    revision = add_revision(practice, content, rendered, actor=actor, note=note)
    if is_done:
        practice.source_seen_id = theirs.id
    audit.record(
        "practice.source_brought_in",
        f"practice:{practice.id}",
        actor=actor,
        revision=revision.number,
        source=theirs.number,
    )


def _require(actor: User, practice: Practice, news: News) -> Revision:
    if not can_edit(actor, practice):
        raise Forbidden("Only people of the prison that wrote this can change it.")
    if news.source.now is None:
        raise NotFound("The original is not published any more.")
    return news.source.now


def _unchanged(practice: Practice, news: News) -> Practice:
    """Lock the copy. Raises EditConflict where it is not what was read with the news."""
    practice = locked(practice)
    known_id = practice.source_seen_id or practice.copied_from_id
    # Where the source was published anew this very moment, that is news of its own.
    if known_id != news.source.known.id or practice.latest_id != news.latest.id:
        raise EditConflict(CHANGED)
    return practice
