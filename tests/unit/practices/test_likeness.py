"""Near-duplicates: found where they are, not where two texts only share a form."""

import os
import random
import re
import subprocess
import sys
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.config import bundled
from portal.practices.content import Content
from portal.practices.library.loading import FOLDERS, read_file
from portal.practices.likeness.aims import Aims, aims_of, same_aims
from portal.practices.likeness.sketches import (
    ALIKE,
    SIZE,
    likenesses,
    near_duplicates,
    practice_text,
    sketch,
)

LIBRARY = {
    path.stem: read_file(path, "x", {}).content
    for name in FOLDERS
    for path in sorted((bundled("content") / name).glob("*.md"))
}
FORMS = [path.stem for path in sorted((bundled("content") / "job-descriptions").glob("*.md"))]
GAP = re.compile(r"\[[^\[\]\n]{1,80}\](?!\()")


def likeness(a: bytes, b: bytes) -> float:
    return float(likenesses(a, [b])[0])


def is_found(a: bytes, b: bytes) -> bool:
    """Look up one practice among one."""
    return [number for number, _ in near_duplicates(a, [1], [b])] == [1]


def two_texts(share: float, rng: random.Random, pairs: int = 600) -> tuple[str, str]:
    """Make two texts of which a given share of all word pairs stands in both (Jaccard index)."""
    common = round(pairs * share)
    own = (pairs - common) // 2
    words = [f"w{rng.randrange(10**9)}" for _ in range(common + 1)]
    ends = [[f"x{rng.randrange(10**9)}" for _ in range(own)] for _ in range(2)]
    first, second = (" ".join(words + end) for end in ends)
    return first, second


@pytest.mark.parametrize(
    ("share", "least", "most"),
    [(0.1, 0, 0), (0.2, 0, 0.05), (0.4, 0.9, 1), (0.5, 0.98, 1), (0.8, 1, 1)],
)
def test_what_is_alike_is_found_and_little_else(share: float, least: float, most: float) -> None:
    rng = random.Random(2024)
    tries = 500
    found = sum(is_found(*map(sketch, two_texts(share, rng))) for _ in range(tries))
    assert least <= found / tries <= most


@pytest.mark.parametrize("share", [0.0, 0.2, 0.4, 0.6, 0.8])
def test_likeness_is_the_share_of_word_pairs_in_common(share: float) -> None:
    rng = random.Random(7)
    for _ in range(20):
        a, b = (sketch(text) for text in two_texts(share, rng))
        assert likeness(a, b) == likeness(b, a)
        assert likeness(a, b) == pytest.approx(share, abs=0.09)  # four standard errors


@given(st.text())
def test_a_text_is_like_itself_whatever_its_case_and_signs(text: str) -> None:
    made = sketch(text)
    assert made == sketch(f" *{text}* ")
    assert len(made) in (0, SIZE)
    assert is_found(made, made) == bool(made)


def test_case_signs_gaps_and_addresses_do_not_count() -> None:
    plain = sketch("Ask the wing staff, then read the guide. They don't mind")
    assert plain == sketch(
        "## ASK the **wing** staff\n\n[place] then: read [the guide](https://x.example/y). "
        "They don’t mind"
    )


def test_a_text_that_says_nothing_is_like_nothing() -> None:
    for text in ("", "word", "[gap] !"):
        assert sketch(text) == b""
    assert near_duplicates(b"", [1], [sketch("two words")]) == []
    assert near_duplicates(sketch("two words"), [], []) == []


def test_of_many_the_likest_come_first() -> None:
    own = sketch("one two three four five six seven eight")
    others = ["nothing of it at all", "one two three four five six", "one two three four five"]
    found = near_duplicates(own, [7, 5, 3], [sketch(each) for each in others])
    assert [number for number, _ in found] == [5, 3]
    assert [share for _, share in found] == pytest.approx([5 / 7, 4 / 7], abs=0.09)


