"""The two boxes of a note become one text and come apart again without a change."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from portal.practices.content import Content
from portal.practices.writing.note_body import (
    DID,
    HAPPENED,
    SUMMARY_LONGEST,
    first_sentences,
    join,
    split,
    summary_from,
    with_summary,
)

PIECES = st.sampled_from(
    ["We met.", "\n", "\n\n", "## ", DID, HAPPENED, f"## {DID}\n\n", f"\n\n## {HAPPENED}\n\n", " ",
     "\r\n", "# Big", "é", "\u2028"]
)  # fmt: skip
TEXTS = st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=8).map("".join))


def plain(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


@given(did=TEXTS, happened=TEXTS)
@example(did=f"We met.\n\n## {HAPPENED}\n\nIt held.", happened="")
def test_what_is_joined_comes_apart_as_it_was_where_nobody_typed_our_headings(did, happened):
    found = split(join(did, happened))
    if any(f"## {each}" in did + happened for each in (DID, HAPPENED)):
        assert found is None or join(*found) == join(did, happened)
    else:
        assert found == (plain(did), plain(happened))


@given(body=TEXTS)
def test_joining_what_was_split_makes_the_same_text(body):
    found = split(body)
    if found is not None:
        assert join(*found) == plain(body)


def test_words_without_our_headings_stay_together_in_one_pair_of_boxes():
    assert split(join("We tried\n\nit.", "It held.")) == ("We tried\n\nit.", "It held.")
    assert split(join("", "It held.")) == ("", "It held.")
    assert split("") == ("", "")


@pytest.mark.parametrize(
    "body",
    ["We tried it.", "## Another heading\n\nx", f"## {HAPPENED}\n\na\n\n## {DID}\n\nb",
     f"Before.\n\n## {DID}\n\nx", f"## {DID}\nx"],
)  # fmt: skip
def test_any_other_text_is_left_as_one(body):
    assert split(body) is None


def test_an_empty_box_leaves_no_heading():
    assert join("We tried.", " \n") == f"## {DID}\n\nWe tried."
    assert join("", "") == ""


@given(text=st.text(max_size=700))
def test_a_summary_is_never_too_long_and_always_the_beginning(text):
    found = first_sentences(text)
    assert len(found) <= SUMMARY_LONGEST
    assert text.startswith(found.removesuffix("…"))


def test_a_summary_takes_whole_sentences():
    long = "It held for weeks. " + "Nobody was refused at the gate. " * 10
    found = first_sentences(long)
    assert found.startswith("It held for weeks. Nobody")
    assert found.endswith("gate.")
    assert len(first_sentences("word " * 100)) <= SUMMARY_LONGEST
    assert first_sentences("word " * 100).endswith("word…")


def test_a_summary_is_of_what_happened_before_what_we_did():
    assert summary_from(join("We tried.", "It **held**.\n\n- Twice")) == "It held. Twice"
    assert summary_from(join("We *tried*.", "")) == "We tried."
    assert summary_from("Just words.") == "Just words."
    assert summary_from("") == ""


def test_only_an_empty_summary_of_a_note_is_filled_in():
    note = Content(title="T", body="We tried.")
    assert with_summary("practice_note", note).summary == "We tried."
    assert with_summary("scheme", note).summary == ""
    own = Content(title="T", summary="Mine.", body="We tried.")
    assert with_summary("practice_note", own).summary == "Mine."
