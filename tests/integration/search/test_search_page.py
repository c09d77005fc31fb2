"""The search page: filters, pages, hostile addresses, and what it says when it finds nothing."""

from html import unescape
from itertools import product
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from portal.practices import services
from portal.practices.content import Content
from tests.integration.search.conftest import page_text, titles, write


@pytest.fixture
def shelf(app, cast, client, sign_in):
    """Put four different practices on the shelf and sign Charlie in."""
    write(app, cast.alice, cast.midvale, "Reading pairs", themes=("reading", "library"))
    write(app, cast.charlie, cast.westholme, "Gate passes", details={"barriers": ("movement",)})
    write(app, cast.alice, cast.midvale, "Role card", kind="job_description")
    write(app, cast.erin, None, "Starter scheme", is_template=True, themes=("reading",))
    sign_in(client, cast.charlie)


@pytest.fixture
def many(app, cast, client, sign_in):
    """Publish 23 practices about mentors and sign Charlie in."""
    with app.app_context():
        for number in range(23):
            content = Content(f"Mentors {number:02}", summary="In short.", body="What we did.")
            practice = services.create_practice(
                "scheme", content, actor=cast.alice, prison=cast.midvale
            )
            services.publish(practice, actor=cast.alice)
    sign_in(client, cast.charlie)


FILTERS = [
    ("kind=job_description", {"Role card"}),
    ("theme=reading", {"Reading pairs", "Starter scheme"}),
    ("barrier=movement", {"Gate passes"}),
    ("prison=example-midvale", {"Reading pairs", "Role card"}),
    ("templates=1", {"Starter scheme"}),
    ("theme=reading&prison=example-midvale", {"Reading pairs"}),
    ("theme=reading&kind=job_description", set()),
    ("theme=no-such-theme", set()),
    ("prison=nowhere", set()),
    ("kind=scheme%27--", set()),
]


@pytest.mark.usefixtures("shelf")
def test_filters_narrow_page_and_api_alike_with_and_without_words(client):
    for words, (query, expected) in product(("", "mentors"), FILTERS):
        assert set(titles(client.get(f"/search?q={words}&{query}"))) == expected, query
        answer = client.get(f"/api/v1/search?q={words}&{query}").json
        assert {result["title"] for result in answer["results"]} == expected, query
        assert answer["total"] == len(expected), query


@pytest.mark.usefixtures("shelf")
def test_filters_that_are_on_stay_on_the_page(client):
    query = "q=mentors&kind=scheme&theme=reading&barrier=space&prison=example-midvale&templates=1"
    html = page_text(client.get(f"/search?{query}"))
    assert "Filters (5 on)" in html
    assert '<details class="govuk-details govuk-!-margin-bottom-4" open>' in html
    on = {"kind": "scheme", "theme": "reading", "barrier": "space", "prison": "example-midvale"}
    for name, value in (on | {"templates": "1"}).items():
        assert f'name="{name}" value="{value}" checked>' in html
    links = [
        unescape(each.split('"')[0]) for each in html.split('<li><a class="govuk-link" href="')
    ]
    without = [
        parse_qs(urlsplit(each).query).keys() for each in links if each.startswith("/search?")
    ]
    everything = {"q", *on, "templates"}
    assert all(everything - {name} in without for name in everything - {"q"})
    assert '<a class="govuk-link" href="/search?q=mentors">Take all filters off</a>' in html


@pytest.mark.usefixtures("shelf")
def test_without_filters_nothing_is_chosen(client):
    html = page_text(client.get("/search?q=mentors&kind=&theme=&templates="))
    assert " selected>" not in html
    assert " checked>" not in html
    assert "Take all filters off" not in html
    assert "Filters</span>" in html


def test_pages_lead_through_everything_once_and_keep_the_search(many, client):
    address, seen, visited = "/search?q=mentors&kind=scheme", [], 0
    while address:
        html = (page := client.get(address)) and page_text(page)
        seen += titles(page)
        visited += 1
        assert "23 results" in html
        assert f"Page {visited} of 3" in html
        ahead = [part for part in html.split("<a ")[1:] if 'rel="next"' in part]
        address = ahead[0].split('href="')[1].split('"')[0].replace("&amp;", "&") if ahead else ""
        if address:
            expected = {"q": ["mentors"], "kind": ["scheme"], "page": [str(visited + 1)]}
            assert parse_qs(urlsplit(address).query) == expected
    assert visited == 3
    assert sorted(seen) == [f"Mentors {number:02}" for number in range(23)]


