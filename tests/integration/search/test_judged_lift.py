"""What lifts results from prisons like the reader's does no harm to the answers."""

from pathlib import Path
from statistics import mean

import pytest
from sqlalchemy import select

from portal.db import db
from portal.pagination import Page
from portal.prisons.models import Prison
from portal.search.finding import Result
from tests.judged.asking import as_answer, lifted, portal
from tests.judged.judgements import Question, questions
from tests.unit.search.test_lifts import CLEARLY

Pair = tuple[Question, Page[Result], Page[Result]]


@pytest.fixture(scope="module")
def pairs(tmp_path_factory: pytest.TempPathFactory, assets: Path) -> dict[str, list[Pair]]:
    """Ask every question as somebody of each example prison."""
    with portal(tmp_path_factory.mktemp("lifted"), assets):
        found = {}
        for prison in db.session.scalars(select(Prison).where(Prison.is_example)):
            found[prison.slug] = lifted(questions(), prison)
        return found


@pytest.fixture(scope="module")
def means(pairs, tmp_path_factory, assets) -> dict[str, tuple[float, float]]:
    """Give nDCG@10 by words alone and in the usual order, for each prison."""
    with portal(tmp_path_factory.mktemp("means"), assets):
        return {
            prison: tuple(
                mean(as_answer(question, pages[at]).ndcg for question, *pages in asked)
                for at in (0, 1)
            )
            for prison, asked in pairs.items()
        }


def test_a_clearly_better_match_of_words_is_never_pushed_off_the_first_page(pairs):
    moved = 0
    for asked in pairs.values():
        for question, plain, usual in asked:
            shown = [result.lifted.hit for result in usual.items]
            keys = {hit.key for hit in shown}
            lowest = min((hit.score for hit in shown), default=0)
            for result in plain.items:
                hit = result.lifted.hit
                moved += hit.key not in keys
                clearly = hit.score > 1.0001 * CLEARLY * lowest
                assert hit.key in keys or not clearly, (question.text, result.card.title)
    assert moved, "no lift moved anything, so this test says nothing"


def test_answers_stay_as_good_for_whoever_asks(means):
    for prison, (plain, usual) in means.items():
        assert usual >= plain - 0.02, (prison, plain, usual)


def test_what_is_close_or_our_own_stands_higher_on_average(pairs):
    higher = lower = 0
    for asked in pairs.values():
        for _, plain, usual in asked:
            before = {result.card.slug: place for place, result in enumerate(plain.items)}
            for place, result in enumerate(usual.items):
                if result.lifted.near and result.card.slug in before:
                    higher += place < before[result.card.slug]
                    lower += place > before[result.card.slug]
    assert higher > 5 * lower
