import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.prisons.tables.cells import HIDDEN_NOTE, SMALL_NOTE, number, text, without_mark
from portal.prisons.tables.published import Unusable


@pytest.mark.parametrize(
    ("cell", "figure"), [(0, 0), (1234, 1234), (12.0, 12), ("1,234", 1234), (" 56 ", 56), (5, 5)]
)
def test_a_figure_is_read_however_it_is_written(cell, figure):
    assert number(cell, is_people=True) == {"v": figure}


@pytest.mark.parametrize("sign", ["[c]", "~", "*", "-", "–", "..", "c", "[C]"])
def test_a_sign_for_too_small_is_not_known_with_a_note_and_never_a_number(sign):
    assert number(sign, is_people=True) == {"v": None, "note": HIDDEN_NOTE}


@pytest.mark.parametrize("cell", [1, 4, "3", 2.0])
def test_a_few_people_are_not_kept_as_a_number(cell):
    assert number(cell, is_people=True) == {"v": None, "note": SMALL_NOTE}


def test_a_few_places_are_no_people():
    assert number(3, is_people=False) == {"v": 3}


@pytest.mark.parametrize("cell", [None, "", "NaN", "n/a", "[x]", "#N/A"])
def test_a_cell_that_says_nothing_is_no_fact(cell):
    assert number(cell, is_people=True) is None


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("about 50", "no whole number"),
        ("12.5", "no whole number"),
        (12.5, "no whole number"),
        (-4, "no whole number"),
        ("1,2,3", "no whole number"),
        ("٣٤٥", "no whole number"),
        (200_000, "more than any prison holds"),
        ({"formula": 12}, "formula"),
    ],
)
def test_what_is_no_figure_is_refused_with_the_reason(cell, reason):
    with pytest.raises(Unusable, match=reason):
        number(cell, is_people=True)


@given(st.one_of(st.text(), st.integers(), st.floats(allow_nan=False, allow_infinity=False)))
def test_no_cell_gives_one_to_four_people(cell):
    try:
        stored = number(cell, is_people=True)
    except Unusable:
        return
    assert stored is None or stored["v"] is None or stored["v"] == 0 or stored["v"] >= 5


@pytest.mark.parametrize(
    "raw", ["Dur\x1b[31mham", "Dur\u202eham", "Dur\0ham", "Dur\ud800ham", "Dur\u200bham"]
)
def test_signs_that_cannot_be_seen_are_no_part_of_a_text(raw):
    assert text(raw).replace("[31m", "") == "Durham"


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("Durham (r)", "Durham"),
        ("Durham (1)", "Durham"),
        ("Durham*", "Durham"),
        ("Durham [note 3]", "Durham"),
        ("Durham ¹ ²", "Durham"),
        ("Durham2", "Durham"),
        ("Population *", "Population"),
        ("Peterborough (Male)", "Peterborough (Male)"),
        ("Peterborough (M)", "Peterborough (M)"),
        ("Elmley (Sheppey)", "Elmley (Sheppey)"),
        ("*", "*"),
    ],
)
def test_the_mark_of_a_footnote_is_no_part_of_a_name(name, bare):
    assert without_mark(name) == bare
