"""The few words that go straight onto cards and posters, and the names of files."""

from datetime import date

import pytest

from portal import clock
from portal.accounts.models import User
from portal.errors import Invalid
from portal.practices.guard.small_texts import problem, tidy
from portal.practices.models import Practice
from portal.practices.paper.handing_out import file_name
from portal.practices.paper.posters import SUGGESTIONS, posters, typed_posters
from portal.practices.paper.role_cards import card
from portal.prisons.models import Prison

TYPED = {
    "role": "Maths mentor",
    "prison": "Midvale",
    "allows": "Help in the classroom\r\n\r\n  Move around alone ",
    "where": "Wing A",
    "when": "Monday to Friday",
    "who_to_call": "Maths tutor, extension 1234",
}


@pytest.fixture(autouse=True)
def today(monkeypatch) -> None:
    monkeypatch.setattr(clock, "today", lambda: date(2027, 3, 1))


def made(review_on=date(2027, 9, 1), *, is_example=False, **typed):
    prison = Prison(id=1, name="Midvale", is_example=is_example)
    practice = Practice(kind="job_description", prison=prison)
    return card(practice, TYPED | typed, review_on, User(prison=None))


def test_lines_are_trimmed_and_empty_ones_left_out():
    assert tidy("  One \r\n\r\n two\rthree   four \n") == "One\ntwo\nthree four"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Ask for A1234BC", "“A1234BC”: This looks like a prison number"),
        ("NI: AB 12 34 56 C", "National Insurance number"),
        ("Date of birth: 3 May 1984", "date of birth"),
        ("John Smith, convicted of burglary", "a person’s name beside"),
        ("Call [the extension]", "Put your own words in the place of “[the extension]”"),
        ("x" * 101, "Use 100 characters or fewer"),
        ("one\ntwo", "Use one line"),
        ("left\u202eright", "Remove the character"),
    ],
)
def test_what_must_not_stand_on_paper_is_refused(text, words):
    assert words in problem(text, longest=100)


def test_a_work_number_and_a_role_are_no_problem():
    assert problem("Maths tutor, extension 1234, 9am to 4pm", longest=100) == ""


def test_a_card_holds_what_was_typed_line_by_line():
    got = made()
    assert (got.role, got.prison, got.review_date) == ("Maths mentor", "Midvale", date(2027, 9, 1))
    assert got.allows == ("Help in the classroom", "Move around alone")
    assert not got.is_example
    assert made(is_example=True).is_example


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("role", " ", "Enter the name of the role"),
        ("prison", "", "Enter the name of the prison"),
        ("allows", "", "Say what the role allows"),
        ("who_to_call", "", "Say who an officer can call"),
        ("role", "Mentor A1234BC", "prison number"),
        ("prison", "A1234BC", "prison number"),
        ("where", "Cell of A1234BC", "prison number"),
        ("when", "A1234BC", "prison number"),
        ("allows", "\n".join("abcdef"), "Use 5 lines or fewer"),
        ("allows", "x" * 251, "Use 250 characters or fewer"),
    ],
)
def test_a_wrong_box_of_a_card_has_its_own_message(key, value, words):
    with pytest.raises(Invalid) as caught:
        made(**{key: value})
    assert list(caught.value.problems) == [key]
    assert words in caught.value.problems[key]


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2027, 3, 1), "has passed"),
        (date(2020, 1, 1), "has passed"),
        (date(2029, 3, 2), "up to 24 months"),
    ],
)
def test_a_review_date_is_ahead_but_not_far(day, words):
    with pytest.raises(Invalid) as caught:
        made(review_on=day)
    assert words in caught.value.problems["review_on"]


def test_where_and_when_may_stay_empty():
    assert made(where="", when="").where == ()


def test_posters_are_made_only_where_wanted_and_changed():
    assert posters(typed_posters({}), is_example=False) == []
    with pytest.raises(Invalid) as caught:
        posters(typed_posters({"poster-1": "yes"}), is_example=False)
    assert set(caught.value.problems) == {"lines-1", "call-1"}
    typed = {"poster-1": "yes", "lines-1": "One\n\nTwo", "call-1": "Ask the tutor"}
    [poster] = posters(typed_posters(typed), is_example=True)
    assert poster.title == SUGGESTIONS[0].heading
    assert (poster.lines, poster.call_to_action) == (("One", "Two"), "Ask the tutor")
    assert poster.is_example


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("heading-2", "", "Enter a heading"),
        ("heading-2", "Ask A1234BC", "prison number"),
        ("lines-2", "\n".join("abcdefg"), "Use 6 lines or fewer"),
        ("lines-2", "x" * 91, "90 characters or fewer on each line"),
        ("call-2", "Ask A1234BC", "prison number"),
        ("call-2", "x" * 121, "Use 120 characters"),
    ],
)
def test_a_wrong_box_of_a_poster_has_its_own_message(key, value, words):
    typed = {"poster-2": "yes", "call-2": "Ask", key: value}
    with pytest.raises(Invalid) as caught:
        posters(typed_posters(typed), is_example=False)
    assert list(caught.value.problems) == [key]
    assert words in caught.value.problems[key]


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Reading mentors", "Reading mentors.pdf"),
        ('a/b\\c:d*e?f"g<h>i|j%k', "a b c d e f g h i j k.pdf"),
        ("../../etc/passwd", "etc passwd.pdf"),
        ("...", "Practice.pdf"),
        ("line\r\nContent-Type: x", "line Content-Type x.pdf"),
        ("con", "_con.pdf"),
        ("Café – mentora’s", "Café – mentora’s.pdf"),
        ("gpj.\u202efdp", "gpj.fdp.pdf"),
        ("x" * 300, "x" * 80 + ".pdf"),
    ],
)
def test_a_file_name_is_safe_on_every_disk(title, name):
    assert file_name(title, ".pdf") == name
