"""The search answers the judged questions at least as well as it has done before."""

from pathlib import Path

import pytest

from tests.judged import floors
from tests.judged.asking import Answered, ask, portal, summary
from tests.judged.judgements import questions


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory, assets: Path) -> list[Answered]:
    """Ask every question once: the order of the answers depends on no database."""
    with portal(tmp_path_factory.mktemp("judged"), assets):
        return ask(questions())


def worse(asked: list[Answered]) -> str:
    """List the questions whose answers have lost since they were kept, the greatest loss first."""
    before = floors.measured()
    lost = [
        (before[each.question.text] - each.ndcg, each)
        for each in asked
        if before.get(each.question.text, 0) - each.ndcg >= floors.LOSS
    ]
    lines = [
        f"{each.ndcg:.3f}, was {each.ndcg + loss:.3f}  {each.question.text}\n"
        f"    now: {', '.join(each.answer[:5]) or 'nothing'}\n"
        f"    best: {', '.join(each.question.best)}"
        for loss, each in sorted(lost, key=lambda pair: -pair[0])
    ]
    return "\n".join([f"{len(lines)} questions are answered worse than when kept:", *lines])


def test_the_order_of_the_answers_is_as_good_as_before(asked):
    means = summary(asked)
    assert means.ndcg >= floors.NDCG, worse(asked)
    assert means.good_first >= floors.GOOD_FIRST, worse(asked)


def test_hardly_any_question_goes_without_a_result(asked):
    silent = [each.question.text for each in asked if not each.answer]
    assert len(silent) <= floors.NO_RESULT * len(asked), silent


def test_the_record_has_every_question_and_nothing_else(asked):
    assert floors.measured().keys() == {each.question.text for each in asked}


def test_what_got_worse_is_listed_with_what_came_and_what_should_have(asked):
    spoilt = max(asked, key=lambda each: floors.measured()[each.question.text])
    listing = worse([Answered(spoilt.question, ())])
    assert f"0.000, was {floors.measured()[spoilt.question.text]:.3f}" in listing
    assert spoilt.question.text in listing
    assert "now: nothing" in listing
    assert f"best: {', '.join(spoilt.question.best)}" in listing
