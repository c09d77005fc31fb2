import gzip
import re
from html import unescape

import pytest

from portal.db import db
from portal.prisons.models import Prison

EVERYONE = ("alice", "bob", "charlie", "dana", "erin")


def text(response):
    """Give what stands on the page, without tags and with single spaces."""
    words = re.sub(r"<[^>]+>", " ", response.get_data(as_text=True))
    return " ".join(unescape(words).split())


def linked(response):
    """List the prisons of the tables, by their part of the address."""
    return re.findall(r'<th scope="row"><a [^>]*href="/prisons/([^"]+)"', response.text)


def dots(response):
    return re.findall(r'<a href="/prisons/([^"]+)"><title>', response.text)


@pytest.mark.usefixtures("whole_estate")
class TestWithTheWholeEstate:
    def test_everybody_signed_in_sees_the_same_prisons(self, as_person):
        shown = [linked(as_person(name).get("/prisons/")) for name in EVERYONE]
        assert all(len(slugs) == 129 for slugs in shown)
        assert all(slugs == shown[0] for slugs in shown)

    def test_prisons_stand_by_name_and_examples_last(self, as_person):
        page = as_person("bob").get("/prisons/")
        slugs = linked(page)
        assert slugs[:2] == ["altcourse", "ashfield"]
        assert slugs[124:] == [
            "example-eastmere",
            "example-midvale",
            "example-northfell",
            "example-southbrook",
            "example-westholme",
        ]
        assert "124 prisons" in text(page)

    def test_a_row_tells_region_function_and_people_held(self, as_person):
        page = as_person("bob").get("/prisons/")
        assert "Altcourse North West Reception 1,136 " in text(page)
        assert "Millsike Not known Not known Not known " in text(page)
        assert "Dartmoor South West Category C 0 " in text(page)

    def test_examples_stand_under_their_own_heading_with_the_tag(self, as_person):
        page = as_person("bob").get("/prisons/").text
        real, examples = page.split("Example prisons</h2>")
        assert "example-" not in real
        assert examples.count(">Example</strong>") == 5

    def test_the_map_shows_real_prisons_only_and_says_who_is_missing(self, as_person):
        page = as_person("bob").get("/prisons/")
        assert len(dots(page)) == len(set(dots(page))) == 121
        assert set(dots(page)) == set(linked(page)[:124]) - {"five-wells", "fosse-way", "millsike"}
        assert (
            "3 prisons are not on the map because no coordinates are known: "
            "Five Wells, Fosse Way, Millsike." in text(page)
        )
        places = re.findall(r'<circle cx="([^"]+)" cy="([^"]+)"', page.text)
        assert len(set(places)) == 121

    def test_the_map_has_a_name_and_every_dot_names_its_prison(self, as_person):
        page = as_person("bob").get("/prisons/").text
        assert 'aria-label="Map of England and Wales with 121 prisons"' in page
        assert '<a href="/prisons/altcourse"><title>Altcourse</title>' in page

    @pytest.mark.parametrize(
        ("query", "expected", "count"),
        [
            ("name=altc", ["altcourse"], "1 of 124 prisons"),
            ("name=HMP%2FYOI+Altc", ["altcourse"], "1 of 124 prisons"),
            ("region=West+Midlands&sex=F", ["drake-hall"], "1 of 124 prisons"),
            ("function=Under+18&security=children_closed", None, None),
            ("cohort=foreign_national_hub", ["huntercombe", "maidstone", "morton-hall"], None),
        ],
    )
    def test_filters_narrow_table_and_map_and_the_count_is_told(
        self, as_person, query, expected, count
    ):
        page = as_person("bob").get(f"/prisons/?{query}")
        slugs = linked(page)
        assert 0 < len(slugs) < 10
        if expected:
            assert slugs == expected
        assert set(dots(page)) <= set(slugs)
        assert (count or f"{len(slugs)} of 124 prisons") in text(page)

    def test_filters_stay_filled_in(self, as_person):
        page = as_person("bob").get("/prisons/?name=%22%3Eb&region=Wales&sex=M").text
        assert 'value="&#34;&gt;b"' in page
        assert '<option value="Wales" selected>' in page
        assert '<option value="M" selected>' in page
        assert "security (2 on)" in page

    def test_the_example_region_is_not_offered(self, as_person):
        assert "Example region</option>" not in as_person("bob").get("/prisons/").text

    def test_where_nothing_fits_the_page_says_what_to_do(self, as_person):
        page = as_person("bob").get("/prisons/?name=no-such-name")
        assert linked(page) == []
        assert "No prison fits" in text(page)
        assert "Use a shorter part of the name or fewer filters" in text(page)
        assert ">Show all prisons</a>" in page.text
        assert "<svg" not in page.text

    def test_where_only_examples_fit_no_empty_map_is_drawn(self, as_person):
        page = as_person("bob").get("/prisons/?name=example")
        assert len(linked(page)) == 5
        assert "No prison fits" in text(page)
        assert "<svg" not in page.text

    def test_where_no_site_is_known_no_empty_map_is_drawn(self, as_person):
        page = as_person("bob").get("/prisons/?name=Millsike")
        assert "1 prison is not on the map" in text(page)
        assert "<svg" not in page.text

    def test_filter_values_that_mean_nothing_are_ignored(self, as_person):
        browser = as_person("bob")
        for query in (
            "region=Atlantis",
            "function=%FF",
            "cohort=reception%27+OR+1%3D1--",
            "security=AB",
            "sex=X",
            "unheard=of",
            "name=%20%09%20",
            "region=",
            "region=Atlantis&region=Wales",
        ):
            assert len(linked(browser.get(f"/prisons/?{query}"))) == 129, query

    def test_a_hostile_name_is_looked_for_and_found_nowhere(self, as_person):
        browser = as_person("bob")
        for name in (
            "%25",
            "_",
            "%FF",
            "%ED%A0%80",
            "<script>alert(1)</script>",
            "{{7*7}}",
            "x" * 9000,
        ):
            page = browser.get(f"/prisons/?name={name}")
            assert page.status_code == 200
            assert linked(page) == [], name
            assert "<script>alert" not in page.text

    def test_the_page_is_at_most_12_kb_as_it_is_sent(self, as_person):
        page = as_person("erin").get("/prisons/")
        assert len(gzip.compress(page.data, 5)) <= 12_000

    def test_the_page_asks_the_database_three_times_whatever_the_number(
        self, as_person, count_queries
    ):
        browser = as_person("bob")
        for query in ("", "?region=Wales"):
            with count_queries() as statements:
                browser.get(f"/prisons/{query}")
            # Who is signed in with their own prison; the prisons; their figures with the sources.
            tables = [re.search(r"FROM (\w+)", statement)[1] for statement in statements]
            assert tables == ["user_account", "prison", "fact"]


def test_with_prisons_and_no_facts_everything_is_not_known(as_person):
    page = as_person("bob").get("/prisons/")
    assert "Altcourse Not known Not known Not known" in text(page)
    assert "Sources:" not in text(page)


def test_an_empty_portal_says_who_can_help(client, cast, sign_in, monkeypatch):
    monkeypatch.setattr("portal.prisons.queries.profiles", lambda **_: {})
    sign_in(client, cast.erin)
    assert "There are no prisons here yet" in text(client.get("/prisons/"))


def test_whoever_is_signed_out_is_asked_to_sign_in(client, cast):
    page = client.get("/prisons/")
    assert page.status_code == 302
    assert "/account/sign-in" in page.location


def test_a_name_with_markup_in_it_is_shown_as_text(app, as_person):
    with app.app_context():
        db.session.add(
            Prison(
                code="BAD",
                slug="bad",
                name="<b>Bad</b>",
                designation="HMP",
                sex="M",
                country="England",
                latitude=52.0,
                longitude=-1.0,
            )
        )
        db.session.commit()
    page = as_person("bob").get("/prisons/").text
    assert "<b>Bad" not in page
    assert page.count("&lt;b&gt;Bad&lt;/b&gt;") == 2
