"""Importing practices from a file with one JSON object a line."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import select

from portal.db import db
from portal.errors import Invalid
from portal.practices.content import Content, checked, is_storable
from portal.practices.library.intake import PROBLEMS_SHOWN, Incoming, Outcome, take_in
from portal.practices.vocabulary import KINDS, THEMES
from portal.prisons.models import Prison

REQUIRED = ("external_id", "kind", "title", "body")
OPTIONAL = ("summary", "prison", "tags")
EXTERNAL_ID_MAX = 200
LINE_MAX = 2_000_000
KEYS_SHOWN = 3


def import_file(path: Path, *, progress: Callable[[int], object] | None = None) -> Outcome:
    """Import a JSON Lines file: every line, or nothing where one of them is wrong.

    Each line has `external_id, kind, title, body` and may have `summary, prison, tags`; `prison`
    is a code or an address (slug), `tags` a list of words. A tag that is the key of a theme
    becomes that theme. Lines that came in before, known by `external_id`, are updated.
    Raises Invalid with the number of each wrong line, also for what can never be published, such
    as a prison number.
    """
    with path.open("rb") as lines:
        return take_in(parse(lines, _prisons()), note=f"Import of {path.name}", progress=progress)


def parse(lines: Iterable[bytes], prisons: Mapping[str, int]) -> list[Incoming]:
    """Check every line; `prisons` maps codes and slugs to numbers. Raises Invalid."""
    incoming: dict[str, Incoming] = {}
    problems: dict[str, str] = {}
    for number, raw in enumerate(lines, 1):
        if not raw.strip():
            continue
        try:
            each = replace(_incoming(raw, prisons), place=f"Line {number}")
            if each.external_id in incoming:
                raise Invalid({"external_id": "external_id stands in an earlier line too"})
        except Invalid as error:
            problems[f"line {number}"] = f"Line {number}: {error}"
            if len(problems) == PROBLEMS_SHOWN:
                break
        else:
            incoming[each.external_id] = each
    if problems:
        raise Invalid(problems)
    return list(incoming.values())


def _incoming(raw: bytes, prisons: Mapping[str, int]) -> Incoming:
    row = _row(raw)
    prison = row.get("prison") or ""
    if prison and prison.casefold() not in prisons:
        raise Invalid({"prison": f"there is no prison {prison[:60]!r}"})
    tags = row.get("tags") or []
    content = Content(
        title=row["title"],
        summary=row.get("summary") or "",
        body=row["body"],
        themes=tuple(tag for tag in tags if tag in THEMES),
        tags=tuple(tag for tag in tags if tag not in THEMES),
    )
    content = checked(row["kind"], content)
    return Incoming(
        external_id=row["external_id"],
        kind=row["kind"],
        content=content,
        prison_id=prisons[prison.casefold()] if prison else None,
    )


def _row(raw: bytes) -> dict[str, Any]:
    if len(raw) > LINE_MAX:
        raise Invalid({"": f"longer than {LINE_MAX:,} bytes"})
    try:
        row = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise Invalid({"": f"not JSON ({error})"}) from error
    if not isinstance(row, dict):
        raise Invalid({"": "not a JSON object"})
    problems = _shape_problems(row)
    if not problems and row["kind"] not in KINDS:
        problems["kind"] = f"kind is not one of {', '.join(KINDS)}"
    if not problems and len(row["external_id"]) > EXTERNAL_ID_MAX:
        problems["external_id"] = f"external_id is longer than {EXTERNAL_ID_MAX} characters"
    if not problems and not is_storable(row["external_id"]):
        problems["external_id"] = "external_id holds a character that cannot be stored"
    if problems:
        raise Invalid(problems)
    return row


def _shape_problems(row: dict[str, Any]) -> dict[str, str]:
    unknown = sorted(row.keys() - {*REQUIRED, *OPTIONAL})
    problems = {key: f"unknown key {key[:60]!r}" for key in unknown[:KEYS_SHOWN]}
    for key in REQUIRED:
        if not isinstance(row.get(key), str) or not row[key].strip():
            problems[key] = f"{key} is missing or not text"
    for key in ("summary", "prison"):
        if not isinstance(row.get(key), str | None):
            problems[key] = f"{key} is not text"
    tags = row.get("tags")
    if tags is not None and not (isinstance(tags, list) and all(isinstance(t, str) for t in tags)):
        problems["tags"] = "tags is not a list of text"
    return problems


def _prisons() -> dict[str, int]:
    known: dict[str, int] = {}
    for number, code, slug in db.session.execute(select(Prison.id, Prison.code, Prison.slug)):
        known[code.casefold()] = known[slug] = number
    return known
