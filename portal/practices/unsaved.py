"""Keeping what somebody types and has not saved yet: only they see it, and nothing is judged."""

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, delete, or_, select
from sqlalchemy.orm import load_only

from portal import clock
from portal.accounts.models import User
from portal.db import db, take_turns, transactional
from portal.errors import Forbidden, Invalid, NotFound
from portal.practices.content import Content, storable
from portal.practices.form_steps import ALL, steps_of
from portal.practices.models import Practice, Revision, Unsaved
from portal.practices.permissions import can_edit, can_write_for, visible_to
from portal.practices.vocabulary import KINDS

MOST = 40
BYTES_MOST: Final = 1024 * 1024
DAYS = 90
TITLE_MOST = 100
_NEW: Final = "new:"
_KEY = re.compile(
    r"new:[A-Za-z0-9_-]{16,40}|practice:[0-9]{1,9}:[a-z]{1,20}(:[A-Za-z0-9_-]{8,20})?"
)


@dataclass(frozen=True, slots=True)
class Unfinished:
    """Hold what a list shows of one kept form.

    `slug` and `step` lead to the form of a practice; a practice that is not there yet has a
    `token` instead. `typed` are the fields, `saved` what the practice says.
    """

    id: int
    title: str
    kind: str
    updated_at: datetime
    typed: Mapping[str, Sequence[str]]
    slug: str = ""
    step: str = ""
    token: str = ""
    saved: Content | None = None


def key_of(practice: Practice, step: str) -> str:
    """Give what the keys of a practice's form begin with: `step` is that of one page, or "all"."""
    return f"practice:{practice.id}:{step}"


def opened_key(practice: Practice, step: str, key: str = "") -> str:
    """Give the key of a form that somebody opened: `key` where it is of this form, or a new one.

    Each window has its own, so that one neither overwrites nor forgets what another holds.
    """
    start = key_of(practice, step)
    if _is_key(key) and (key == start or key.startswith(f"{start}:")):
        return key
    return f"{start}:{secrets.token_urlsafe(9)}"


def step_of(key: str) -> str:
    """Tell which page of the form a practice's key belongs to."""
    return key.split(":")[2] if _is_key(key) and not key.startswith(_NEW) else ""


def new_key(token: str) -> str:
    """Give the key of the form of a practice that is not there yet; "" for a bad token."""
    key = _NEW + token
    return key if _is_key(key) else ""


def kind_kept(user: User, key: str, kind: str) -> str:
    """Give the kind of the practice whose form has this key; `kind` is believed for a new one.

    Raises NotFound and Forbidden where the person may not write there.
    """
    if not _is_key(key):
        raise NotFound("There is no such form.")
    if key.startswith(_NEW):
        if kind not in KINDS:
            raise NotFound("There is no such kind of practice.")
        if not can_write_for(user, user.prison_id):
            raise Forbidden("Your account belongs to no prison, so you cannot write for one.")
        return kind
    number, step = key.split(":")[1:3]
    seen = select(Practice).where(Practice.id == int(number), visible_to(user))
    practice = db.session.scalar(seen)
    if practice is None or step not in {ALL, *(each.key for each in steps_of(practice.kind))}:
        raise NotFound("There is no such form.")
    if not can_edit(user, practice):
        raise Forbidden("Only people of the prison that wrote this can change it.")
    return practice.kind


@transactional
def keep_unsaved(
    user: User, key: str, *, kind: str, based_on: int, typed: Mapping[str, Sequence[str]]
) -> None:
    """Keep what stands in a form in the place of what was kept of it before.

    `typed` maps the names of the fields to their values, exactly as typed. Of more than `MOST`
    kept forms the oldest go. Ask `kind_kept` first. Raises Invalid for a bad key.
    """
    if not _is_key(key):
        raise Invalid({"unsaved_key": "This form cannot be kept."})
    take_turns(f"unsaved words of {user.id}")
    kept = _kept(user, key)
    if kept is None:
        _make_room(user)
        kept = Unsaved(user_id=user.id, key=key, practice_id=_practice_number(key))
        db.session.add(kept)
    kept.kind, kept.based_on, kept.updated_at = kind, based_on, clock.now()
    kept.typed = {name: list(values) for name, values in typed.items()}
    kept.title = storable("".join(typed.get("title", ())))[:TITLE_MOST]


@transactional
def forget_unsaved(user: User, key: str) -> None:
    """Forget what was kept of a form; where nothing is kept, nothing happens."""
    db.session.execute(delete(Unsaved).where(Unsaved.user_id == user.id, Unsaved.key == key))


