"""Taking turns at slow work."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from portal.errors import Busy
from portal.turns import Turns


@contextmanager
def elsewhere(turns, person):
    """Hold a turn in another thread: what is done within a turn needs no other."""
    inside, over = threading.Event(), threading.Event()

    def hold():
        with turns.turn(person):
            inside.set()
            over.wait(20)

    holding = threading.Thread(target=hold)
    holding.start()
    assert inside.wait(5)
    try:
        yield
    finally:
        over.set()
        holding.join()


def test_more_people_than_places_wait_for_each_other():
    turns, inside, most = Turns(at_once=2, waiting=6), [], []

    def work(person: int) -> None:
        with turns.turn(person):
            inside.append(person)
            most.append(len(inside))
            time.sleep(0.02)
            inside.remove(person)

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(work, range(6)))
    assert len(most) == 6
    assert max(most) == 2


def test_who_waits_too_long_is_told():
    turns = Turns(at_once=1, patience=0.02)
    with elsewhere(turns, "Alice"), pytest.raises(Busy, match="Many"), turns.turn("Bob"):
        pytest.fail("there was no room")
    with turns.turn("Bob"):
        pass


def test_one_person_never_takes_both_places():
    turns = Turns(at_once=2, patience=0.02)
    with elsewhere(turns, "Alice"):
        with pytest.raises(Busy), turns.turn("Alice"):
            pytest.fail("Alice is inside already")
        with turns.turn("Bob"):
            pass


def test_a_third_request_of_one_person_is_told_at_once():
    turns = Turns(at_once=2, patience=5)
    done = threading.Event()

    def second() -> None:
        with turns.turn("Alice"):
            done.set()

    with elsewhere(turns, "Alice"):
        waiting = threading.Thread(target=second)
        waiting.start()
        while not turns._waiting:
            time.sleep(0.001)
        began = time.monotonic()
        with pytest.raises(Busy, match="still being worked on"), turns.turn("Alice"):
            pytest.fail("one waits already")
        assert time.monotonic() - began < 1
    waiting.join(5)
    assert done.is_set()


def test_a_failure_gives_the_place_back():
    turns = Turns(at_once=1, patience=0.02)
    with pytest.raises(ZeroDivisionError), turns.turn("Alice"):
        raise ZeroDivisionError
    with turns.turn("Bob"):
        pass


def test_no_more_wait_than_leave_a_thread_for_others():
    turns = Turns(at_once=1, waiting=0, patience=30)
    with elsewhere(turns, "Alice"), pytest.raises(Busy, match="Many"), turns.turn("Bob"):
        pytest.fail("nobody may wait")


def test_what_is_done_within_a_turn_needs_no_other():
    turns = Turns(at_once=1, waiting=0)
    with turns.turn("Alice"), turns.turn(), turns.turn("Bob"):
        pass
    with turns.apart(), turns.turn("Bob"):
        pass
