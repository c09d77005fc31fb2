"""Whatever is asked for, people get a page: never an error of ours, never a long wait."""

import statistics
import time
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from portal.search import services
from portal.search.index import Filter, SearchIndex, SearchQuery
from portal.search.needs.noting import WriteCounts
from tests.integration.search.conftest import page_text, write
from tests.integration.search.large_shelf import made
from tests.integration.search.naughty import NAUGHTY

ENGINES = ["whoosh", "tantivy"]
# Each engine on one database; what words do there does not depend on the other.
both = pytest.mark.parametrize(
    ("search_engine", "engine_name"), [("tantivy", "sqlite"), ("whoosh", "postgresql")]
)
NOTICE = "Search is being repaired"
FILTERS = ("kind", "theme", "prison", "barrier", "templates", "sort", "exactly", "region", "page")
MOST_CPU = 0.2  # seconds
HEAD_ROOM = 3


def written(text: str) -> str:
    """Write a value into an address; half characters as the bytes that some program would send."""
    return quote(text.encode("utf-8", "surrogatepass"))


@pytest.fixture
def shelf(app, cast, client, sign_in) -> FlaskClient:
    """Put a few practices on the shelf and sign Charlie in."""
    write(app, cast.alice, cast.midvale, "Reading mentors on the wing", themes=("reading",))
    write(
        app,
        cast.charlie,
        cast.westholme,
        "Ｆｕｌｌ “width” & <marks> القراءة",
        body="a b c' \U0001f600",
    )
    write(app, cast.erin, None, "C++ e.g. 1.2.3", is_template=True)
    sign_in(client, cast.charlie)
    return client


def is_sane(client: FlaskClient, query: str) -> None:
    """Ask the page, the API and the suggestions, and look at what they say."""
    page = client.get(f"/search?{query}")  # the client looks at the page itself
    if "%00" in query:  # the portal takes no NUL anywhere
        others = [client.get(f"{at}?{query}") for at in ("/api/v1/search", "/search/suggestions")]
        assert [each.status_code for each in (page, *others)] == [400, 400, 400], query
        return
    assert page.status_code == 200, query
    assert NOTICE not in page_text(page), query
    assert page_text(page).count("<h1") == 1, query
    is_sane_answer(client.get(f"/api/v1/search?{query}"), query)
    offered = client.get(f"/search/suggestions?{query}")
    assert offered.status_code == 200, query
    assert len(offered.json) <= 8, query
    assert all(each["text"] and each["kind"] in ("word", "title") for each in offered.json), query


def is_sane_answer(answer: TestResponse, query: str) -> None:
    """Look at an answer of the API: a page of results, or what is wrong with the request."""
    assert answer.status_code in (200, 422), query
    if answer.status_code == 422:
        assert answer.json["error"]["status"] == 422
        assert "page=" in query, query
        return
    assert 0 <= len(answer.json["results"]) <= min(answer.json["total"], 20), query


def still_works(app, client: FlaskClient) -> None:
    """See that the index came through and the counts of searches can be written."""
    answer = client.get("/api/v1/search?q=reading+mentors").json
    assert answer["results"][0]["title"] == "Reading mentors on the wing"
    with app.app_context():
        assert services.status() == services.Status(True, 3, 3, 0, "")
        chores = [each.work for each in app.extensions["chores"]]
        for counting in (each for each in chores if isinstance(each, WriteCounts)):
            counting()


def test_there_are_many_naughty_strings():
    assert len(set(NAUGHTY)) == len(NAUGHTY) > 250


@both
def test_naughty_strings_get_a_page(app, shelf):
    for text in NAUGHTY:
        is_sane(shelf, f"q={written(text[:3_000])}")
    still_works(app, shelf)


@both
def test_naughty_strings_in_filters_get_a_page(app, shelf):
    for place, text in enumerate(NAUGHTY[::4]):
        name = FILTERS[place % len(FILTERS)]
        is_sane(shelf, f"q=reading&{name}={written(text[:500])}&{written(text[:50])}=x")
    still_works(app, shelf)


