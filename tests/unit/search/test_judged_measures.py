"""The measures of the judged questions say what their definitions say, and the questions are
sound."""

from collections import Counter
from math import log2
from pathlib import Path

import pytest

from tests.judged.judgements import HERE, KINDS, USERS, Misjudged, questions, texts
from tests.judged.measures import good_first, ndcg, recall

GRADES = {"best": 3, "good": 2, "near": 1}
FIRST = "- text: reading\n  user: staff\n  exact: [reading-one-to-one]\n"


def test_the_best_order_has_a_gain_of_one():
    assert ndcg(["best", "good", "near"], GRADES) == 1
    assert ndcg(["best", "good", "near", "other"], GRADES) == 1


def test_a_worse_order_has_the_gain_that_one_computes_by_hand():
    best = 7 + 3 / log2(3) + 1 / 2
    assert ndcg(["other", "best"], GRADES) == pytest.approx(7 / log2(3) / best)
    assert ndcg(["near", "good", "best"], GRADES) == pytest.approx((1 + 3 / log2(3) + 7 / 2) / best)


def test_no_answer_and_only_wrong_answers_have_no_gain():
    assert ndcg([], GRADES) == ndcg(["other"], GRADES) == 0


def test_what_comes_after_the_tenth_place_counts_for_nothing():
    late = [*(f"other {place}" for place in range(10)), "best"]
    assert ndcg(late, GRADES) == recall(late, GRADES) == 0
    assert ndcg(late[1:], GRADES) > 0
    assert recall(late[1:], GRADES) == 0.5


def test_more_good_answers_than_places_can_still_be_answered_fully():
    grades = {str(number): 3 for number in range(15)}
    assert ndcg(list(grades), grades) == recall(list(grades), grades) == 1


def test_recall_counts_good_answers_only():
    assert recall(["near", "good"], GRADES) == 0.5
    assert recall(["near"], {"near": 1}) == 0


def test_an_answer_that_only_touches_the_question_is_not_good_in_first_place():
    assert good_first(["good", "best"], GRADES)
    assert not good_first(["near", "best"], GRADES)
    assert not good_first([], GRADES)


def test_there_are_enough_questions_of_every_kind_and_a_third_is_held_out():
    every = questions()
    kinds = Counter(each.kind for each in every)
    held_out = Counter(each.kind for each in every if each.held_out)
    assert len(every) >= 90
    assert kinds["natural"] >= 30
    assert all(kinds[kind] >= 12 for kind in KINDS)
    assert {each.user for each in every} == set(USERS)
    assert all(0.25 <= held_out[kind] / kinds[kind] <= 0.42 for kind in KINDS)


def test_no_question_stands_there_twice_and_every_text_answers_one():
    every = questions()
    assert len({each.text.lower() for each in every}) == len(every)
    assert set(texts()) == {
        key for each in every for key, grade in each.grades.items() if grade > 1
    }


@pytest.mark.parametrize(
    ("entry", "complaint"),
    [
        (FIRST + "  helps: [reading-two-to-one]\n", "no such text: reading-two-to-one"),
        (FIRST + "  helps: [reading-one-to-one]\n", "grades a text twice"),
        (FIRST + "  great: [reading-mentor]\n", "has what nobody reads: great"),
        (FIRST.replace("staff", "governor"), "lacks words, a known user or a good answer"),
        (FIRST.replace("exact", "touches"), "lacks words, a known user or a good answer"),
    ],
)
def test_a_question_written_wrongly_is_named(tmp_path: Path, entry: str, complaint: str):
    for kind in KINDS:
        (tmp_path / f"{kind}.yaml").write_text("[]")
    (tmp_path / "words.yaml").write_text(entry)
    with pytest.raises(Misjudged, match=f"words: 'reading' .*{complaint}"):
        questions(tmp_path)


def test_each_kind_has_a_file_and_each_file_is_read():
    assert {path.stem for path in HERE.glob("*.yaml")} == set(KINDS)