def forget_of_leaver(user: User, _actor: User | None) -> None:
    """Forget everything that somebody typed whose account ends; of who only moves, nothing."""
    if user.active:
        return
    db.session.execute(delete(Unsaved).where(Unsaved.user_id == user.id))


def unsaved_of(user: User) -> list[Unfinished]:
    """List what somebody typed and did not save, the newest first, in one query."""
    rows = db.session.execute(
        select(
            Unsaved.id, Unsaved.key, Unsaved.title, Unsaved.kind, Unsaved.updated_at,
            Unsaved.typed, Practice.slug, Revision.content,
        )
        .outerjoin(Practice, Practice.id == Unsaved.practice_id)
        .outerjoin(Revision, Revision.id == Practice.latest_id)
        # What they may not see any more, such as after moving to another prison, is not offered.
        .where(*_mine(user), or_(Unsaved.practice_id.is_(None), visible_to(user)))
        .order_by(Unsaved.updated_at.desc(), Unsaved.id.desc())
        .limit(MOST)
    )  # fmt: skip
    return [_unfinished(*row) for row in rows]


def saved_under(user: User, key: str) -> Content | None:
    """Give what is saved of the practice whose form has this key; None for a new one."""
    number = _practice_number(key) if _is_key(key) else None
    if number is None:
        return None
    latest = select(Revision.content).join(Practice, Practice.latest_id == Revision.id)
    content = db.session.scalar(latest.where(Practice.id == number, visible_to(user)))
    return None if content is None else Content.from_json(content)


def _unfinished(
    number: int,
    key: str,
    own: str,
    kind: str,
    at: datetime,
    typed: Mapping[str, Sequence[str]],
    slug: str | None,
    content: Mapping[str, Any] | None,
) -> Unfinished:
    if slug is None or content is None:
        return Unfinished(number, own, kind, at, typed, token=key.removeprefix(_NEW))
    saved = Content.from_json(content)
    return Unfinished(
        number, own or saved.title, kind, at, typed, slug=slug, step=step_of(key), saved=saved
    )


def kept_of(user: User, key: str) -> Unsaved | None:
    """Find what was kept of one form of somebody's own; None for nothing."""
    return _kept(user, key) if _is_key(key) else None


def newest_kept(user: User, practice: Practice, step: str, number: int | None) -> Unsaved | None:
    """Find what somebody typed into a form last, or under a number; None for nothing."""
    start = key_of(practice, step)
    of_form = or_(Unsaved.key == start, Unsaved.key.startswith(f"{start}:", autoescape=True))
    one = (Unsaved.id == number,) if number is not None else ()
    newest_first = (Unsaved.updated_at.desc(), Unsaved.id.desc())
    kept = select(Unsaved).where(*_mine(user), of_form, *one).order_by(*newest_first)
    return db.session.scalar(kept.limit(1))


def unfinished_by_number(user: User, number: int) -> Unfinished:
    """Find one of somebody's own kept forms. Raises NotFound."""
    for each in unsaved_of(user):
        if each.id == number:
            return each
    raise NotFound("There is nothing here. It may have been saved or thrown away.")


@transactional
def throw_away(user: User, number: int) -> None:
    """Forget one of somebody's own kept forms, by number; gone already is as good."""
    db.session.execute(delete(Unsaved).where(Unsaved.id == number, Unsaved.user_id == user.id))


def _is_key(key: str) -> bool:
    return _KEY.fullmatch(key) is not None


def _practice_number(key: str) -> int | None:
    return None if key.startswith(_NEW) else int(key.split(":")[1])


def _kept(user: User, key: str) -> Unsaved | None:
    return db.session.scalar(select(Unsaved).where(*_mine(user), Unsaved.key == key))


def _mine(user: User) -> tuple[ColumnElement[bool], ...]:
    return Unsaved.user_id == user.id, Unsaved.updated_at > _oldest()


def _make_room(user: User) -> None:
    """Remove what is too old, anybody's, and of this person's what would be one too many."""
    db.session.execute(delete(Unsaved).where(Unsaved.updated_at <= _oldest()))
    newest_first = (
        select(Unsaved)
        .where(Unsaved.user_id == user.id)
        .options(load_only(Unsaved.id))
        .order_by(Unsaved.updated_at.desc(), Unsaved.id.desc())
    )
    for kept in db.session.scalars(newest_first.offset(MOST - 1)):
        db.session.delete(kept)


def _oldest() -> datetime:
    return clock.now() - timedelta(days=DAYS)
