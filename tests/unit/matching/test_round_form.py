"""What the form of a new round says, and how edits change what is asked."""

import pytest

from portal.errors import Invalid
from portal.matching.rounds.asked import Asked
from portal.matching.rounds.round_form import USUAL, read, rows, with_rows_added

CODES = {"ACI", "BMI", "BSI"}
FORM = {**USUAL, "region": "London", "who": "all"}


def reading(**typed: str):
    return read({**FORM, **typed}, regions=["London"], codes=CODES)


def test_the_usual_form_asks_for_pairs_of_public_records():
    wanted = reading()
    assert (wanted.region, wanted.basis) == ("London", "record")
    assert wanted.asked == Asked()


def test_the_whole_country_has_no_region():
    assert reading(region="country").region == ""


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("region", "Atlantis"),
        ("region", ""),
        ("who", "some"),
        ("basis", "guess"),
        ("size", "5"),
        ("region_rule", "never"),
        ("cap_km", "far"),
        ("cap_km", "0"),
        ("cap_km", "-5"),
        ("cap_km", "99999"),
        ("cap_km", "nan"),
    ],
)
def test_what_is_not_on_offer_is_told_beside_its_field(field, value):
    with pytest.raises(Invalid) as caught:
        reading(**{field: value})
    assert list(caught.value.problems) == [field]


def test_an_empty_form_names_every_choice_that_is_missing():
    with pytest.raises(Invalid) as caught:
        read({}, regions=[], codes=CODES)
    assert set(caught.value.problems) == {"region", "who", "basis", "size", "region_rule"}


@pytest.mark.parametrize(("typed", "found"), [("", None), ("50", 50.0), (" 50.5 km ", 50.5)])
def test_the_greatest_distance_is_read_in_kilometres(typed, found):
    assert reading(cap_km=typed).asked.cap_km == found


def test_rows_without_a_choice_are_left_out_and_doubles_count_once():
    wanted = reading(**{"pins-2-1": "BSI", "pins-2-2": "ACI", "forbids-1-1": "", "pins-rows": "2"})
    assert wanted.asked.pins == (("ACI", "BSI"),)
    twice = {"forbids-1-1": "ACI", "forbids-1-2": "BMI", "forbids-2-1": "BMI", "forbids-2-2": "ACI"}
    assert len(reading(**twice).asked.forbids) == 1


@pytest.mark.parametrize("row", [("ACI", ""), ("", "ACI"), ("ACI", "ACI"), ("ACI", "ZZZ")])
def test_half_a_row_or_one_prison_twice_is_told(row):
    with pytest.raises(Invalid) as caught:
        reading(**{"pins-1-1": row[0], "pins-1-2": row[1]})
    assert list(caught.value.problems) == ["pins"]


def test_rows_are_added_up_to_a_limit():
    typed = with_rows_added({"pins-rows": "2", "name": "Spring"}, "pins")
    assert (rows(typed, "pins"), typed["name"]) == (3, "Spring")
    assert rows({"pins-rows": "999"}, "pins") == rows({"pins-rows": "20"}, "pins")
    assert rows({"pins-rows": "x"}, "forbids") == 2


def test_what_is_asked_is_read_again_as_it_was_written():
    asked = Asked(who="asked", size=3, cap_km=40.0, repeats=True, pins=(("A", "B"),))
    asked = asked.parted(["C", "D"]).without("E").with_one("F")
    assert Asked.from_json(asked.to_json()) == asked


def test_a_pin_takes_the_place_of_others_and_of_keeping_apart():
    asked = Asked(pins=(("A", "B"), ("C", "D")), forbids=(("C", "A"), ("A", "E")))
    pinned = asked.pinned(["C", "A"])
    assert (pinned.pins, pinned.forbids) == ((("A", "C"),), (("A", "E"),))


def test_parting_releases_the_pin_and_keeps_every_two_apart():
    asked = Asked(pins=(("A", "B", "C"), ("D", "E"))).parted(["A", "B", "C"])
    assert asked.pins == (("D", "E"),)
    assert asked.forbids == (("A", "B"), ("A", "C"), ("B", "C"))


def test_who_is_taken_out_can_be_put_in_again():
    asked = Asked(pins=(("A", "B"),)).without("A")
    assert (asked.pins, asked.taken_out) == ((), ("A",))
    again = asked.with_one("A")
    assert (again.taken_out, again.put_in) == ((), ("A",))
