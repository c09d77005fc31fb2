"""The search of the JSON API."""

import pytest

from portal.accounts import tokens
from portal.db import db
from portal.practices.models import Practice
from tests.integration.search.conftest import write

SEARCH = "/api/v1/search"
FIELDS = {
    "slug", "external_id", "kind", "title", "summary", "snippet", "file", "page", "prison",
    "is_example", "is_template", "score", "url",
}  # fmt: skip


@pytest.fixture
def shelf(app, cast, client, sign_in):
    """Publish three practices, one of them with a number of its own, and sign Charlie in."""
    slug = write(app, cast.alice, cast.midvale, "Reading pairs", "Mentors <b> & readers meet.")
    write(app, cast.charlie, cast.westholme, "Gate passes")
    write(app, cast.erin, None, "Starter", is_template=True, kind="training_material")
    with app.app_context():
        db.session.query(Practice).filter_by(slug=slug).one().external_id = "study-7"
        db.session.commit()
    sign_in(client, cast.charlie)


@pytest.mark.usefixtures("shelf")
def test_an_answer_carries_everything_about_a_result(client):
    answer = client.get(f"{SEARCH}?q=reading").json
    (result,) = answer.pop("results")
    assert answer == {
        "query": "reading",
        "page": 1,
        "per_page": 20,
        "total": 1,
        "match": "all",
        "did_you_mean": None,
        "searched_for": "reading",
    }
    assert result.keys() == FIELDS
    assert result.pop("score") > 0
    assert result == {
        "slug": "reading-pairs",
        "external_id": "study-7",
        "kind": "scheme",
        "title": "Reading pairs",
        "summary": "In short.",
        "snippet": "Mentors & readers meet.",
        "file": None,
        "page": None,
        "prison": "Example Midvale",
        "is_example": True,
        "is_template": False,
        "url": "http://localhost/practices/reading-pairs",
    }


@pytest.mark.usefixtures("shelf")
def test_what_has_no_prison_or_number_says_null(client):
    (result,) = client.get(f"{SEARCH}?q=starter").json["results"]
    assert (result["prison"], result["external_id"]) == (None, None)
    assert (result["is_example"], result["is_template"]) == (False, True)


@pytest.mark.usefixtures("shelf")
def test_pages_are_cut_as_asked(client):
    seen = []
    for page in (1, 2, 3):
        answer = client.get(f"{SEARCH}?q=mentors&per_page=1&page={page}").json
        assert (answer["page"], answer["per_page"], answer["total"]) == (page, 1, 3)
        seen += [result["slug"] for result in answer["results"]]
    assert sorted(seen) == ["gate-passes", "reading-pairs", "starter"]
    assert client.get(f"{SEARCH}?q=mentors&per_page=1&page=4").json["results"] == []


@pytest.mark.usefixtures("shelf")
def test_an_answer_may_hold_1_to_100_results(client):
    for per_page in (1, 20, 100):
        answer = client.get(f"{SEARCH}?q=mentors&per_page={per_page}")
        assert (answer.status_code, answer.json["per_page"]) == (200, per_page)
        assert len(answer.json["results"]) == min(per_page, 3)


BAD = (
    "0", "-1", "x", "", "1.5", " 1", "1e1", "٣", "1;2", str(10**20), "9" * 5000,
    "0" * 8 + "150000", "0" * 8 + "1" + "9" * 4400,
)  # fmt: skip


@pytest.mark.usefixtures("shelf")
@pytest.mark.parametrize(
    ("name", "above", "largest"), [("per_page", "101", "100"), ("page", "100001", "100,000")]
)
def test_a_number_out_of_range_is_refused_in_words(name, above, largest, client):
    message = f"{name} must be a whole number from 1 to {largest}"
    for value in (*BAD, above):
        answer = client.get(SEARCH, query_string={"q": "mentors", name: value})
        assert answer.status_code == 422, value
        assert answer.json == {"error": {"status": 422, "message": message}}, value


@pytest.mark.usefixtures("shelf")
def test_a_page_far_past_the_end_is_empty(client):
    answer = client.get(f"{SEARCH}?q=mentors&page=100000&per_page=100")
    assert (answer.status_code, answer.json["results"]) == (200, [])


@pytest.mark.usefixtures("shelf")
def test_without_words_and_filters_everything_published_comes(client):
    answer = client.get(SEARCH).json
    assert {result["slug"] for result in answer["results"]} == {
        "gate-passes",
        "reading-pairs",
        "starter",
    }
    assert answer["total"] == 3


@pytest.mark.usefixtures("shelf")
def test_a_very_long_question_is_answered_with_what_was_used(client):
    answer = client.get(SEARCH, query_string={"q": "m" * 10_000})
    assert (answer.status_code, answer.json["query"]) == (200, "m" * 2_000)


@pytest.mark.usefixtures("shelf")
def test_a_better_spelling_is_offered(client):
    assert client.get(f"{SEARCH}?q=readng").json["did_you_mean"] == "reading"


def test_nobody_without_a_session_or_token_gets_an_answer(app, cast, client):
    write(app, cast.alice, cast.midvale, "Reading pairs")
    with app.app_context():
        token = tokens.new_token(cast.bob, actor=cast.bob)
    for headers in ({}, {"Authorization": "Bearer esw_wrong"}, {"Authorization": f"Basic {token}"}):
        answer = client.get(f"{SEARCH}?q=reading", headers=headers)
        assert answer.status_code == 401
        assert answer.json["error"] == {
            "status": 401,
            "message": "Send the API token of an account.",
        }
    answer = client.get(f"{SEARCH}?q=reading", headers={"Authorization": f"Bearer {token}"})
    assert [result["slug"] for result in answer.json["results"]] == ["reading-pairs"]
    with app.app_context():
        tokens.end_tokens(cast.bob, actor=cast.bob)
    again = client.get(f"{SEARCH}?q=reading", headers={"Authorization": f"Bearer {token}"})
    assert again.status_code == 401


@pytest.mark.usefixtures("shelf")
def test_the_api_asks_the_database_three_times(client, count_queries):
    client.get(f"{SEARCH}?q=mentors")  # what is known about prisons is read once a minute
    # Who is asking, the newest change in the feed, and the cards with their text.
    with count_queries(at_most=3):
        client.get(f"{SEARCH}?q=mentors&per_page=100")
