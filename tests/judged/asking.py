"""A portal with the starter library and the example notes, and what its search answers."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import mean

from flask import Flask
from sqlalchemy import select

from portal.accounts import services as accounts
from portal.accounts.models import Role, User
from portal.app import create_app
from portal.config import Settings
from portal.db import db, migrate
from portal.pagination import Page
from portal.practices.library import loading
from portal.practices.models import Practice
from portal.prisons import estate
from portal.prisons.models import Prison
from portal.search import services as search
from portal.search.finding import Result, find
from portal.search.query_string import Asked
from tests.judged.judgements import CONTENT, Question
from tests.judged.measures import DEPTH, good_first, ndcg, recall


@dataclass(frozen=True, slots=True)
class Answered:
    """Hold a question and the names of the texts that came, best first."""

    question: Question
    answer: tuple[str, ...]

    @property
    def ndcg(self) -> float:
        """Give how good the order is, from 0 to 1."""
        return ndcg(self.answer, self.question.grades)


@dataclass(frozen=True, slots=True)
class Summary:
    """Hold the mean measures of some questions, each from 0 to 1."""

    count: int
    ndcg: float
    recall: float
    good_first: float
    no_result: float


@contextmanager
def portal(folder: Path, assets: Path) -> Iterator[Flask]:
    """Give a portal under `folder` on SQLite with the whole corpus in it, in its app context."""
    app = create_app(_settings(folder, assets))
    with app.app_context():
        migrate.upgrade()
        search.rebuild()
        estate.load_examples(folder=CONTENT / "examples")
        loading.load_library(folder=CONTENT)
        loading.load_examples(folder=CONTENT / "examples" / "practices")
        accounts.create_user(
            email="reader@example.org",
            name="Reader",
            role=Role.ADMINISTRATOR,
            password="only for judging",
        )
        search.rebuild()
        try:
            yield app
        finally:
            db.session.close()
            db.engine.dispose()


def ask(questions: Iterable[Question]) -> list[Answered]:
    """Put each question to the search as somebody signed in; needs the context of `portal`."""
    viewer = db.session.scalars(select(User)).one()
    stems = _stems()
    return [
        Answered(each, tuple(stems[slug] for slug in _slugs(each, viewer))) for each in questions
    ]


def summary(asked: Iterable[Answered]) -> Summary:
    """Give the means over these questions; there must be one."""
    these = list(asked)
    return Summary(
        count=len(these),
        ndcg=mean(each.ndcg for each in these),
        recall=mean(recall(each.answer, each.question.grades) for each in these),
        good_first=mean(good_first(each.answer, each.question.grades) for each in these),
        no_result=mean(not each.answer for each in these),
    )


def _slugs(question: Question, viewer: User) -> list[str]:
    found = find(Asked(text=question.text), viewer=viewer, page=1, per_page=DEPTH)
    assert not found.unavailable, "the index is broken, so nothing is measured"
    return [result.card.slug for result in found.page.items]


def _stems() -> dict[str, str]:
    """Name the text behind each address: external ids end in a file's name."""
    rows = db.session.execute(select(Practice.slug, Practice.external_id))
    return {slug: str(external).rpartition("/")[2].rpartition(":")[2] for slug, external in rows}


def _settings(folder: Path, assets: Path) -> Settings:
    values = {
        "PORTAL_DATA": folder / "data",
        "PORTAL_SEARCH_INDEX": folder / "index",
        "PORTAL_ASSETS": assets,
        "PORTAL_SECRET_KEY": "only-for-judging-" + "x" * 32,
        "PORTAL_DEMO": "true",
    }
    return Settings.from_environment({name: str(value) for name, value in values.items()})


def lifted(
    questions: Iterable[Question], prison: Prison
) -> list[tuple[Question, Page[Result], Page[Result]]]:
    """Put each question as somebody of a prison: by the words alone, and in the usual order."""
    viewer = User(prison_id=prison.id)

    def page(question: Question, sort: str) -> Page[Result]:
        asked = Asked(text=question.text, sort=sort)
        return find(asked, viewer=viewer, page=1, per_page=DEPTH).page

    return [(each, page(each, "words"), page(each, "")) for each in questions]


def as_answer(question: Question, page: Page[Result]) -> Answered:
    """Name the texts of a page."""
    stems = _stems()
    return Answered(question, tuple(stems[result.card.slug] for result in page.items))
