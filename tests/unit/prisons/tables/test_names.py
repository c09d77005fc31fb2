import pytest

from portal.prisons.models import Prison
from portal.prisons.tables.names import Names
from portal.prisons.tables.published import Place, Told


def prison(number, code, name, *, is_example=False):
    return Prison(
        id=number, code=code, name=name, designation="HMP", sex="M", is_example=is_example
    )


PRISONS = [
    prison(number, code, name)
    for number, (code, name) in enumerate(
        [
            ("ACI", "Altcourse"),
            ("DMI", "Durham"),
            ("EYI", "Elmley"),
            ("UKI", "Usk"),
            ("UPI", "Prescoed"),
            ("PBI", "Peterborough (Male)"),
            ("PFI", "Peterborough (Female)"),
            ("MTI", "The Mount"),
        ]
    )
]


def find(name, told=None, **more):
    return Names(PRISONS, told).find(Told(name, Place("", 1), {}, **more))


def codes(match):
    return [each.code for each in match.prisons]


@pytest.mark.parametrize("name", ["Durham", " durham ", "DURHAM"])
def test_a_prisons_own_name_is_used_without_a_word(name):
    match = find(name)
    assert (codes(match), match.how) == (["DMI"], "")


@pytest.mark.parametrize(
    ("name", "expected", "how"),
    [
        ("Elmley (Sheppey)", ["EYI"], "a known spelling of HMP Elmley"),
        ("Mount", ["MTI"], "a known spelling of HMP The Mount"),
        ("Durham (r)", ["DMI"], "HMP Durham, without the mark of a footnote"),
        ("HMP Durham", ["DMI"], "HMP Durham, without its designation"),
        ("HMP/YOI Durham", ["DMI"], "HMP Durham, without its designation"),
        ("Durham (HMP & YOI)", ["DMI"], "HMP Durham, without its designation"),
        ("Usk / Prescoed", ["UKI", "UPI"], "a known spelling of HMP Prescoed and HMP Usk"),
    ],
)  # fmt: skip
def test_another_spelling_is_used_and_told(name, expected, how):
    match = find(name)
    assert (codes(match), match.how) == (expected, how)


def test_the_sex_tells_two_sites_of_one_name_apart():
    match = find("Peterborough", sex="Female")
    assert (codes(match), match.how) == (
        ["PFI"],
        "HMP Peterborough (Female), told apart by sex",
    )


@pytest.mark.parametrize("name", ["Duram", "Altcorse", "Elmly"])
def test_what_is_only_likely_is_named_and_never_used(name):
    match = find(name)
    assert not match.prisons
    assert match.likely is not None
    assert "no prison in the directory has this name" in match.reason


def test_a_name_like_no_other_has_no_likely_prison():
    match = find("Holloway")
    assert not match.prisons
    assert match.likely is None


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("Yarl’s Wood", "immigration removal centre"),
        ("Dover IRC", "immigration removal centre"),
        ("Oakhill STC", "centre for young people"),
    ],
)
def test_other_sites_are_named_as_what_they_are(name, reason):
    assert reason in find(name).reason


def test_a_person_can_say_what_a_name_means():
    match = find("Duram", {"duram": "DMI"})
    assert (codes(match), match.how) == (["DMI"], "HMP Durham, as you said")
    assert Names(PRISONS, {"x": "ZZZ"}).unknown_codes() == ["ZZZ"]


def test_a_code_counts_more_than_a_name():
    assert codes(find("Altcourse", code="DMI")) == ["DMI"]
    assert "has the code ZZI" in find("Altcourse", code="ZZI").reason


def test_example_prisons_are_never_meant():
    names = Names([prison(1, "EX1", "Example Midvale", is_example=True)])
    match = names.find(Told("Example Midvale", Place("", 1), {}))
    assert (match.prisons, match.likely) == ((), None)
