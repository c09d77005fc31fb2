"""Reading what people typed, exactly as they typed it; portal.practices.content checks it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from werkzeug.datastructures import MultiDict

from portal.accounts.models import User
from portal.practices.content import Content, Detail, tidied
from portal.practices.fields import FIELDS, Field
from portal.practices.form_steps import steps_of, whole
from portal.practices.merging.fields import sent_onto
from portal.practices.queries import Filters, Sort
from portal.practices.unsaved import Unfinished, unsaved_of
from portal.practices.vocabulary import BARRIERS, KINDS, THEMES
from portal.practices.writing.note_body import join, with_summary

Action = Literal["save", "preview", "publish", "continue"]
_ACTIONS: dict[str, Action] = {each: each for each in get_args(Action)}

_NOT_TYPED = {"csrf_token", "action", "unsaved_key", "kind", "based_on"}

SORTS: dict[Sort, str] = {"newest": "Newest", "copied": "Most copied", "title": "Title"}
TAG_LONGEST = 60
SLUG_LONGEST = 120


@dataclass(frozen=True, slots=True)
class Draft:
    """Hold a form that was sent: the words, the revision they were based on, the button used.

    `boxes` are the two boxes of a practice note, where the form had them; `key` is under what
    the form is kept while it is not saved.
    """

    content: Content
    based_on: int = 0
    note: str = ""
    action: Action = "save"
    boxes: tuple[str, str] | None = None
    key: str = ""


def read_draft(kind: str, form: MultiDict[str, str]) -> Draft:
    """Take everything from the form of a kind; nothing is judged here."""
    details = {each.key: _typed(each, form) for each in FIELDS[kind]}
    boxes = _boxes(kind, form)
    content = Content(
        title=form.get("title", ""),
        summary=form.get("summary", ""),
        body=form.get("body", "") if boxes is None else join(*boxes),
        themes=tuple(form.getlist("themes")),
        tags=tuple(form.get("tags", "").split(",")),
        details={key: value for key, value in details.items() if value},
    )
    based_on = form.get("based_on", "")
    return Draft(
        content=content,
        based_on=int(based_on) if re.fullmatch("[0-9]{1,9}", based_on) else 0,
        note=form.get("note", ""),
        action=_ACTIONS.get(form.get("action", ""), "save"),
        boxes=boxes,
        key=form.get("unsaved_key", ""),
    )


def typed_in(form: MultiDict[str, str]) -> dict[str, list[str]]:
    """Give every field that a person filled in, as typed: without what only machines need."""
    return {name: values for name, values in form.lists() if name not in _NOT_TYPED}


def unfinished_of(user: User) -> list[Unfinished]:
    """List what somebody typed and did not save, without what is saved just so by now."""
    return [
        each
        for each in unsaved_of(user)
        if each.saved is None or not says_the_same(each.kind, each.step, each.typed, each.saved)
    ]


def says_the_same(kind: str, step: str, typed: Mapping[str, Sequence[str]], saved: Content) -> bool:
    """Tell whether the fields of a page of the form, as typed, say what is saved already."""
    pages = {each.key: each for each in (whole(kind), *steps_of(kind))}
    if step not in pages or typed.get("note", [""]) != [""]:
        return False
    fields = MultiDict([(name, value) for name, values in typed.items() for value in values])
    content = with_summary(kind, read_draft(kind, fields).content, saved=saved)
    return sent_onto(kind, saved, tidied(kind, content)[0], pages[step].names) == saved


def _boxes(kind: str, form: MultiDict[str, str]) -> tuple[str, str] | None:
    if kind != "practice_note" or not {"did", "happened"} & set(form):
        return None
    return form.get("did", ""), form.get("happened", "")


def _typed(each: Field, form: MultiDict[str, str]) -> Detail:
    if each.many and each.choices is not None:
        return tuple(form.getlist(each.key))
    return form.get(each.key, "")


def read_filters(args: MultiDict[str, str]) -> Filters:
    """Take the filters of a list from an address; values that do not exist narrow nothing."""
    return Filters(
        kind=_known(args, "kind", KINDS),
        theme=_known(args, "theme", THEMES),
        barrier=_known(args, "barrier", BARRIERS),
        tag=args.get("tag", "")[:TAG_LONGEST].strip().lower(),
        prison=args.get("prison", "")[:SLUG_LONGEST].strip(),
        templates=args.get("templates") == "1",
    )


def read_sort(args: MultiDict[str, str]) -> Sort:
    """Take the order of a list from an address, the newest first by default."""
    found: dict[str, Sort] = {sort: sort for sort in SORTS}
    return found.get(args.get("sort", ""), "newest")


def _known(args: MultiDict[str, str], name: str, values: dict[str, str]) -> str:
    value = args.get(name, "")
    return value if value in values else ""