def test_a_page_number_that_is_none_is_the_first_page(many, client):
    for number in ("0", "-1", "x", str(10**20), "٣", "", "1.5", "1e1", "' OR 1", "9" * 5000):
        page = client.get("/search", query_string={"q": "mentors", "page": number})
        assert len(titles(page)) == 10, number
        assert "Page 1 of 3" in page_text(page), number


@pytest.mark.usefixtures("shelf")
def test_a_page_past_the_end_leads_back(client):
    for number in ("2", "101", "100000", "999999999"):
        page = client.get("/search", query_string={"q": "mentors", "page": number})
        assert titles(page) == [], number
        assert "There are no more results" in page_text(page), number
        assert 'href="/search?q=mentors">Go back to the first page' in page_text(page), number


@pytest.mark.usefixtures("shelf")
def test_a_very_long_search_is_cut_and_the_page_says_so(client):
    words = ("mentors reading " * 140)[:2_000].strip()
    page = client.get("/search", query_string={"q": f"{words} {'x' * 10_000}"})
    assert titles(page)[0] == "Reading pairs"
    assert "We used the first 2,000 characters" in page_text(page)
    assert "x" * 20 not in page_text(page)
    assert "very long" not in page_text(client.get("/search", query_string={"q": "m" * 2_000}))
    assert "very long" in page_text(client.get("/search", query_string={"q": "m" * 2_001}))


@pytest.mark.usefixtures("shelf")
def test_nul_is_refused_on_the_page_and_in_the_api(client):
    for query in ("q=%00", "q=mentors%00", "q=mentors&kind=%00", "q=mentors&page=%00"):
        assert client.get(f"/search?{query}").status_code == 400, query
        answer = client.get(f"/api/v1/search?{query}")
        assert answer.status_code == 400, query
        assert answer.json["error"]["status"] == 400, query


@pytest.mark.usefixtures("shelf")
def test_signs_around_a_word_change_nothing(client):
    for around in (
        "\x01{}\x1f", "{}*", "*{}*", '"{}"', '"{}', "{}?", "({})", "+{} AND", "text:{}", "{}~2",
        "{}^9", "\\{}", "-{}", "\u202e{}", "\r\n{}", "\ufffd{}", "{}😀",
    ):  # fmt: skip
        page = client.get("/search", query_string={"q": around.format("passes")})
        assert titles(page) == ["Gate passes"], around


@pytest.mark.usefixtures("shelf")
def test_a_search_without_words_finds_nothing(client):
    for signs in ("*", "?", '""', '"', "the of and", "\x01\x02", "'", "😀", "--"):
        page = client.get("/search", query_string={"q": signs})
        assert titles(page) == [], signs
        assert "Nothing found" in page_text(page), signs


def test_quoted_words_must_stand_together(app, cast, client, sign_in):
    write(app, cast.alice, cast.midvale, "Together", "We meet at the wing gate.")
    write(app, cast.alice, cast.midvale, "Apart", "A gate far from the wing.")
    sign_in(client, cast.charlie)
    for quoted in ('"wing gate"', "“wing gate”"):
        page = client.get("/search", query_string={"q": quoted})
        assert titles(page) == ["Together"]
    assert set(titles(client.get("/search?q=wing+gate"))) == {"Together", "Apart"}


@pytest.mark.usefixtures("shelf")
def test_what_has_all_the_words_comes_first_and_the_page_says_where_nothing_has(client):
    page = client.get("/search?q=mentors+passes")
    assert titles(page)[0] == "Gate passes"
    assert "No practice has all of these words" not in page_text(page)
    assert client.get("/api/v1/search?q=mentors+passes").json["match"] == "all"
    page = client.get("/search?q=cards+passes+chutney")
    assert {"Gate passes", "Role card"} <= set(titles(page))
    assert "No practice has all of these words. These have some of them." in page_text(page)
    assert client.get("/api/v1/search?q=cards+passes+chutney").json["match"] == "some"