def adapted(name: str, rng: random.Random) -> Content:
    """Adapt a practice as a prison does: own title, a third rewritten, the gaps filled in."""
    source = LIBRARY[name]
    others = [c.body for stem, c in LIBRARY.items() if stem != name]
    pool = [p for body in others for p in body.split("\n\n") if not p.startswith(("#", "|"))]
    paragraphs = source.body.split("\n\n")
    written = [n for n, text in enumerate(paragraphs) if not text.startswith("#")]
    for number in rng.sample(written, len(written) // 3):
        paragraphs[number] = min(
            rng.sample(pool, 20), key=lambda text: abs(len(text) - len(paragraphs[number]))
        )
    body = GAP.sub(
        lambda _: rng.choice(["Monday", "the wing", "8", "our maths tutor"]),
        "\n\n".join(paragraphs),
    )
    return Content("Our own way of doing this", source.summary, body)


def test_adaptations_of_library_texts_are_found() -> None:
    rng = random.Random(5)
    results = []
    for name, source in LIBRARY.items():
        original = sketch(practice_text(source))
        for _ in range(20):
            ours = sketch(practice_text(adapted(name, rng)))
            results.append(is_found(original, ours))
    assert len(results) == 20 * len(LIBRARY)
    assert sum(results) >= 0.99 * len(results)


def test_different_texts_of_one_form_are_not_near_duplicates() -> None:
    prints = {name: sketch(practice_text(content)) for name, content in LIBRARY.items()}
    alike = {pair: likeness(prints[pair[0]], prints[pair[1]]) for pair in combinations(prints, 2)}
    assert max(alike.values()) < ALIKE
    assert not [(a, b) for a, b in alike if is_found(prints[a], prints[b])]
    assert {frozenset(pair) for pair in combinations(FORMS, 2)} <= {frozenset(p) for p in alike}


def test_sketches_are_the_same_in_every_process() -> None:
    text = "Mentors meet every Monday in the library"
    code = f"from portal.practices.likeness.sketches import sketch; print(sketch({text!r}).hex())"
    for seed in ("1", "2"):
        said = subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=Path(__file__).parents[3],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        assert said.strip() == sketch(text).hex()


def test_sketches_stay_what_they_are() -> None:
    """Saved sketches rest on these numbers: another result means making all of them anew."""
    made = sketch("Mentors meet every Monday in the library")
    assert list(made[:6]) == [131, 111, 123, 173, 93, 182]


def scheme(**details: tuple[str, ...] | str) -> Aims:
    return aims_of("scheme", Content("T", details=details))


def test_schemes_with_one_purpose_and_one_group_of_mentees_duplicate_each_other() -> None:
    one = scheme(purpose=("reading", "english"), mentee_criteria=("cannot_read", "willing"))
    other = scheme(purpose=("reading",), mentee_criteria=("cannot_read",))
    assert same_aims(one, other) == (
        "Same purpose: Learning to read. "
        "Same mentees: Cannot yet read or write independently."
    )  # fmt: skip
    assert same_aims(one, other) == same_aims(other, one)


def test_schemes_for_different_people_or_purposes_do_not() -> None:
    readers = scheme(purpose=("reading",), mentee_criteria=("cannot_read", "willing"))
    others = scheme(purpose=("reading",), mentee_criteria=("below_level_2", "willing"))
    assert same_aims(readers, others) == ""
    assert same_aims(readers, scheme(purpose=("maths",), mentee_criteria=("cannot_read",))) == ""
    unsaid = scheme(purpose=("other",), setting=("wing",))
    assert same_aims(unsaid, unsaid) == ""


def test_where_no_group_is_named_the_setting_tells() -> None:
    wing = scheme(purpose=("maths",), setting=("wing", "library"))
    assert same_aims(wing, scheme(purpose=("maths",), setting=("wing",))) == (
        "Same purpose: Maths and functional skills. Same setting: On the wing."
    )
    assert same_aims(wing, scheme(purpose=("maths",), setting=("workshop",))) == ""
    assert same_aims(wing, scheme(purpose=("maths",))) == ""


def test_only_schemes_have_aims() -> None:
    content = Content("T", details={"purpose": ("maths",), "setting": ("wing",)})
    assert aims_of("job_description", content) == Aims()


def test_a_scheme_of_the_library_duplicates_its_copy_and_not_another_scheme() -> None:
    reading, maths = (
        aims_of("scheme", LIBRARY[n]) for n in ("reading-one-to-one", "maths-mentors")
    )
    assert same_aims(reading, reading)
    assert same_aims(reading, maths) == ""
