"""Whatever the values, a sentence never says more where there is less."""

import re
from itertools import accumulate
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from portal.matching.core import METHODS, Comparison, Item, Ordered
from portal.matching.wording import Pair, apart, both
from portal.matching.wording.apart import STEPS
from portal.matching.wording.values import PEOPLE

ITEMS = {item.key: item for method in METHODS["profile"].values() for item in method.items}
MEN = {item.key: item for item in METHODS["profile"]["adult_men"].items}
PAIR = Pair("Oakwood", "Ranby", "here")
TURNED = {"larger": "smaller", "longer": "shorter", "more": "fewer", "higher": "lower"}
OPPOSITE = TURNED | {less: more for more, less in TURNED.items()}
# Of each claim about size, the least and the greatest ratio for which it is fair.
FAIR = {
    "a little larger than": (1.0, 1.4),
    "about one and a half times": (1.4, 1.75),
    "about twice": (1.75, 2.5),
    "about three times": (2.5, 3.5),
    "more than three times": (3.5, float("inf")),
    "a little smaller than": (1 / 1.4, 1.0),
    "about two thirds": (1 / 1.75, 1 / 1.4),
    "about half": (1 / 2.5, 1 / 1.75),
    "about a third": (1 / 3.5, 1 / 2.5),
    "less than a third": (0.0, 1 / 3.5),
}

percents = st.integers(0, 100).map(float)
bands = (
    st.lists(st.integers(0, 100), min_size=6, max_size=6)
    .filter(any)
    .map(lambda parts: tuple(part / sum(parts) for part in parts))
)


def _apart(item: Item, ours: Any, theirs: Any) -> str:
    return apart(Comparison(item, ours, theirs, 0.5, 1.0), PAIR)


def _direction(said: str) -> str | None:
    found = re.search(rf"\b({'|'.join(OPPOSITE)})\b", said.partition(" (")[0])
    return found and found[0]


@given(st.sampled_from(sorted(PEOPLE)), percents, percents)
def test_a_share_is_called_larger_where_it_is(key: str, ours: float, theirs: float) -> None:
    if ours != theirs:
        expected = "larger" if theirs > ours else "smaller"
        assert f"Ranby has a {expected} share of people" in _apart(ITEMS[key], ours, theirs)


@given(st.sampled_from(sorted(PEOPLE)), percents, percents)
def test_none_and_all_are_said_of_nobody_and_everybody_alone(
    key: str, ours: float, theirs: float
) -> None:
    said = both(Comparison(ITEMS[key], ours, theirs, 0.05, 1.0))
    assert ("At both, none " in said) == (ours == theirs == 0)
    assert ("At both, all " in said) == (ours == theirs == 100)


@given(st.sampled_from(sorted(STEPS)), st.data())
def test_a_step_up_and_the_same_step_down_are_said_the_other_way_round(key: str, data) -> None:
    item = MEN[key]
    assert isinstance(item.kind, Ordered)
    levels = st.sampled_from(item.kind.levels)
    ours, theirs = data.draw(st.tuples(levels, levels).filter(lambda pair: pair[0] != pair[1]))
    up, down = sorted((ours, theirs), key=item.kind.levels.index, reverse=True)
    higher, lower = STEPS[key]
    assert f"Ranby {higher} (" in _apart(item, down, up)
    assert f"Ranby {lower} (" in _apart(item, up, down)


@given(st.integers(1, 5000), st.integers(1, 5000))
def test_a_size_is_as_large_as_is_said(ours: int, theirs: int) -> None:
    if ours == theirs:
        return
    said = _apart(ITEMS["size"], ours, theirs)
    ((low, high),) = (
        bounds for words, bounds in FAIR.items() if said.startswith(f"Ranby is {words} ")
    )
    assert low - 1e-9 <= theirs / ours <= high + 1e-9
    assert f"({theirs:,} places; {ours:,} here)" in said


@given(bands, bands)
def test_sentences_are_called_longer_only_where_they_are(
    ours: tuple[float, ...], theirs: tuple[float, ...]
) -> None:
    said = _apart(ITEMS["sentence_shares"], ours, theirs)
    if "People serve" in said:
        # Of those sentenced, how many serve at most so long: longer ones leave fewer below.
        here, there = (
            [so_far / sum(shares[1:]) for so_far in accumulate(shares[1:])]
            for shares in (ours, theirs)
        )
        below = [at > other for at, other in zip(here, there, strict=True)]
        above = [at < other for at, other in zip(here, there, strict=True)]
        assert any(below if "longer" in said else above)
    back = _apart(ITEMS["sentence_shares"], theirs, ours)
    assert _direction(back) == OPPOSITE.get(_direction(said) or "")


@given(bands, st.integers(1, 99))
def test_more_on_remand_is_not_called_shorter_sentences(
    ours: tuple[float, ...], percent: int
) -> None:
    moved = percent / 100
    theirs = tuple(share * (1 - moved) for share in ours)
    theirs = (theirs[0] + moved, *theirs[1:])
    assert "People serve" not in _apart(ITEMS["sentence_shares"], ours, theirs)


@given(st.floats(0, 60), st.floats(0, 60))
def test_arrivals_are_told_for_the_size_of_the_prison(ours: float, theirs: float) -> None:
    if ours != theirs:
        said = _apart(ITEMS["turnover"], ours, theirs)
        assert said.startswith(
            f"For its size, Ranby takes in {'more' if theirs > ours else 'fewer'} people"
        )
