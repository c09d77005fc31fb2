"""What is kept of a question, and how searches are counted in memory."""

import threading
from datetime import date, timedelta

import pytest

from portal.search.needs import counting
from portal.search.needs.counting import Counts, Tally, Told
from portal.search.needs.question import QUESTION_MAX, countable, normalised, stems_of

DAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Chess   CLUBS ", "chess clubs"),
        ("“Chess clubs”?", '"chess clubs"'),
        ('my " chess  clubs!" on "wing 3', 'my "chess clubs" on wing 3'),
        ('""', ""),
        ('"?!"', ""),
        ("men who can't read!", "men who can't read"),
        ("chess\tclubs\nthere", "chess clubs there"),
        ("chess\x00clubs", "chess clubs"),
        ("\u202eclubs\u202c chess", "clubs chess"),
        ("ﬁre ﬆation", "fire station"),
        ("?!… --", ""),
        ("\x00", ""),
        ("", ""),
    ],
)
def test_a_question_is_kept_as_its_words_alone(typed, kept):
    assert normalised(typed) == kept


@pytest.mark.parametrize(
    "typed", ["x" * 5000, "İ" * 400, "wing " * 100, "ß" * 119 + "!!!" * 50, 'x "' * 99]
)
def test_a_question_is_never_longer_than_its_column(typed):
    assert 0 < len(normalised(typed)) <= QUESTION_MAX
    assert normalised(typed) == normalised(typed).strip()
    assert len(stems_of(normalised(typed))) <= QUESTION_MAX


@pytest.mark.parametrize(
    "typed",
    [
        "history of A1234BC",
        "reading with QQ123456C",
        "John Smith with depression",
        "call 07700 900123",
        "john.smith@gmail.com",
        '"John Smith" with "depression"',
        "x " * 100 + "A1234BC",
    ],
)
def test_what_may_tell_who_a_person_is_is_not_kept(typed):
    assert countable(typed) == ""


def test_what_names_nobody_is_kept():
    assert countable("Mentors refused at the gate") == "mentors refused at the gate"


def test_the_same_words_in_another_order_or_form_are_the_same_question():
    assert stems_of("reading mentors") == stems_of("mentor reads") == stems_of("the mentors read")
    assert stems_of("reading mentors") != stems_of("reading maths")


def test_words_in_quotes_stay_together_and_in_order():
    quoted = stems_of('"reading mentors"')
    assert quoted == stems_of('the "Reading mentor"')
    assert quoted not in (stems_of("reading mentors"), stems_of('"mentors reading"'))
    assert stems_of('"mentors"') == stems_of("mentors")


def test_a_question_of_common_words_alone_stands_for_itself():
    assert stems_of("how to") == "how to"


def test_counts_of_a_question_add_up_and_are_taken_once():
    tally = Tally()
    tally.add("chess", DAY, Counts(asked=1, empty=1))
    tally.add("chess", DAY, Counts(asked=1, opened=2, partly=1))
    assert tally.take() == {("chess", DAY): Counts(asked=2, empty=1, partly=1, opened=2)}
    assert tally.take() == {}


def test_what_could_not_be_written_is_counted_with_what_came_meanwhile():
    tally = Tally()
    tally.add("chess", DAY, Counts(asked=1))
    taken = tally.take()
    tally.add("chess", DAY, Counts(asked=1))
    tally.put_back(taken)
    assert tally.take() == {("chess", DAY): Counts(asked=2)}


def test_memory_is_bounded_and_known_questions_still_count(monkeypatch):
    monkeypatch.setattr(counting, "QUESTIONS_MAX", 3)
    tally = Tally()
    for number in range(10):
        tally.add(f"question {number}", DAY, Counts(asked=1))
    tally.add("question 0", DAY, Counts(asked=1))
    taken = tally.take()
    assert len(taken) == 3
    assert taken["question 0", DAY].asked == 2


def test_the_same_search_of_one_person_counts_once_in_ten_minutes():
    tally = Tally()
    assert tally.is_new(1, "asked", "chess", now=0)
    assert not tally.is_new(1, "asked", "chess", now=counting.AGAIN - 1)
    assert tally.is_new(2, "asked", "chess", now=1)
    assert tally.is_new(1, "asked", "go", now=1)
    assert tally.is_new(1, "asked", "chess", now=counting.AGAIN)


def test_one_person_counts_only_so_often_until_time_has_passed():
    tally = Tally()
    counted = [tally.is_new(1, "asked", number, now=0) for number in range(1000)]
    assert sum(counted) == counting.OF_ONE_MAX
    assert tally.is_new(2, "asked", 0, now=0)
    assert tally.is_new(1, "asked", 2000, now=counting.AGAIN)


def test_what_is_remembered_of_people_is_bounded(monkeypatch):
    monkeypatch.setattr(counting, "LATELY_MAX", 10)
    tally = Tally()
    for person in range(1000):
        tally.is_new(person, "asked", "chess", now=0)
    assert len(tally._lately._seen) <= 10
    assert len(tally._lately._by_person) <= 10


def test_threads_that_count_at_once_lose_nothing():
    tally = Tally()

    def count() -> None:
        for _ in range(500):
            tally.add("chess", DAY, Counts(asked=1))

    threads = [threading.Thread(target=count) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert tally.take()["chess", DAY].asked == 4000


def test_a_person_tells_of_a_question_once_a_day_and_of_so_many():
    told = Told()
    told_of = [told.note(1, f"question {number}", DAY) for number in range(counting.TOLD_MAX + 1)]
    assert told_of == [True] * counting.TOLD_MAX + [None]
    assert told.note(1, "question 0", DAY) is False
    assert told.note(2, "question 0", DAY) is True
    told.forget(1, "question 0")
    assert told.note(1, "another", DAY) is True
    assert told.note(1, "question 0", DAY + timedelta(days=1)) is True