@pytest.mark.usefixtures("shelf")
def test_a_wrong_spelling_is_mended_and_a_link_gives_what_was_typed(client):
    page = client.get("/search?q=readng&kind=scheme&theme=library")
    assert titles(page) == ["Reading pairs"]
    assert "Showing results for <strong>reading</strong>" in page_text(page)
    after = page_text(page).split("Search instead for ")[1]
    link = unescape(after.split('href="')[1].split('"')[0])
    kept = {"q": ["readng"], "kind": ["scheme"], "theme": ["library"]}
    assert parse_qs(urlsplit(link).query) == kept | {"exactly": ["1"]}
    exactly = client.get(link)
    assert titles(exactly) == []
    assert "Did you mean" in page_text(exactly)
    assert "Showing results for" not in page_text(client.get("/search?q=reading"))


@pytest.mark.usefixtures("shelf")
def test_a_long_question_with_a_wrong_word_only_gets_a_link(client):
    html = page_text(client.get("/search?q=mentors+learners+twice+week+short+readng"))
    link = html.split("Did you mean ")[1].split('href="')[1].split('"')[0]
    assert parse_qs(urlsplit(unescape(link)).query)["q"] == [
        "mentors learners twice week short reading"
    ]


@pytest.mark.usefixtures("shelf")
def test_where_nothing_is_found_the_page_says_what_to_do(client):
    html = page_text(client.get("/search?q=zzzz&kind=scheme"))
    assert "Nothing found for “zzzz”" in html
    assert '<a class="govuk-link" href="/search?q=zzzz">search again without the filters' in html
    assert "use fewer or other words" in html
    assert '<a class="govuk-link" href="/practices/">browse' in html
    assert '<a class="govuk-link" href="/practices/new">write' in html
    assert "without the filters" not in page_text(client.get("/search?q=zzzz"))


@pytest.mark.usefixtures("shelf")
def test_without_a_question_the_page_explains_how_to_ask(client):
    for address in ("/search", "/search?q=", "/search?q=+++", "/search?page=3"):
        page = client.get(address)
        assert titles(page) == [], address
        assert "Search by what you need" in page_text(page), address
        assert "Nothing found" not in page_text(page), address


@pytest.mark.usefixtures("shelf")
def test_results_say_what_and_whose_they_are(client):
    html = page_text(client.get("/search?q=gate"))
    card = html.split("<article")[1].split("</article>")[0]
    assert "Scheme write-up, Example Westholme" in card
    assert "Example</strong>" in card
    assert "Template</strong>" not in card
    starter = page_text(client.get("/search?q=starter")).split("<article")[1]
    assert "Scheme write-up, Starter library" in starter
    assert "Template</strong>" in starter
    assert "Example</strong>" not in starter.split("</article>")[0]


def test_the_page_asks_the_database_three_times(many, client, count_queries):
    client.get("/search?q=mentors")
    # Who is asking, the newest change in the feed, and the cards with their text.
    for query in ("q=mentors", "kind=scheme", "q=mentors&theme=x&page=2", "q=mentrs"):
        with count_queries(at_most=3):
            client.get(f"/search?{query}")
    # Who is asking, and what is asked for.
    with count_queries(at_most=2):
        client.get("/search")


ANY_TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=60)


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=25
)
@given(words=ANY_TEXT, page=ANY_TEXT, theme=ANY_TEXT)
@example(words='"mentors "gate', page="٣", theme="\u2028")
@example(words="mentors\x0b\x1c", page="2", theme="")
def test_any_text_gets_a_page(words, page, theme, shelf, client):
    asked = {"q": words, "page": page, "theme": theme}
    assert client.get("/search", query_string=asked).status_code == 200


def test_nobody_is_sent_to_a_page_they_may_not_see(cast, client, sign_in):
    for person in (cast.bob, cast.dana, cast.erin):
        sign_in(client, person)
        offered = 'href="/practices/new"' in page_text(client.get("/search?q=zzzz"))
        assert offered is (client.get("/practices/new").status_code == 200)
