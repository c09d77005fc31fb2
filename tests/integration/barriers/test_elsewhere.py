"""What other pages show of the barriers: the box above search results, the front page's list."""

import re

import pytest

from portal.barriers import sounding
from portal.barriers.study import barriers
from portal.errors import Invalid
from portal.practices.vocabulary import BARRIERS


def text(response) -> str:
    assert response.status_code == 200
    return re.sub(r"\s+", " ", response.get_data(as_text=True))


def test_a_question_that_sounds_like_a_barrier_points_to_its_page(cast, client, sign_in):
    sign_in(client, cast.bob)
    html = text(client.get("/search?q=officers+wont+let+mentors+on+the+wing"))
    one = barriers()["operational_awareness"]
    assert f"This sounds like: <strong>{one.sentence}</strong>." in html
    assert 'href="/barriers/operational_awareness">See what to try first' in html
    assert html.count("This sounds like") == 1


@pytest.mark.parametrize(
    "asked", ["library+opening+hours", "", "%22no+quiet+room%22", "quiet+room&page=2"]
)
def test_other_questions_and_further_pages_point_nowhere(asked, cast, client, sign_in):
    sign_in(client, cast.bob)
    assert "This sounds like" not in text(client.get(f"/search?q={asked}"))


def test_a_search_goes_on_where_the_files_of_the_barriers_are_spoilt(
    cast, client, sign_in, monkeypatch
):
    def spoilt():
        raise Invalid({"": "pay.md: the front matter is not right"})

    monkeypatch.setattr(sounding, "ears", spoilt)
    sign_in(client, cast.bob)
    assert "This sounds like" not in text(client.get("/search?q=quiet+room"))


def test_the_front_page_names_six_as_their_pages_do_with_the_same_counts(
    cast, client, sign_in, publish
):
    ford = cast.prisons["FDI"]
    publish("One", cast.erin, ford, barriers=("association", "pay"))
    publish("Two", cast.erin, ford, barriers=("association",), kind="practice_note")
    publish("Invented", cast.alice, cast.midvale, barriers=("association", "buy_in"))
    publish("Library", cast.erin, None, barriers=("space",))
    sign_in(client, cast.charlie)
    html = text(client.get("/"))
    listed = html.split("What is in your way?</h2>")[1].split("</ul>")[0]
    assert re.findall(r'href="/barriers/(\w+)"', listed) == [
        "association", "pay", "buy_in", *list(BARRIERS)[:3],
    ]  # fmt: skip
    for key, told in {
        "association": "2 practices and 1 invented example",
        "pay": "1 practice",
        "buy_in": "1 invented example",
        "movement": "",
    }.items():
        shown = f'<br><span class="app-meta">{told}</span>' if told else ""
        assert f'/barriers/{key}">{barriers()[key].sentence}</a>{shown}</li>' in listed
        if told:
            assert f"Who met it: {told}</h2>" in text(client.get(f"/barriers/{key}"))
    assert 'href="/barriers/">All 14<' in html
