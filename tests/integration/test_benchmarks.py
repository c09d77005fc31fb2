"""What the benchmarks are made of; the timing itself is for `make bench`."""

import os
import re

from benchmarks.load import Cost, middle
from benchmarks.practices import (
    LONGEST,
    OWN_EVERY,
    OWN_PRISON,
    SHORTEST,
    Writer,
    questions,
    vocabulary,
)
from benchmarks.processes import cpu_seconds, family, memory
from benchmarks.suite import slug
from benchmarks.table import Row, markdown
from benchmarks.visitor import form_fields


def test_practices_are_the_same_in_every_run() -> None:
    words = vocabulary()
    once, again = (list(Writer(words).practices(50)) for _ in range(2))
    assert once == again
    assert once != list(Writer(words, seed=1).practices(50))


def test_practices_have_300_to_600_words_and_addresses_of_their_own() -> None:
    made = list(Writer(vocabulary()).practices(2_000))
    counts = [len(re.findall(r"[a-z]+", practice.body.lower())) for practice in made]
    assert min(counts) == SHORTEST == 300
    assert max(counts) == LONGEST == 600
    assert len({slug(practice) for practice in made}) == len(made)


def test_common_words_stand_more_often() -> None:
    words = vocabulary()
    text = " ".join(practice.body for practice in Writer(words).practices(100)).lower().split()
    assert text.count(words[0]) > 5 * text.count(words[20]) > 5 * text.count(words[400]) > 0


def test_the_demo_prison_owns_every_twentieth() -> None:
    made = list(Writer(vocabulary()).practices(60))
    assert [p.prison == OWN_PRISON for p in made] == [n % OWN_EVERY == 0 for n in range(1, 61)]


def test_questions_have_so_many_words_and_stay_the_same() -> None:
    words = vocabulary()
    asked = questions(words, 3, 20)
    assert asked == questions(words, 3, 20)
    assert {len(question.split()) for question in asked} == {3}
    assert words[0] not in " ".join(asked).split()


def test_median_is_taken_of_each_figure() -> None:
    assert middle([Cost(3, 10), Cost(1, 30), Cost(2, 20)]) == Cost(2, 20)


def test_a_target_is_judged_by_figure_or_by_ratio() -> None:
    assert Row("x", "ms", 3.0, limit=3).met is True
    assert Row("x", "ms", 3.1, limit=3).met is False
    ratio = Row("x", "", 400, None, 100, limit=4, at_least=True, is_ratio=True)
    assert ratio.met is True
    assert Row("x", "", 399, None, 100, limit=4, at_least=True, is_ratio=True).met is False
    assert Row("x", "", 400, limit=4, at_least=True, is_ratio=True).met is None


def test_table_shows_ratios_and_what_was_not_measured() -> None:
    line = markdown([Row("View", "ms", 3.0, 0.5, None, limit=3)]).splitlines()[-1]
    assert line == "| View | ≤ 3 ms | 3 ms | 0.5 ms | – | 6 | – | yes |"


def test_forms_are_read_as_a_browser_sends_them() -> None:
    page = """<form><input name="q"></form><form>
        <input type="hidden" name="token" value="a&amp;b"><textarea name="body">
One &lt; two</textarea><input type="checkbox" name="theme" value="x" checked>
        <input type="checkbox" name="theme" value="y"><button name="action" value="save">
        Save</button><select name="pay"><option value="">-</option>
        <option value="paid" selected>Paid</option></select>
        </form>"""
    sent = [("token", "a&b"), ("body", "One < two"), ("theme", "x"), ("pay", "paid")]
    assert form_fields(page) == sent


def test_processes_are_counted_with_their_children() -> None:
    us = os.getpid()
    assert us in family(us)
    assert cpu_seconds([us]) > 0
    rss, pss = memory([us])
    assert rss >= pss > 1
