import json
from dataclasses import replace
from pathlib import Path

import pytest

from portal.config import bundled
from portal.db import db
from portal.errors import Invalid
from portal.practices import queries, services
from portal.practices.content import Content, checked
from portal.practices.library import loading as library
from portal.practices.library.importing import import_file
from portal.practices.library.intake import Incoming, take_in
from portal.practices.models import Practice, Revision, Status
from portal.search.models import SearchChange
from tests.people import Cast
from tests.saving import save_revision

pytestmark = pytest.mark.usefixtures("app_context")


def jsonl(path: Path, *rows: dict[str, object]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def row(number: int, **changes: object) -> dict[str, object]:
    return {
        "external_id": f"doc-{number}",
        "kind": "scheme",
        "title": f"Title {number}",
        "summary": "",
        "body": f"Body {number}",
        "prison": "EX4",
        "tags": ["reading", "other"],
    } | changes


def content_of(external_id: str) -> Content:
    practice = db.session.query(Practice).filter_by(external_id=external_id).one()
    return Content.from_json(db.session.get_one(Revision, practice.latest_id).content)


def test_the_library_loads_once_however_often(cast: Cast) -> None:
    first = library.load_library(folder=bundled("content"))
    second = library.load_library(folder=bundled("content"))
    assert first.created >= 24
    assert (second.created, second.updated, second.unchanged) == (0, 0, first.created)
    assert db.session.query(Revision).count() == first.created
    assert (
        queries.browse(queries.Filters(templates=True), sort="title", page=1).total == first.created
    )


def test_what_people_changed_in_the_library_stands(cast: Cast, tmp_path: Path) -> None:
    library.load_library(folder=bundled("content"))
    practice = db.session.query(Practice).order_by(Practice.id).first()
    assert practice
    assert practice.external_id
    mine = replace(content_of(practice.external_id), body="Ours now")
    save_revision(practice, mine, actor=cast.erin, based_on=1)
    before = db.session.get_one(Revision, 2)
    before.content = before.content | {"body": "an older edition"}
    db.session.commit()
    outcome = library.load_library(folder=bundled("content"))
    assert (outcome.kept, outcome.updated) == (1, 1)
    assert content_of(practice.external_id).body == "Ours now"


def test_an_import_can_be_repeated_and_updates(cast: Cast, tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    outcome = import_file(jsonl(path, row(1), row(2)))
    assert (outcome.created, outcome.updated) == (2, 0)
    outcome = import_file(jsonl(path, row(1), row(2, body="New"), row(3)))
    assert (outcome.created, outcome.updated, outcome.unchanged) == (1, 1, 1)
    assert content_of("doc-2").body == "New"
    card = queries.browse(queries.Filters(theme="reading"), sort="title", page=1).items[0]
    assert (card.external_id, card.prison_name) == ("doc-1", "Example Midvale")


def test_one_bad_line_and_nothing_is_imported(cast: Cast, tmp_path: Path) -> None:
    path = jsonl(tmp_path / "in.jsonl", row(1), row(2, kind="poem"), row(3, title=""))
    with pytest.raises(Invalid) as caught:
        import_file(path)
    assert [text.split(":")[0] for text in caught.value.problems.values()] == ["Line 2", "Line 3"]
    assert db.session.query(Practice).count() == 0
    assert db.session.query(SearchChange).count() == 0


def test_the_examples_leave_without_a_trace(cast: Cast) -> None:
    library.load_library(folder=bundled("content"))
    kept = db.session.query(Practice).count()
    library.load_examples(folder=bundled("content") / "examples" / "practices")
    example = db.session.query(Practice).filter(Practice.prison_id == cast.midvale.id).first()
    assert example
    oakwood = cast.prisons["OWI"]
    copy = services.copy_practice(example, actor=cast.erin, into=oakwood, title="Ours")
    assert library.remove_examples() == 10
    assert db.session.query(Practice).count() == kept + 1
    db.session.expire_all()
    assert db.session.get_one(Practice, copy.id).copied_from_id is None
    assert db.session.query(Revision).filter_by(practice_id=copy.id).count() == 1


def test_what_people_decided_about_a_text_stands_when_its_file_changes(cast: Cast) -> None:
    first = incoming("library-1", "First"), incoming("library-2", "Second", is_template=True)
    take_in(first, note="Library")
    archived, template = db.session.query(Practice).order_by(Practice.id)
    services.archive(archived, actor=cast.erin)
    services.mark_template(template, actor=cast.erin, is_template=False)
    newer = incoming("library-1", "First, new"), incoming("library-2", "Newer", is_template=True)
    outcome = take_in(newer, note="Library")
    assert (outcome.kept, outcome.updated) == (1, 1)
    db.session.expire_all()
    assert archived.status == Status.ARCHIVED
    assert not template.is_template


def incoming(external_id: str, title: str, *, is_template: bool = False) -> Incoming:
    content = checked("scheme", Content(title=title, summary="S.", body="B."))
    return Incoming(external_id, "scheme", content, is_template=is_template)
