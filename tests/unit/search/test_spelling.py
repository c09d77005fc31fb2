import pytest

from portal.search import spelling


@pytest.mark.parametrize(
    ("one", "other", "steps"),
    [
        ("wing", "wing", 0),
        ("wing", "wings", 1),
        ("wing", "win", 1),
        ("wing", "ring", 1),
        ("wing", "wnig", 1),
        ("numeracy", "numercay", 1),
        ("mentor", "mnetro", 2),
        ("class", "glasses", 3),
        ("a", "bcdefgh", 3),
        ("", "ab", 2),
    ],
)
def test_a_distance_counts_letters_and_stops_above_the_most(one: str, other: str, steps: int):
    assert min(3, spelling.distance(one, other, 2)) == steps
    assert min(3, spelling.distance(other, one, 2)) == steps


def test_short_words_may_differ_by_one_letter_and_long_ones_by_two():
    assert spelling.near("wign", ["wing", "wings", "wagon"]) == {"wing": 1}
    assert spelling.near("clasrom", ["classroom", "class"]) == {"classroom": 2}


def better(text: str) -> dict[str, str]:
    return spelling.better_words(
        text,
        is_known=lambda word: word.startswith("known"),
        nearest=lambda word: None if "q" in word else word.upper(),
    )


def test_only_unknown_words_of_some_length_become_better():
    assert better("known wrong wor the wrongq") == {"wrong": "WRONG"}
    assert better("x" * 41) == {}


def test_only_the_first_few_unknown_words_are_looked_at():
    words = [f"{letter}word" for letter in "abcdefghijkl"]
    assert list(better("qqqq " + " ".join(words))) == words[: spelling.WORDS_MAX - 1]


def test_better_words_take_the_place_of_those_typed_whatever_their_case():
    assert spelling.with_better("The Clasroom, now", {"clasroom": "classroom"}) == (
        "The classroom, now"
    )
    assert spelling.with_better("The Classroom", {}) is None
