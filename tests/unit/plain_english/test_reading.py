"""Reading age, hard sentences and plainer words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.plain_english import measure
from portal.plain_english.sentences import sentences
from portal.plain_english.syllables import syllables

EASY = "The cat sat on the mat. The dog ran to the cat. The cat hid in a box. "
DENSE = (
    "Organisational communication necessitates comprehensive interdepartmental understanding. "
    "Institutional responsibilities require considerable administrative coordination. "
)
# Signs that texts are cut at, and words that are cut badly, more often than chance would give.
texts = st.lists(
    st.one_of(
        st.text(max_size=8),
        st.sampled_from(
            [" · ", "\n", ". ", "Mr. ", "No. 5", "prior to", "e.g. ", "word ", "A", "?"]
        ),
    ),
    max_size=60,
).map("".join)


def split(text):
    return [text[start:end] for start, end, _ in sentences(text)]


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("cat", 1), ("reading", 2), ("mentor", 2), ("prisoner", 3), ("people", 2), ("table", 2),
        ("idea", 2), ("education", 4), ("learners", 2), ("create", 2), ("helped", 1),
        ("wanted", 2), ("the", 1), ("time", 1), ("individual", 5),
    ],
)  # fmt: skip
def test_syllables_are_counted_within_one(word, count):
    assert abs(syllables(word) - count) <= (1 if count > 3 else 0)


def test_short_plain_sentences_read_younger_than_long_words():
    assert measure(EASY * 3).age <= 7
    assert measure(DENSE * 5).age >= 18


def test_the_age_follows_the_formula_of_kincaid():
    # 5 sentences of 4 words and 4 syllables: 0.39 * 4 + 11.8 - 15.59 is below 0, and 5 the least.
    assert measure("The cat sat down. " * 5).age == 5
    # 20 words and 30 syllables a sentence: 0.39 * 20 + 11.8 * 1.5 - 15.59 = 9.91, plus 5.
    sentence = "The " + "cat mentor " * 9 + "mentor. "
    assert measure(sentence * 5).age == 15


def test_too_short_to_say_is_no_age():
    assert measure("One short line about mentors.").age is None
    assert measure("").age is None
    assert measure("We meet. " * 5).age is not None


def test_headings_points_and_cells_are_not_one_endless_sentence():
    text = " · ".join(["What we did", "Wing", "A", "meet the learner at the door"] * 20)
    reading = measure(text)
    assert reading.hard == []
    assert reading.sentences == 20


@pytest.mark.parametrize(
    "text",
    [
        "Ask Mr. Smith at No. 5 today.",
        "Bring a pen, e.g. A blue one is fine here.",
        "It took 2.5 hours in HMP Midvale.",
        "See https://example.org/a.b?c=D for more of it.",
        "Dr. J. Smith wrote it down.",
    ],
)
def test_full_stops_inside_a_sentence_do_not_end_it(text):
    assert split(text) == [text]


def test_sentences_end_where_they_end():
    assert split('We met. "Good," he said. Was it No? Yes!') == [
        "We met.", '"Good," he said.', "Was it No?", "Yes!",
    ]  # fmt: skip


def test_addresses_are_not_words():
    text = "See https://example.org/a/very/long/address and write to education@example.org now."
    assert [len(words) for *_, words in sentences(text)] == [5]


def test_long_sentences_are_hard_and_the_hardest_comes_first():
    long = "We " + "meet " * 25 + "here. "
    longer = "We " + "meet " * 45 + "here. "
    hard = measure(long + longer + "We meet.").hard
    assert [each.words for each in hard] == [47, 27]
    assert hard[0].why.startswith("47 words")


def test_25_words_are_not_too_many():
    assert measure("We " + "meet " * 23 + "here.").hard == []


def test_a_dense_sentence_is_hard_though_short():
    dense = "Organisational communication necessitates comprehensive interdepartmental "
    dense += "understanding, considerable administrative coordination, accountability."
    assert [each.words for each in measure(dense).hard] == [10]


def test_at_most_ten_hard_sentences_are_given():
    assert len(measure(("We " + "meet " * 30 + "here. ") * 15).hard) == 10


def test_plainer_words_are_suggested_where_they_stand():
    text = "Prior to the session, mentors utilise cards in order to facilitate it."
    found = [(each.words, each.instead) for each in measure(text).plainer]
    assert found == [
        ("Prior to", "before"), ("utilise", "use"), ("in order to", "to"),
        ("facilitate", "help, run"),
    ]  # fmt: skip


@given(texts)
def test_any_text_is_measured_and_offsets_give_the_words(text):
    reading = measure(text)
    assert reading.age is None or 5 <= reading.age <= 25
    for each in reading.hard:
        assert text[each.start : each.end] == each.text
        assert len(each.text.split()) >= each.words
    for each in reading.plainer:
        assert text[each.start : each.end] == each.words


@given(texts)
def test_sentences_come_in_order_and_never_overlap(text):
    last = 0
    for start, end, words in sentences(text):
        assert last <= start < end <= len(text)
        assert words
        last = end
