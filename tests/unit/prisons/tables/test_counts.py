import pytest

from portal.prisons.measures import KINDS_MAX, MEASURES

AGES = MEASURES["age_bands"]


def test_counts_are_read_and_said_with_those_too_small_left_unsaid():
    counts = AGES.read("18 to 20 = 1,045; 21 to 24=*; 25 to 29=3; 30 and over=0")
    assert counts == {"18 to 20": 1045, "21 to 24": None, "25 to 29": None, "30 and over": 0}
    assert AGES.say(counts) == (
        "18 to 20: 1,045; 21 to 24: too few to give; 25 to 29: too few to give; 30 and over: 0"
    )


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ("45", "not written like"),
        ("=45", "not written like"),
        ("18 to 20=many", "not a whole number"),
        ("a=10;a=11", "twice"),
        (";".join(f"k{number}=10" for number in range(KINDS_MAX + 1)), "more than 60 kinds"),
    ],
)
def test_other_words_are_refused_with_the_reason(raw, reason):
    with pytest.raises(ValueError, match=reason):
        AGES.read(raw)
