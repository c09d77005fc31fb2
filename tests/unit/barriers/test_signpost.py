"""Which barrier a question sounds like, held against questions that others wrote and graded."""

import pytest
from flask import Flask

from portal.barriers.sounding import QUESTION_MAX, ears, finder
from portal.barriers.study import barriers
from portal.search import signposts
from portal.search.signposts import Signpost
from tests.judged.judgements import questions

# Of the judged natural questions, what somebody who meets a barrier asks, and what is none. A
# second key stands where two are right.
LABELLED = {
    "lads who can't read won't come to class": {"", "stigma_help", "motivation"},
    "officers keep turning my mentors away at the gate": {"operational_awareness"},
    "men get moved on before they finish": {"transfers"},
    "I have got nowhere private for them to sit and talk": {"space"},
    "how do I stop mentors just giving people the answers": {""},
    "who do the classroom mentors answer to, everyone gives them different orders": {
        "accountability"
    },
    "our best mentor went overnight and nobody knows what to do": {"transfers", "pipeline"},
    "nobody applies to be a mentor because the workshop pays better": {"pay"},
    "has anyone trained a group of mentors and then had no jobs to give them": {"pipeline"},
    "mentors are fed up with giving up their evenings": {"association"},
    "what do I tell officers about the scheme in five minutes before the shift": {
        "operational_awareness"
    },
    "I need something to hand my mentors about what they must never keep secret": {""},
    "how long should someone watch another mentor before they start on their own": {""},
    "people laugh at anyone who takes help with reading": {"stigma_help"},
    "prisoners say the mentors are grasses who work for the officers": {"stigma_system"},
    "which prison got its governors to back mentoring": {"buy_in"},
    "how do I know after a few weeks if the scheme is working": {""},
    "new arrivals are too overwhelmed to take anything in during their first days": {
        "", "awareness",
    },
    "someone to help foreign nationals practise speaking English": {""},
    "he gets wound up by the noise and can't follow what the instructor tells him": {""},
    "I want one of my prisoners to run the timetable and pair people up": {""},
    "can mentors go on other wings without an escort": {"movement"},
    "mentor is worn out and taking it back to the cell": {""},
    "learners are embarrassed to put their hand up in front of the tutor": {"stigma_help"},
    "how do we pick mentors fairly instead of tutors choosing their favourites": {""},
    "bloke in my maths class keeps falling behind, can somebody sit with him": {""},
    "what do other prisons do about people who are only there a few weeks": {"transfers"},
    "how should I write up something that did not work so others can learn from it": {""},
    "a mentor was asked to pass something to another wing": {""},
    "can a prison officer have a few hours a week to help with mentoring": {""},
    "production always comes first and the mentoring hours disappear": {"buy_in", "association"},
    "the classroom mentor just gets sent to do the photocopying": {""},
    "our training is just worksheets, I want them to practise": {"training_quality"},
    "how to bring up reading with someone without making him feel small": {"stigma_help"},
    "what has worked to get officers on side": {"buy_in", "operational_awareness"},
    "nobody ever says thank you to the mentors": {""},
    "some only want to be a mentor because it looks good on their sentence plan": {"motivation"},
    "how many mentors do you need in reserve": {"pipeline"},
    "where has a reading scheme kept going when staff were short": {"", "movement"},
    "what can I show that mentoring actually works, with numbers": {""},
}  # fmt: skip

TOPICS = """library opening hours
job description reading mentor
maths mentors
mentors
reading
induction
training course for mentors
confidentiality
book club
handover template
SEND
officer training
workshop mentor""".splitlines()


@pytest.fixture
def heard() -> dict[str, str]:
    """Give what is heard in each labelled question: a key, or nothing."""
    return {text: ears().closest(text) or "" for text in LABELLED}


def test_the_labelled_are_forty_of_the_judged_natural_questions():
    natural = {each.text for each in questions() if each.kind == "natural"}
    assert len(LABELLED) == 40
    assert set(LABELLED) <= natural


def test_nine_of_ten_signposts_on_judged_questions_are_right(heard):
    shown = {text: key for text, key in heard.items() if key}
    wrong = {text: key for text, key in shown.items() if key not in LABELLED[text]}
    precision = 1 - len(wrong) / len(shown)
    assert precision >= 0.9, wrong


def test_nearly_half_of_the_judged_questions_about_a_barrier_get_their_signpost(heard):
    about = [text for text, keys in LABELLED.items() if "" not in keys]
    right = [text for text in about if heard[text] in LABELLED[text]]
    assert len(right) / len(about) >= 0.45


@pytest.mark.parametrize("text", TOPICS)
def test_a_topic_is_no_barrier(text):
    assert ears().closest(text) is None


@pytest.mark.parametrize("key", barriers())
def test_every_barrier_is_heard_in_its_own_sentence_and_nearly_all_its_phrases(key):
    one = barriers()[key]
    assert ears().closest(one.sentence) == key
    heard = [ears().closest(phrase) for phrase in one.sounds_like]
    assert heard.count(key) >= 0.8 * len(heard)
    assert set(heard) <= {key, None}


@pytest.mark.parametrize("text", ["", "the of and", "?", "zzzz qqqq", "\x00 \ud7ff", "né " * 500])
def test_what_says_nothing_gets_none(text):
    assert finder(text) is None


def test_words_in_quotes_ask_for_a_text():
    assert finder("mentors stopped at the gate") is not None
    assert finder('"mentors stopped at the gate"') is None


def test_of_a_long_text_the_beginning_counts():
    assert finder("x " * QUESTION_MAX + "mentors stopped at the gate") is None


def test_the_first_finder_that_answers_is_heard():
    app = Flask("empty")
    sign = Signpost("Rain", "Take a coat", "weather.rain", {})
    with app.app_context():
        assert signposts.signpost("rain") is None
    asked = []
    signposts.register(app, lambda text: asked.append(text))
    signposts.register(app, lambda text: sign if text == "rain" else None)
    signposts.register(app, lambda text: Signpost("Late", "", "", {}))
    with app.app_context():
        assert signposts.signpost("rain") is sign
        assert signposts.signpost("sun").label == "Late"
    assert asked == ["rain", "sun"]
