"""Filling a portal's database with very many practices in seconds, past its services."""

import sys
from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import islice
from typing import Any

from sqlalchemy import insert, select, update

from benchmarks.practices import Practice as Made
from benchmarks.practices import Writer, vocabulary
from portal import clock
from portal.app import create_app
from portal.config import Settings
from portal.db import db
from portal.practices.content import Content
from portal.practices.models import Label, Practice, Revision, Status
from portal.practices.vocabulary import BARRIERS, EVIDENCE, PURPOSES, SETTINGS
from portal.prisons.models import Prison

BATCH = 1_000


def fill(count: int) -> None:
    """Add so many published practices to the portal of the environment."""
    with create_app(Settings.from_environment()).app_context():
        prisons = {
            code: number for number, code in db.session.execute(select(Prison.id, Prison.code))
        }
        made = enumerate(Writer(vocabulary()).practices(count), start=1_000)
        for batch in _batches(made):
            for model, rows in _rows(batch, prisons).items():
                db.session.execute(insert(model), rows)
            numbers = [number for number, _ in batch]
            db.session.execute(
                update(Practice)
                .where(Practice.id.in_(numbers))
                .values(latest_id=Practice.id, published_id=Practice.id)
            )
            db.session.commit()


def _batches(made: Iterable[tuple[int, Made]]) -> Iterator[list[tuple[int, Made]]]:
    iterator = iter(made)
    while batch := list(islice(iterator, BATCH)):
        yield batch


def _rows(
    batch: list[tuple[int, Made]], prisons: dict[str, int]
) -> dict[Any, list[dict[str, Any]]]:
    rows: dict[Any, list[dict[str, Any]]] = {Practice: [], Revision: [], Label: []}
    for number, made in batch:
        content, at = _content(number, made), clock.now() - timedelta(days=number % 700)
        text = made.body.replace("## ", "")
        rows[Practice].append(
            {
                "id": number, "slug": f"made-{number}", "kind": made.kind,
                "status": Status.PUBLISHED,
                "prison_id": prisons[made.prison], "external_id": made.external_id, "copies": 0,
                "created_at": at, "updated_at": at, "published_at": at, "version": 1,
            }
        )  # fmt: skip
        rows[Revision].append(
            {
                "id": number, "practice_id": number, "number": 1, "title": made.title,
                "summary": made.summary, "content": content.to_json(),
                "body_html": f"<p>{text}</p>",
                "text": text, "created_at": at, "note": "",
            }
        )  # fmt: skip
        rows[Label] += [
            {"practice_id": number, "vocabulary": name, "value": value}
            for name, values in (("theme", content.themes), ("barrier", content.barriers))
            for value in values
        ]
    return rows


def _content(number: int, made: Made) -> Content:
    """Give every practice labels, as people do: each of its own, the same in every run."""
    return Content(
        title=made.title,
        summary=made.summary,
        body=made.body,
        themes=tuple(dict.fromkeys(made.tags)),
        details={
            "purpose": (_pick(PURPOSES, number),),
            "setting": (_pick(SETTINGS, number // 3),),
            "barriers": tuple({_pick(BARRIERS, number // 2), _pick(BARRIERS, number // 7)}),
            "evidence": _pick(EVIDENCE, number // 5),
        },
    )


def _pick(choices: dict[str, str], number: int) -> str:
    return list(choices)[number % len(choices)]


if __name__ == "__main__":
    fill(int(sys.argv[1]))
