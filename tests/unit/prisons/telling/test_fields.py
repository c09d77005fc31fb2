from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal import clock
from portal.errors import Invalid
from portal.prisons.measures import MEASURES, SENTENCES
from portal.prisons.telling import fields
from portal.prisons.telling.sections import PROFILE, RECORD

ASKED = PROFILE.measures + RECORD.measures
ANY = pytest.mark.parametrize("measure", ASKED, ids=[each.key for each in ASKED])
SHARES, SCHEMES = MEASURES["sentence_shares"], MEASURES["schemes"]
STORED = {
    "choice": lambda measure: next(iter(measure.choices())),
    "list": lambda measure: list(measure.choices())[:2],
    "flag": lambda _: False,
    "number": lambda _: 0,
    "text": lambda _: "A company",
    "share": lambda _: "few",
    "shares": lambda measure: dict.fromkeys(measure.choices(), "few"),
    "schemes": lambda _: {},
}


@pytest.fixture
def in_november(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 23, 12, tzinfo=UTC))


def shares(*typed):
    names = fields.field_names(SHARES)
    return {name: [text] for name, text in zip(names, typed, strict=True)}


def problems(measure, typed):
    with pytest.raises(Invalid) as caught:
        fields.read(measure, typed)
    return caught.value.problems


@ANY
@given(data=st.data())
def test_whatever_is_typed_is_read_or_refused_in_words_beside_a_field(measure, data):
    names = fields.field_names(measure)
    text = st.text() | st.sampled_from(["*", "35%", "1e5", "½", *measure.choices()])
    typed = data.draw(st.dictionaries(st.sampled_from(names), st.lists(text)))
    found = {}
    try:
        fields.read(measure, typed)
    except Invalid as error:
        found = error.problems
    assert set(found) <= set(names)
    assert all(found.values())


@ANY
def test_what_is_stored_comes_back_from_the_fields_that_it_fills(measure):
    value = STORED[measure.kind](measure)
    assert fields.read(measure, fields.filled(measure, value)) == value


@ANY
def test_what_is_not_known_fills_blank_fields_that_say_nothing(measure):
    assert fields.read(measure, fields.filled(measure, None)) is None


@pytest.mark.parametrize("key", ["barriers_now", "barriers_solved"])
def test_that_none_of_a_list_is_so_is_known_and_comes_back(key):
    measure = MEASURES[key]
    none = fields.filled(measure, [])
    assert none == {key: [], fields.NONE_OF[key]: ["yes"]}
    assert fields.read(measure, none) == []
    assert fields.read(measure, fields.filled(measure, None)) is None
    assert fields.read(measure, fields.filled(measure, ["pay"])) == ["pay"]


def test_some_of_a_list_and_none_of_it_together_are_refused():
    typed = {"barriers_now": ["pay"], "barriers_now-none": ["yes"]}
    found = problems(MEASURES["barriers_now"], typed)
    assert "some are ticked above" in found["barriers_now-none"]


def test_a_field_without_a_name_says_nothing_of_lists_that_have_no_such_tick():
    assert fields.read(MEASURES["cohorts"], {"": ["yes"], "cohorts": [""]}) is None


@pytest.mark.parametrize("typed", ["lots", "101", "<5%", "0.4"])
def test_what_is_no_percent_is_told_how_to_write_one(typed):
    found = problems(MEASURES["esol"], {"esol": [typed]})
    assert "give a whole percent from 0 to 100, such as 35, or *" in found["esol"]


def test_bands_left_blank_are_named_with_the_sum_so_far():
    found = problems(SHARES, shares("10", "", "30", "*", "", "5.5"))
    assert list(found) == ["sentence_shares-under_12_months"]
    message = found["sentence_shares-under_12_months"]
    assert "“Under 12 months”, “10 years or more”" in message
    assert "add up to 46 so far" in message


def test_every_wrong_band_has_a_message_of_its_own():
    found = problems(SHARES, shares("x", "20", "-1", "10", "10", "10"))
    assert list(found) == ["sentence_shares-remand", "sentence_shares-1_to_4_years"]


@given(st.lists(st.decimals(0, 100, places=1), min_size=6, max_size=6))
def test_a_sum_is_that_of_whole_percents(given_shares):
    told = dict(zip(SENTENCES, given_shares, strict=True))
    assert fields.total(told) == sum(int(share + Decimal("0.5")) for share in given_shares)


def test_schemes_and_none_of_them_together_are_refused():
    typed = {"schemes-reading": ["running"], fields.NO_SCHEME: ["yes"]}
    assert fields.NO_SCHEME in problems(SCHEMES, typed)


@pytest.mark.parametrize("typed", ["3.5", "-1", "many", "100001", "٣", "9" * 5000])
def test_arrivals_are_a_whole_number(typed):
    assert "arrivals" in problems(MEASURES["arrivals"], {"arrivals": [typed]})


@pytest.mark.parametrize("typed", ["x" * 121, "Ask A1234BC", "a\0b"])
def test_who_runs_a_prison_is_short_and_holds_no_prisoners_number(typed):
    assert "operator" in problems(MEASURES["operator"], {"operator": [typed]})


@pytest.mark.usefixtures("in_november")
class TestDays:
    @pytest.mark.parametrize(
        ("day", "month", "year", "reason"),
        [
            ("24", "11", "2026", "today or earlier"),
            ("31", "12", "1999", "2000 or later"),
            ("31", "2", "2026", "real date"),
            ("", "", "", "real date"),
            ("1", "1", "99999999", "real date"),
            ("x", "1", "2026", "real date"),
            ("²", "1", "2026", "real date"),
        ],
    )
    def test_a_wrong_day_is_refused_with_the_reason(self, day, month, year, reason):
        with pytest.raises(Invalid) as caught:
            fields.read_day({"day": [day], "month": [month], "year": [year]})
        assert reason in caught.value.problems["day"]

    def test_a_year_of_two_digits_is_of_this_century(self):
        assert fields.read_day({"day": ["7"], "month": ["3"], "year": ["26"]}) == date(2026, 3, 7)

    def test_today_and_the_first_of_2000_are_taken(self):
        for day in (date(2026, 11, 23), date(2000, 1, 1)):
            typed = {part: [str(getattr(day, part))] for part in fields.DAY}
            assert fields.read_day(typed) == day

    @given(st.dictionaries(st.sampled_from(fields.DAY), st.lists(st.text() | st.just("1"))))
    def test_whatever_is_typed_for_a_day_is_a_day_or_a_message(self, typed):
        found = {}
        try:
            day = fields.read_day(typed)
        except Invalid as error:
            found, day = error.problems, fields.EARLIEST
        assert set(found) <= {"day"}
        assert fields.EARLIEST <= day <= date(2026, 11, 23)
