"""Every field is asked for once, and putting a step onto a practice wipes nothing else."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.errors import Invalid
from portal.practices.comparing.parts import parts_of, value_of
from portal.practices.content import Content, FileRef
from portal.practices.fields import FIELDS, OPENING
from portal.practices.form_steps import (
    ALL,
    is_started,
    step_after,
    step_before,
    step_with,
    steps_of,
    whole,
)
from portal.practices.merging.fields import checked_fields, put_onto
from portal.practices.vocabulary import KINDS

IN_STEPS = [kind for kind in KINDS if kind != "practice_note"]
FULL = Content(
    title="Reading mentors",
    summary="In short.",
    body="At length.",
    themes=("reading",),
    tags=("kiosk",),
    details={"purpose": ("reading",), "structure": "structured", "benefits": "Many."},
    files=(FileRef("0" * 64, "a.pdf", "application/pdf", 3),),
)


@pytest.mark.parametrize("kind", IN_STEPS)
def test_each_field_stands_in_exactly_one_step(kind):
    asked = [name for step in steps_of(kind) for name in step.names]
    assert sorted(asked) == sorted(whole(kind).names)
    assert len(asked) == len(set(asked))
    assert set(asked) == {each.key for each in parts_of(kind)} - {"files"}
    assert {step_with(kind, name) for name in asked} == {step.key for step in steps_of(kind)}


@pytest.mark.parametrize("kind", IN_STEPS)
def test_the_steps_lead_from_one_to_the_next_and_back(kind):
    keys = [step.key for step in steps_of(kind)]
    assert keys[0] == "start"
    assert keys[-1] == "finding"
    for one, next_one in pairwise(keys):
        assert step_after(kind, one).key == next_one
        assert step_before(kind, next_one).key == one
    assert step_after(kind, keys[-1]) is None
    assert step_before(kind, keys[0]) is None
    assert step_after(kind, "nonsense") is None


def test_a_note_has_no_steps():
    assert steps_of("practice_note") == []
    assert step_with("practice_note", "body") == ALL


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_is_explained(kind):
    assert all(each.example for each in FIELDS[kind])
    assert {"title", "summary", "body"} <= OPENING[kind].keys()


def test_a_step_is_started_once_anything_stands_in_it():
    start, about, *_ = steps_of("scheme")
    assert is_started("scheme", start, Content(title="T"))
    assert not is_started("scheme", about, Content(title="T"))
    assert is_started("scheme", about, Content(title="T", details={"format": "both"}))


@pytest.mark.parametrize("step", steps_of("scheme"), ids=lambda step: step.key)
def test_an_empty_step_empties_its_own_fields_only(step):
    merged = put_onto("scheme", FULL, FULL, Content(title=""), step.names)
    assert merged.clashes == ()
    for part in parts_of("scheme"):
        expected = value_of(Content(title=""), part) if part.key in step.names else None
        assert value_of(merged.content, part) == (
            value_of(FULL, part) if expected is None else expected
        )


WORDS = st.sampled_from(["", "a", "b"])
CONTENTS = st.builds(Content, title=WORDS, summary=WORDS, body=WORDS)


@given(base=CONTENTS, theirs=CONTENTS, ours=CONTENTS)
def test_each_field_comes_from_who_changed_it(base, theirs, ours):
    names = ("title", "summary", "body")
    merged = put_onto("scheme", base, theirs, ours, names)
    for name in names:
        was, with_them, with_us, now = (
            getattr(each, name) for each in (base, theirs, ours, merged.content)
        )
        assert now == (with_them if with_us == was else with_us)
        assert (name in merged.clashes) == (
            with_us != was and with_them != was and with_us != with_them
        )


def test_without_a_base_whatever_differs_clashes():
    ours = Content(title="Reading mentors", summary="Mine.")
    merged = put_onto("scheme", None, FULL, ours, ("title", "summary"))
    assert merged.clashes == ("summary",)


def test_only_the_fields_of_the_step_are_judged():
    content = Content(title="", summary="S.", details={"structure": "nonsense"})
    assert checked_fields("scheme", content, ("summary",)).summary == "S."
    with pytest.raises(Invalid) as caught:
        checked_fields("scheme", content, ("title", "summary"))
    assert set(caught.value.problems) == {"title"}
