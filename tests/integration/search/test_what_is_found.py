"""What is published is found at once; everything else stays out of every answer."""

from dataclasses import replace
from itertools import product

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.accounts.models import User
from portal.db import db
from portal.practices import queries, services
from portal.practices.content import Content
from portal.practices.models import Practice, Status
from portal.search import services as index
from portal.search.index import SearchQuery
from portal.search.whoosh_engine import WhooshIndex
from tests.integration.search.conftest import archive, page_text, titles, write
from tests.people import Cast
from tests.saving import save_revision


def everybody(cast: Cast) -> list[User]:
    return [cast.alice, cast.bob, cast.charlie, cast.dana, cast.erin]


def revise(app: Flask, cast: Cast, slug: str, *, publish: bool = False, **changes: str) -> None:
    with app.app_context():
        practice = queries.practice_by_slug(slug, viewer=cast.alice)
        latest = queries.latest_revision(practice)
        content = replace(Content.from_json(latest.content), **changes)
        save_revision(practice, content, actor=cast.alice, based_on=latest.number)
        if publish:
            services.publish(practice, actor=cast.alice)


def api_titles(client: FlaskClient, query: str) -> list[str]:
    answer = client.get(f"/api/v1/search?{query}")
    assert answer.status_code == 200
    return [result["title"] for result in answer.json["results"]]


def test_what_is_published_is_found_at_once_everywhere(app, cast, client, sign_in):
    other = WhooshIndex(app.config["SETTINGS"].search_index)
    assert other.search(SearchQuery("marmalade")).total == 0
    write(app, cast.alice, cast.midvale, "Marmalade mornings")
    sign_in(client, cast.charlie)
    assert titles(client.get("/search?q=marmalade")) == ["Marmalade mornings"]
    assert api_titles(client, "q=marmalade") == ["Marmalade mornings"]
    assert other.search(SearchQuery("marmalade")).total == 1
    other.close()


@pytest.mark.parametrize(
    "content",
    [
        {"title": "Quokka club"},
        {"title": "Club", "body": "They met a quokka."},
        {"title": "Club", "tags": ("quokka",)},
        {"title": "Club", "details": {"benefits": "Saw a quokka"}},
    ],
    ids=lambda content: next(reversed(content)),
)
def test_every_written_part_is_found(content, app, cast, client, sign_in):
    write(app, cast.alice, cast.midvale, **content)
    sign_in(client, cast.charlie)
    assert titles(client.get("/search?q=quokkas")) == [content["title"]]


def test_drafts_and_archived_practices_are_in_no_answer(app, cast, client, sign_in):
    write(app, cast.alice, cast.midvale, "Open lantern")
    write(app, cast.alice, cast.midvale, "Lantern Zubrowka", "zubrowka lantern", published=False)
    write(app, cast.charlie, cast.westholme, "Lantern Xylitol", published=False)
    gone = write(app, cast.alice, cast.midvale, "Lantern Quixotic")
    archive(app, cast.alice, gone)
    asked = ("q=lantern", "q=lantern+zubrowka+xylitol+quixotic", "kind=scheme")
    for person, query in product(everybody(cast), asked):
        sign_in(client, person)
        page = client.get(f"/search?{query}")
        assert titles(page) == ["Open lantern"], (person.name, query)
        assert "1 result<" in page_text(page), (person.name, query)
        answer = client.get(f"/api/v1/search?{query}").json
        assert (answer["total"], len(answer["results"])) == (1, 1), (person.name, query)
    for person, word in product(everybody(cast), ("zubrowka", "xylitol", "quixotic")):
        sign_in(client, person)
        assert titles(client.get(f"/search?q={word}")) == [], (person.name, word)
        answer = client.get(f"/api/v1/search?q={word}").json
        assert (answer["total"], answer["results"]) == (0, []), (person.name, word)
        assert answer["match"] == "none", (person.name, word)


def test_no_draft_lends_its_words_to_a_better_spelling(app, cast, client, sign_in):
    write(app, cast.alice, cast.midvale, "Zubrowka", published=False)
    for person, asked in product(everybody(cast), ("zubrovka", "zubrowkas", "zubrowk")):
        sign_in(client, person)
        assert "zubrowka</strong>" not in page_text(client.get(f"/search?q={asked}"))
        assert client.get(f"/api/v1/search?q={asked}").json["did_you_mean"] is None


