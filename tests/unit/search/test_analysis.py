"""Words as people type them, and as documents hold them, become the same terms."""

import pytest

from portal.search.analysis import WORD, stem, terms_of, words_of


@pytest.mark.parametrize(
    ("typed", "terms"),
    [
        ("can't read, won't ask", ["read", "ask"]),
        ("they’re here and it’s late; isn't that so", ["late"]),
        ("mentor mentors mentor's mentors' mentor’s", ["mentor"] * 5),
        ("O’Brien o'brien", ["o'brien"] * 2),
        ("one-to-one peer–led", ["one", "one", "peer", "led"]),
        ("e.g. this, i.e. that", ["eg", "ie"]),
        ("C# and C++ but category C", ["c#", "c++", "categori", "c"]),
        ("3.5 hours at 10:30, 1st of 20", ["3.5", "hour", "10", "30", "1st", "20"]),
        ("wing.The gate", ["wing", "gate"]),
        ("under_score AND OR title:x", ["under", "score", "titl", "x"]),
        ("", []),
    ],
)
def test_words_become_terms(typed: str, terms: list[str]) -> None:
    assert terms_of(typed) == terms


def test_words_keep_their_apostrophes() -> None:
    assert words_of("Mentors’ and Men’s") == ["mentors", "and", "men's"]


def test_a_word_found_in_a_text_has_the_stem_of_the_index() -> None:
    text = "Men’s reading, e.g. C# at 3.5 an hour"
    found = [stem(match.group().lower()) for match in WORD.finditer(text)]
    assert found == ["men", "read", "eg", "c#", "at", "3.5", "an", "hour"]