@both
@pytest.mark.parametrize(
    "query",
    [
        "q=reading&page=99999999",
        "q=reading&page=-1",
        "q=reading&page=%D9%A3",
        "q=reading&page=1e9&page=2",
        "q=reading&page=" + "9" * 3_000,
        "q=reading&sort=newest&page=99999999",
        "q=" + "&q=".join(["reading"] * 500),
        "q=reading&" + "&".join(f"theme=t{n}" for n in range(900)),
        "&".join(f"{name}=v{n}" for name in FILTERS[:5] for n in range(150)),
        "&".join(f"unknown{n}=v" for n in range(900)),
        "q=%",
        "q=%C3%28&theme=%FF%FE",
        "q=%ED%A0%80",
        "q[]=a&q[b]=c",
        "=&&==&q",
    ],
    ids=lambda query: query[:24],
)
def test_strange_addresses_get_a_page(query, shelf):
    is_sane(shelf, query)


# Letters of many scripts, signs that mean something to some engine, and half characters.
PIECES = st.one_of(
    st.text(max_size=40),
    st.text(st.characters(categories=["Cs", "Cc", "Cf", "Mn", "Co"]), max_size=20),
    st.text(st.sampled_from("\"“”'’+-*?~^()[]{}:\\/|&!<>.#@ \t\0aber"), max_size=60),
    st.sampled_from(NAUGHTY).map(lambda text: text[:300]),
)


@both
def test_any_text_gets_a_page(app, shelf):
    @hypothesis_settings(
        max_examples=40,
        deadline=None,
        database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
    )
    @given(st.lists(PIECES, min_size=1, max_size=4), st.sampled_from(FILTERS), PIECES)
    def ask(pieces: list[str], name: str, value: str) -> None:
        is_sane(shelf, f"q={written(''.join(pieces))}&{name}={written(value)}")

    ask()
    still_works(app, shelf)


@pytest.fixture(scope="module", params=ENGINES)
def large(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> SearchIndex:
    """Give an index of 10,000 documents of 500 words, made once for each engine."""
    return made(request.param, tmp_path_factory.mktemp(f"large-{request.param}"))


def worst_cases() -> Iterator[SearchQuery]:
    everything = {name: name for name in ("theme", "prison")}
    many = Filter("prison", tuple(f"prison-{number}" for number in range(0, 120, 6)))
    for text in NAUGHTY:
        yield SearchQuery(text, counted=everything, limit=200)
    often = "reading mentors wing learner maths english prison work skills"
    yield SearchQuery(often, {"prison": many}, counted=everything, limit=1_000)
    yield SearchQuery(f'"{often[:15]}" ' * 8 + often, counted=everything, limit=1_000)
    yield SearchQuery("", sort="published_on", counted=everything, offset=999_990)
    yield SearchQuery(often, sort="used_by", counted=everything, limit=1_000)
    yield SearchQuery(" ".join(f"{a}{b}{a}" for a in "bdfglm" for b in "aeiou"), limit=200)


def cpu_of(index: SearchIndex, query: SearchQuery) -> float:
    """Give the CPU seconds that a question takes, with what it suggests; of three the middle."""
    taken = []
    for _ in range(3):
        started = time.process_time()
        index.search(query)
        index.suggest(query.text[:100], limit=8)
        taken.append(time.process_time() - started)
        if taken[0] < MOST_CPU / 4:
            break  # far from it
    return statistics.median(taken)


@pytest.mark.time_limit(300)
def test_the_worst_question_at_ten_thousand_documents_takes_little_cpu(large: SearchIndex):
    """The one test of time: 200 ms of CPU are meant, 600 asserted, as machines are noisy."""
    questions = list(worst_cases())
    taken = [cpu_of(large, query) for query in questions]
    worst = max(range(len(taken)), key=taken.__getitem__)
    asked = questions[worst].text
    print(f"{type(large).__name__}: {taken[worst] * 1_000:.0f} ms for {asked[:60]!r}")  # noqa: T201 - on asking
    assert taken[worst] < HEAD_ROOM * MOST_CPU, asked[:200]
