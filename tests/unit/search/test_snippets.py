from hypothesis import given
from hypothesis import strategies as st

from portal.config import bundled
from portal.search.analysis import WORD, stem, terms_of
from portal.search.snippets import highlight, snippet

WORDS = " ".join(f"word{number}" for number in range(300))


def plain(text: str, *terms: str) -> str:
    return "".join(fragment.text for fragment in snippet(text, terms))


def test_words_are_marked_by_their_stem() -> None:
    marked = [
        fragment.text
        for fragment in highlight("Readers read reading.", {"read"})
        if fragment.is_hit
    ]
    assert marked == ["read", "reading"]


def test_the_passage_with_the_most_different_words_wins() -> None:
    text = f"mentor mentor mentor {WORDS} a mentor at the gate {WORDS}"
    passage = plain(text, "mentor", "gate")
    assert "mentor at the gate" in passage
    assert passage.startswith("… ")
    assert passage.endswith(" …")


def test_without_a_hit_the_beginning_is_shown() -> None:
    assert plain(WORDS, "nothing").startswith("word0 word1")


def test_nothing_in_nothing_out() -> None:
    assert snippet("", {"x"}) == []
    assert highlight("", {"x"}) == []


def test_no_form_of_a_word_is_missed() -> None:
    """Of every word of the starter library, and some whose stem differs at its end."""
    library = " ".join(path.read_text() for path in bundled("content").rglob("*.md"))
    words = {word.lower() for word in WORD.findall(library)}
    words |= {"filing", "hopping", "happiness", "relational", "agreed", "skies", "dying", "ties"}
    for word in words:
        marked = [fragment for fragment in highlight(word, {stem(word)}) if fragment.is_hit]
        assert [fragment.text for fragment in marked] == [word]


@given(st.text(max_size=400), st.text(max_size=40))
def test_a_highlight_loses_no_character(text: str, query: str) -> None:
    assert "".join(fragment.text for fragment in highlight(text, terms_of(query))) == text


@given(st.text(max_size=400), st.text(max_size=40))
def test_a_passage_stands_in_the_text(text: str, query: str) -> None:
    fragments = [f.text for f in snippet(text, terms_of(query)) if f.text not in ("… ", " …")]
    assert "".join(fragments) in text
