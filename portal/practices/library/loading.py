"""Loading the starter library and the example notes from Markdown files with front matter."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import select, update

from portal.db import db, transactional
from portal.errors import Invalid
from portal.practices.content import Content, checked
from portal.practices.library.intake import Incoming, Outcome, take_in
from portal.practices.models import Practice, Revision
from portal.prisons.models import Prison
from portal.search.feed import record_change

FOLDERS = ("schemes", "job-descriptions", "training", "notes")
KEYS = {"kind", "title", "summary", "template", "themes", "tags", "details", "prison"}


def load_library(*, folder: Path, progress: Callable[[int], object] | None = None) -> Outcome:
    """Load the starter library; repeatable, and what people changed since stands.

    Raises Invalid naming the file that is wrong; then nothing is loaded.
    """
    paths = [path for name in FOLDERS for path in sorted((folder / name).glob("*.md"))]
    incoming = [read_file(path, f"library:{path.parent.name}/{path.stem}", {}) for path in paths]
    return take_in(incoming, note="Starter library", progress=progress)


def load_examples(*, folder: Path, progress: Callable[[int], object] | None = None) -> Outcome:
    """Load the invented notes of the example prisons. Raises Invalid as `load_library` does."""
    codes = db.session.execute(select(Prison.code, Prison.id).where(Prison.is_example))
    prisons = {code: number for code, number in codes}  # noqa: C416 - rows are not pairs to mypy
    incoming = [
        read_file(path, f"example:{path.stem}", prisons) for path in sorted(folder.glob("*.md"))
    ]
    return take_in(incoming, note="Example", progress=progress)


@transactional
def remove_examples() -> int:
    """Remove every practice of the example prisons and say how many there were.

    Copies that real prisons made stay; they forget where they came from.
    """
    practices = db.session.scalars(select(Practice.id).join(Prison).where(Prison.is_example)).all()
    return remove_practices(practices)


@transactional
def remove_practices(practice_ids: Iterable[int]) -> int:
    """Remove practices for good, with their revisions, and say how many; search is told."""
    ids = list(practice_ids)
    revisions = select(Revision.id).where(Revision.practice_id.in_(ids))
    mine = Practice.id.in_(ids)
    copies = update(Practice).where(Practice.copied_from_id.in_(revisions))
    db.session.execute(copies.values(copied_from_id=None, source_seen_id=None))
    pointers = ("latest_id", "submitted_id", "published_id", "copied_from_id", "source_seen_id")
    db.session.execute(update(Practice).where(mine).values(dict.fromkeys(pointers)))
    db.session.query(Practice).filter(mine).delete()
    db.session.expire_all()
    record_change(*(f"practice:{each}" for each in ids))
    return len(ids)


def front_matter(path: Path) -> tuple[dict[str, Any], str]:
    """Split a file into its front matter and its Markdown. Raises Invalid naming the file."""
    text = path.read_text(encoding="utf-8")
    parts = text.split("---\n", 2)
    try:
        matter = yaml.safe_load(parts[1]) if len(parts) == 3 and not parts[0].strip() else None
    except yaml.YAMLError as error:
        raise Invalid({"": f"{path}: the front matter is not YAML ({error})"}) from error
    if not isinstance(matter, dict):
        raise Invalid({"": f"{path}: begin with front matter between two lines of ---"})
    return matter, parts[2]


def read_file(path: Path, external_id: str, prisons: dict[str, int]) -> Incoming:
    """Read one file of the library; `prisons` maps the codes it may name. Raises Invalid."""
    matter, body = front_matter(path)
    problems = {key: f"{path}: unknown key {key!r}" for key in matter.keys() - KEYS}
    if prisons and matter.get("prison") not in prisons:
        problems["prison"] = f"{path}: the prison is not one of {', '.join(sorted(prisons))}"
    if problems:
        raise Invalid(problems)
    kind = str(matter.get("kind"))
    try:
        content = checked(kind, _content(matter, body))
    except Invalid as error:
        named = {field: f"{path}: {text}" for field, text in error.problems.items()}
        raise Invalid(named) from error
    return Incoming(
        external_id=external_id,
        kind=kind,
        content=content,
        prison_id=prisons.get(matter.get("prison", "")),
        is_template=matter.get("template") is True,
        place=str(path),
        first_line=_first_line(path, content.body),
    )


def _first_line(path: Path, body: str) -> int:
    """Tell in which line of a file its text begins."""
    text = path.read_text(encoding="utf-8")
    return text.count("\n", 0, text.rfind(body[:200])) + 1


def _content(matter: dict[str, Any], body: str) -> Content:
    details = {
        key: tuple(map(str, value)) if isinstance(value, list) else str(value)
        for key, value in (matter.get("details") or {}).items()
    }
    return Content(
        title=str(matter.get("title") or ""),
        summary=str(matter.get("summary") or ""),
        body=body,
        themes=tuple(map(str, matter.get("themes") or ())),
        tags=tuple(map(str, matter.get("tags") or ())),
        details=details,
    )
