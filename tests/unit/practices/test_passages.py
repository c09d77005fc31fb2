"""Where something stands in a practice, as a page says it, and the words around it."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.personal_data import Kind
from portal.practices.content import Content
from portal.practices.fields import FIELDS
from portal.practices.guard import spans
from portal.practices.guard.acceptance import problem_of, tidy_reason, typed_reasons
from portal.practices.guard.excerpts import CONTEXT, WORDS_SHOWN, spot_at
from portal.practices.guard.passages import Passage, passages_of

BODY = "First words.\n\n## What we did ##\n\nWe met.\n\n### Later\n\nWe met again.\n"


def of_words(text, words, name="body"):
    passage = Passage(name, "The text", text)
    start = text.index(words)
    return spot_at(passage, start, start + len(words))


@pytest.mark.parametrize(
    ("words", "where"),
    [
        ("First", "The text, line 1"),
        ("We met.", "The text, under “What we did”"),
        ("again", "The text, under “Later”"),
    ],
)
def test_words_of_the_text_stand_under_their_heading_or_in_a_line(words, where):
    assert of_words(BODY, words).where == where


def test_a_line_of_number_signs_in_the_middle_of_words_is_no_heading():
    assert of_words("one\ntwo # three\nfour", "four").where == "The text, line 3"


def test_an_excerpt_has_whole_words_on_both_sides_in_one_line():
    text = "alpha " * 30 + "\nring\n07700 900123\nnow" + " omega" * 30
    spot = of_words(text, "07700 900123")
    assert spot.before.startswith("…alpha alpha")
    assert spot.before.endswith("alpha ring ")
    assert spot.after.startswith(" now omega")
    assert spot.after.endswith("omega…")
    assert len(spot.before) <= CONTEXT + 1


def test_an_excerpt_ends_with_its_paragraph():
    spot = of_words("## Heading\n\nRing 07700 900123.\n\nNot this.", "07700 900123")
    assert (spot.before, spot.after) == ("Ring ", ".")


@given(st.text(min_size=1, max_size=400), st.data())
def test_an_excerpt_is_short_and_in_order_whatever_the_text(text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    spot = spot_at(Passage("body", "The text", text), start, end)
    assert "\n" not in spot.before + spot.words + spot.after
    assert max(len(spot.before), len(spot.after)) <= CONTEXT + 1
    assert len(spot.words) <= WORDS_SHOWN
    plain = " ".join(text.split())
    assert spot.words in plain


@pytest.mark.parametrize("kind", FIELDS)
def test_every_field_that_takes_typed_words_is_a_passage(kind):
    free = [each for each in FIELDS[kind] if each.choices is None]
    details = {each.key: (f"words of {each.key}",) for each in free}
    content = Content("T", "S", "B", tags=("wing a",), details=details)
    found = {each.name: each.text for each in passages_of(kind, content)}
    assert found == {
        "title": "T",
        "summary": "S",
        "body": "B",
        "tags": "WING A",
        **{each.key: f"words of {each.key}" for each in free},
    }


def test_what_is_not_a_choice_but_chosen_from_a_list_is_not_looked_at():
    content = Content("T", details={"purpose": "reading", "study_sections": ("5.2",)})
    names = [each.name for each in passages_of("scheme", content)]
    assert "study_sections" in names
    assert "purpose" not in names


def test_what_blocks_comes_first_however_much_else_there_is():
    found = spans.spans_of("Ring 07700 900123.\n" * 600 + "Ask A1234BC.")
    assert found[0][0] is Kind.PRISON_NUMBER
    assert len(found) == spans.MOST_SPANS + 1
    assert all(one[1] < other[1] for one, other in pairwise(found[1:]))


def test_a_text_is_searched_once_and_forgotten_when_there_are_too_many(monkeypatch):
    searched = []
    monkeypatch.setattr(spans, "find", lambda text: searched.append(text) or [])
    monkeypatch.setattr(spans, "_TEXTS_KEPT", 2)
    monkeypatch.setattr(spans, "_known", type(spans._known)())
    for text in ("one", "one", "two", "three", "one"):
        assert spans.spans_of(text) == ()
    assert searched == ["one", "two", "three", "one"]
    assert len(spans._known) == 2


def test_what_is_remembered_of_a_text_holds_none_of_its_words(monkeypatch):
    monkeypatch.setattr(spans, "_known", type(spans._known)())
    spans.spans_of("Ring 07700 900123 first.")
    assert "07700" not in str(spans._known)
    assert [*spans._known.values()] == [((Kind.TELEPHONE, 5, 17),)]


@pytest.mark.parametrize(
    ("reason", "wrong"),
    [
        ("", True),
        ("too short", True),
        ("1234567890 123", True),
        ("It is the number of a helpline", False),
        ("a" * 290 + " and more", False),
        ("a" * 290 + " and much more", True),
        ("Ask John Smith on 07700 900456", True),
    ],
)
def test_a_reason_is_10_to_300_characters_of_words_without_personal_data(reason, wrong):
    assert bool(problem_of(reason)) is wrong


def test_reasons_are_read_from_a_form_by_digest_and_brought_onto_one_line():
    form = {"reason-abc": "One\r\n two\x00", "reason": "x", "words": "y"}
    assert typed_reasons(form) == {"abc": "One\r\n two\x00"}
    assert tidy_reason("One\r\n  two\x00 ") == "One two"
