from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.prisons.measures import MEASURES, SENTENCES
from portal.prisons.telling import hiding, rules

ESOL, SHARES = MEASURES["esol"], MEASURES["sentence_shares"]
percents = st.decimals(0, 100, places=1)


def bands(*told):
    return dict(zip(SENTENCES, told, strict=True))


@pytest.mark.parametrize(
    ("told", "held", "value"),
    [
        (Decimal(1), 400, "few"),
        (Decimal(1), 500, 1),
        (Decimal("0.4"), 1000, "few"),
        (Decimal("0.4"), 2000, 0),
        (Decimal(98), 60, "few"),
        (Decimal(99), 400, "few"),
        (Decimal("99.6"), 2000, 100),
        (Decimal(92), 60, "few"),
        (Decimal(91), 60, 91),
        (Decimal(98), None, 98),
        (Decimal(0), 400, 0),
        (Decimal(1), None, 1),
        (Decimal("35.5"), 700, 36),
        (Decimal(100), 0, 100),
        ("few", 700, "few"),
    ],
)
def test_a_share_of_fewer_than_five_people_is_hidden(told, held, value):
    assert hiding.kept(ESOL, told, held).value == value


def test_what_was_hidden_is_named_unless_it_was_typed_so():
    assert hiding.kept(ESOL, Decimal(1), 400).hidden == [ESOL.label]
    assert hiding.kept(ESOL, "few", 400).hidden == []
    assert hiding.kept(ESOL, Decimal(99), 400).hidden == [
        f"{ESOL.label} (too few people are left over)"
    ]


def test_one_hidden_band_hides_the_next_smallest_and_says_why():
    told = bands(*(Decimal(share) for share in (1, 0, 50, 30, 12, 7)))
    kept = hiding.kept(SHARES, told, 400)
    assert kept.value == bands("few", 0, 50, 30, 12, "few")
    assert kept.hidden[0] == "“On remand”"
    assert kept.hidden[1].startswith("“Indeterminate, such as life” (it is hidden too")


def test_two_hidden_bands_hide_no_third():
    told = bands("few", Decimal(1), *(Decimal(share) for share in (50, 30, 12, 7)))
    assert hiding.kept(SHARES, told, 400).value == bands("few", "few", 50, 30, 12, 7)


@given(
    st.lists(percents | st.just("few"), min_size=6, max_size=6), st.none() | st.integers(0, 3000)
)
def test_no_single_hidden_band_can_be_worked_out_from_the_others(told, held):
    shares = hiding.kept(SHARES, bands(*told), held).value
    hidden = [band for band, share in shares.items() if share == "few"]
    others = [share for share in shares.values() if share not in ("few", 0)]
    assert len(hidden) != 1 or not others


@pytest.mark.parametrize(
    ("held", "value"),
    [
        (100, bands("few", "few", 50, 30, "few", 0)),
        (1000, bands("few", "few", 50, 30, 18, 0)),
        (None, bands("few", "few", 50, 30, 18, 0)),
    ],
)
def test_bands_that_hide_four_people_between_them_hide_a_third_in_a_small_prison(held, value):
    told = bands("few", "few", *(Decimal(share) for share in (50, 30, 18, 0)))
    assert hiding.kept(SHARES, told, held).value == value


@given(
    st.lists(st.integers(0, 60), min_size=6, max_size=6).filter(any),
)
def test_what_a_small_prison_shows_leaves_nobody_or_five_people_hidden(people):
    held = sum(people)
    told = bands(*(round(Decimal(100 * each) / held, 1) for each in people))
    shown = hiding.kept(SHARES, told, held).value.values()
    hidden = [each for each, share in zip(people, shown, strict=True) if share == "few"]
    if held < hiding.COUNTED_BY_PERCENTS and "few" in shown and set(shown) - {"few", 0}:
        assert len(hidden) > 1
        left = 100 - sum(share for share in shown if share != "few")
        assert left * held / 100 >= 5


@given(percents, st.integers(0, 3000))
def test_what_is_given_stands_for_nobody_or_five_people(told, held):
    if hiding.kept(ESOL, told, held).value != "few":
        for share in (told, 100 - told):
            assert share * held == 0 or share * held / 100 >= 5


@pytest.mark.parametrize(
    ("told", "held", "is_wrong"),
    [
        ((10, 20, 30, 25, 10, 5), 500, False),
        ((10, 20, 30, 25, 10, 3), 500, False),
        ((10, 20, 30, 25, 10, 7), 500, False),
        ((10, 20, 30, 25, 10, 2), 500, True),
        ((10, 20, 30, 25, 10, 8), 500, True),
        ((10, 20, 30, 25, 13, "few"), 500, False),
        ((10, 20, 30, 25, 7, "few"), 500, True),
        ((10, 20, 30, 25, 7, "few"), 50, False),
        (("few", 20, 30, 25, 7, "few"), 500, False),
        (("few", 60, 30, 25, 7, "few"), 500, True),
    ],
)
def test_bands_add_up_to_about_a_hundred(told, held, is_wrong):
    found = rules.sum_problems({"sentence_shares": bands(*told)}, held)
    assert bool(found) == is_wrong
    assert set(found) <= {"sentence_shares-remand"}


def test_a_message_names_the_sum():
    message = rules.sum_problems({"sentence_shares": bands(10, 10, 10, 10, 10, 10)}, None)
    assert "They add up to 60" in message["sentence_shares-remand"]


@pytest.mark.parametrize(("part", "whole"), rules.AT_MOST)
def test_a_part_is_no_more_than_its_whole_and_the_message_stands_at_what_changed(part, whole):
    assert not rules.pair_problems({part: 40, whole: 40}, {part, whole})
    assert list(rules.pair_problems({part: 41, whole: 40}, {part, whole})) == [part]
    assert list(rules.pair_problems({part: 41, whole: 40}, {whole})) == [whole]
    assert not rules.pair_problems({part: 41, whole: 40}, {"arrivals"})
    assert not rules.pair_problems({part: 41}, {part})


@pytest.mark.parametrize(("part", "whole"), rules.AT_MOST)
def test_what_is_hidden_is_not_compared_as_it_may_be_all_but_a_few(part, whole):
    assert not rules.pair_problems({part: "few", whole: 40}, {part})
    assert not rules.pair_problems({part: 80, whole: "few"}, {part})


def test_a_message_says_both_figures():
    found = rules.pair_problems({"cannot_read": 41, "below_level_1_english": 40}, ["cannot_read"])
    assert found["cannot_read"] == (
        "“Cannot yet read or write independently” (41%) cannot be more than "
        "“Below level 1 in English” (40%)"
    )
