"""The page on which two versions meet: what it asks, and what it keeps of the answers."""

from dataclasses import replace

import pytest

from portal.errors import Invalid
from portal.practices.content import Content
from portal.practices.merging.contents import ORDER
from portal.practices.writing.merge_page import (
    QUESTIONS_MOST,
    answered,
    carried_over,
    merge_page,
    three_of,
)
from portal.practices.writing.saving import Sent

NAMES = ("title", "summary", "body", "tags")
BASE = Content(title="T", summary="Base.", body="## One\n\nBase.\n\n## Two\n\nBase.")


def meet(base, theirs, ours, names=NAMES):
    return three_of("scheme", base, theirs, Sent(ours, names, 1))


def sections(count, words):
    return "\n\n".join(f"## Heading {n}\n\n{words} {n}." for n in range(count))


def test_what_one_side_changed_is_settled_and_what_both_did_is_asked():
    theirs = replace(BASE, title="Theirs", summary="Theirs.")
    page = merge_page(meet(BASE, theirs, replace(BASE, summary="Ours.", tags=("ours",))), {})
    assert [(part.key, part.default) for part in page.settled] == [
        ("title", "theirs"),
        ("tags", "ours"),
    ]
    assert [each.part.key for each in page.questions] == ["summary"]
    assert page.questions[0].answer == ""


def test_fields_that_the_form_did_not_have_are_theirs():
    theirs = replace(BASE, summary="Theirs.")
    three = meet(BASE, theirs, replace(BASE, summary="Not asked.", title="Ours"), ("title",))
    assert merge_page(three, {}).questions == []
    assert answered(three, {}) == replace(theirs, title="Ours")


@pytest.mark.parametrize("answer", ["", "nonsense", "OURS"])
def test_an_answer_that_does_not_fit_is_none(answer):
    three = meet(BASE, replace(BASE, summary="A"), replace(BASE, summary="B"))
    assert merge_page(three, {"summary": answer}).questions[0].answer == ""
    with pytest.raises(Invalid) as caught:
        answered(three, {"summary": answer})
    assert caught.value.problems.keys() == {"summary"}


def test_of_more_parts_than_anybody_answers_both_are_kept():
    count = QUESTIONS_MOST + 10
    base, theirs, ours = (replace(BASE, body=sections(count, each)) for each in "abc")
    three = meet(base, theirs, ours)
    page = merge_page(three, {})
    assert (len(page.questions), page.many) == (QUESTIONS_MOST, 10)
    body = answered(three, {each.part.key: "ours" for each in page.questions}).body
    assert f"b {count - 1}." in body
    assert all(f"c {n}." in body for n in range(count))
    assert "b 0." not in body


def test_answers_stay_only_where_the_words_are_still_the_same():
    theirs = replace(BASE, summary="Theirs.", body=BASE.body.replace("Base.", "Theirs."))
    ours = replace(BASE, summary="Ours.", body=BASE.body.replace("Base.", "Ours."))
    before = meet(BASE, theirs, ours)
    answers = {each.part.key: "both" for each in merge_page(before, {}).questions}
    assert len(answers) == 3
    # A third person writes a section at the beginning and rewrites the one called Two.
    body = "## New\n\nThird.\n\n" + theirs.body.replace("Two\n\nTheirs.", "Two\n\nThird.")
    now = meet(BASE, replace(theirs, body=body), ours)
    kept = carried_over(before, now, answers)
    labels = {each.part.key: each.part.label for each in merge_page(now, {}).questions}
    assert {labels[key] for key in kept} == {"Summary", "One"}
    assert set(labels.values()) == {"Summary", "One", "Two"}


def test_an_order_that_both_changed_is_asked_about():
    cut = {n: f"## {n}\n\nWords.\n\n" for n in "abc"}
    base, theirs, ours = (
        replace(BASE, body="".join(cut[n] for n in order).strip())
        for order in ("abc", "bac", "acb")
    )
    three = meet(base, theirs, ours)
    (question,) = merge_page(three, {}).questions
    assert (question.part.key, question.part.picks) == (ORDER, ("theirs", "ours"))
    assert answered(three, {ORDER: "theirs"}).body == theirs.body
