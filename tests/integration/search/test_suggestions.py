"""Suggestions for somebody who is still typing, from the server's side."""

import pytest

from portal.search import suggesting, thesaurus
from portal.search.index import IndexUnavailable
from portal.search.services import index, rebuild
from tests.integration.search.conftest import archive, write


@pytest.fixture(autouse=True)
def words(app, monkeypatch: pytest.MonkeyPatch, tmp_path):
    """Put a thesaurus of one group into the place of the portal's own."""
    (tmp_path / "thesaurus.txt").write_text("reading, reading plan, Shannon Trust, (readin)")
    monkeypatch.setattr(thesaurus, "path", lambda: tmp_path / "thesaurus.txt")
    thesaurus.thesaurus.cache_clear()
    with app.app_context():
        rebuild()  # an index of another thesaurus would be mended in the background
    yield
    thesaurus.thesaurus.cache_clear()


@pytest.fixture
def titles(monkeypatch: pytest.MonkeyPatch):
    """Let the index know these titles, whatever engine is in use."""
    known: list[str] = []

    class Index:
        def suggest(self, text: str, *, limit: int) -> list[str]:
            return [title for title in known if title.lower().startswith(text)][:limit]

    monkeypatch.setattr(suggesting, "index", Index)
    return known


def asked(client, typed: str) -> list[tuple[str, str]]:
    answer = client.get("/search/suggestions", query_string={"q": typed})
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "private, max-age=60"
    assert answer.mimetype == "application/json"
    assert all(("url" in each) == (each["kind"] == "title") for each in answer.json)
    return [(each["text"], each["kind"]) for each in answer.json]


@pytest.fixture
def reader(cast, client, sign_in):
    sign_in(client, cast.charlie)
    return client


def test_words_of_the_field_come_first_and_then_titles(reader, titles):
    titles += ["Reading pairs", "Reading room"]
    assert asked(reader, "readi") == [
        ("reading", "word"),
        ("reading plan", "word"),
        ("Reading pairs", "title"),
        ("Reading room", "title"),
    ]


def test_words_are_found_whatever_the_capitals_and_spaces(reader, titles):
    assert asked(reader, "  shannon   TR") == [("Shannon Trust", "word")]


def test_what_is_typed_already_is_not_suggested(reader, titles):
    assert asked(reader, "reading") == [("reading plan", "word")]


def test_words_that_are_understood_but_not_offered_stay_away(reader, titles):
    assert ("readin", "word") not in asked(reader, "rea")


def test_short_labels_of_filters_are_words_and_sentences_are_not(reader, titles):
    assert ("Maths", "word") in asked(reader, "mat")
    assert asked(reader, "mentoring eats") == []


@pytest.mark.parametrize("typed", ["", "r", " r ", "%", '""', "r" * 101, "\\", "*?"])
def test_too_little_too_much_and_signs_suggest_nothing(reader, titles, typed):
    titles += ["r", "%", '""', "r" * 200]
    assert asked(reader, typed) == []


def test_there_are_never_more_than_eight_and_words_leave_room_for_titles(
    reader, titles, monkeypatch
):
    words = [f"rota {number}" for number in range(20)]
    monkeypatch.setattr(suggesting, "_words", lambda: (words, words))
    assert len(asked(reader, "rota")) == 8
    titles += [f"Rota {number} on a wing" for number in range(20)]
    kinds = [kind for _text, kind in asked(reader, "rota")]
    assert kinds == ["word"] * 4 + ["title"] * 4


def test_a_title_that_is_a_word_too_comes_once(reader, titles):
    titles += ["Reading plan"]
    assert asked(reader, "reading p") == [("reading plan", "word")]


def test_a_broken_index_suggests_nothing_and_is_no_error(reader, monkeypatch):
    def broken() -> None:
        raise IndexUnavailable("gone")

    monkeypatch.setattr(suggesting, "index", broken)
    assert asked(reader, "reading") == []


def test_a_database_is_asked_for_the_reader_alone(reader, titles, count_queries):
    asked(reader, "rea")
    with count_queries(at_most=2):
        asked(reader, "rea")


def test_only_published_titles_are_suggested(app, cast, reader):
    write(app, cast.alice, cast.midvale, "Zebra mentors")
    write(app, cast.alice, cast.midvale, "Zebra drafts", published=False)
    with app.app_context():
        there = index().suggest("zebra", limit=8)
    assert "Zebra drafts" not in there
    assert asked(reader, "zebra") == [("Zebra mentors", "title")]


def opened(client, title: str) -> str:
    answer = client.get("/search/open", query_string={"q": title})
    assert answer.status_code == 302
    return answer.location


def test_a_title_opens_the_one_practice_that_has_it(app, cast, reader):
    write(app, cast.alice, cast.midvale, "Workshop mentor")
    slug = write(app, cast.alice, cast.midvale, 'Workshop "mentors"')
    url = reader.get("/search/suggestions?q=worksh").json[-1]["url"]
    assert reader.get(url).status_code == 302
    assert opened(reader, 'Workshop "mentors"') == f"/practices/{slug}"


def test_a_title_that_two_have_is_searched_for(app, cast, reader):
    write(app, cast.alice, cast.midvale, "Workshop mentor")
    write(app, cast.charlie, cast.westholme, "Workshop mentor")
    assert opened(reader, "Workshop mentor") == "/search?q=Workshop+mentor"


def test_a_title_that_the_reader_may_not_see_is_searched_for_like_any_words(app, cast, reader):
    write(app, cast.alice, cast.midvale, "Zebra drafts", published=False)
    assert opened(reader, "Zebra drafts") == "/search?q=Zebra+drafts"
    slug = write(app, cast.alice, cast.midvale, "Zebra mentors")
    archive(app, cast.alice, slug)
    assert opened(reader, "Zebra mentors") == "/search?q=Zebra+mentors"