def test_an_archived_practice_lends_its_words_to_no_better_spelling(app, cast, client, sign_in):
    for number in range(3):
        write(app, cast.alice, cast.midvale, f"Scheme {number}")
    gone = write(app, cast.alice, cast.midvale, "Zubrowka")
    with app.app_context():
        index.rebuild()  # so that its words share a file with others, and stay in it
    sign_in(client, cast.charlie)
    assert client.get("/api/v1/search?q=zubrovka").json["did_you_mean"] == "zubrowka"
    archive(app, cast.alice, gone)
    assert client.get("/api/v1/search?q=zubrovka").json["did_you_mean"] is None


def test_the_words_of_a_later_unpublished_version_are_not_found(app, cast, client, sign_in):
    slug = write(app, cast.alice, cast.midvale, "Marmalade mornings")
    revise(app, cast, slug, title="Chutney", body="Chutney and pickle.")
    with app.app_context():
        assert index.rebuild() == 1
    sign_in(client, cast.bob)
    assert titles(client.get("/search?q=chutney")) == []
    assert titles(client.get("/search?q=pickle")) == []
    assert titles(client.get("/search?q=marmalade")) == ["Marmalade mornings"]
    assert "hutney" not in page_text(client.get("/search?q=marmalade"))


def test_a_newly_published_version_replaces_the_old_words(app, cast, client, sign_in):
    slug = write(app, cast.alice, cast.midvale, "Marmalade mornings")
    revise(app, cast, slug, publish=True, title="Chutney")
    sign_in(client, cast.charlie)
    assert titles(client.get("/search?q=chutney")) == ["Chutney"]
    assert titles(client.get("/search?q=marmalade")) == []


def test_the_database_decides_where_the_index_lags(app, cast, client, sign_in, monkeypatch):
    slug = write(app, cast.alice, cast.midvale, "Marmalade mornings")
    other = write(app, cast.alice, cast.midvale, "Marmalade evenings")
    monkeypatch.setattr(app.extensions["search_index"], "apply", lambda **_: False)
    archive(app, cast.alice, slug)
    revise(app, cast, other, publish=True, title="Chutney")
    with app.app_context():
        assert app.extensions["search_index"].search(SearchQuery("marmalade")).total == 2
    for person in (cast.alice, cast.erin, cast.charlie):
        sign_in(client, person)
        page = client.get("/search?q=marmalade")
        assert titles(page) == ["Chutney"]
        assert "mornings" not in page_text(page)
        assert api_titles(client, "q=marmalade") == ["Chutney"]


def test_what_is_not_marked_published_is_left_out(app, cast, client, sign_in):
    write(app, cast.alice, cast.midvale, "Marmalade mornings")
    with app.app_context():
        db.session.query(Practice).one().status = Status.DRAFT
        db.session.commit()
    sign_in(client, cast.alice)
    page = client.get("/search?q=marmalade")
    assert titles(page) == []
    assert "Nothing found for “marmalade”" in page_text(page)


def test_found_words_are_marked_and_everything_is_escaped(app, cast, client, sign_in):
    title = "<b onclick=\"x\">Marmalade</b> & 'jam'"
    write(app, cast.alice, cast.midvale, title, 'Say `<script>alert("marmalade")</script>` & smile')
    sign_in(client, cast.charlie)
    page = client.get("/search?q=marmalade+jam")
    html = page_text(page)
    assert titles(page) == [title]
    assert "&lt;b onclick=&#34;x&#34;&gt;<mark>Marmalade</mark>&lt;/b&gt; &amp;" in html
    assert "&#39;<mark>jam</mark>&#39;" in html
    assert "&lt;script&gt;alert(&#34;<mark>marmalade</mark>&#34;)&lt;/script&gt; &amp;" in html
    for bad in ("<b onclick", "<script>alert"):
        assert bad not in html


def test_a_question_is_escaped_where_it_is_repeated(app, cast, client, sign_in):
    sign_in(client, cast.charlie)
    html = page_text(client.get("/search", query_string={"q": '"><script>alert(1)</script>'}))
    assert "<script>alert" not in html
    assert 'value="&#34;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"' in html


def test_a_better_spelling_leaves_other_words_alone(app, cast, client, sign_in):
    write(app, cast.alice, cast.midvale, "Class in the classroom")
    sign_in(client, cast.charlie)
    for asked, better in (("clas classroom", "class classroom"), ("CLASROOM", "classroom")):
        answer = client.get("/api/v1/search", query_string={"q": asked}).json
        assert answer["did_you_mean"] == better, asked
