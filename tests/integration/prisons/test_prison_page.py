import re
from html import unescape

import pytest
from markupsafe import Markup

from portal.prisons import panels
from portal.prisons.measures import MEASURES


def text(response):
    """Give what stands on the page, without tags and with single spaces."""
    words = re.sub(r"<[^>]+>", " ", response.get_data(as_text=True))
    return " ".join(unescape(words).split())


@pytest.fixture
def no_panels(app):
    """Take away what packages above put on the page: this is about the page itself."""
    app.extensions["prison_panels"].clear()


@pytest.mark.usefixtures("whole_estate")
class TestFacts:
    def test_every_figure_stands_with_its_source_and_date(self, as_person):
        page = as_person("bob").get("/prisons/altcourse")
        assert "HMP/YOI Altcourse" in re.search(r"<h1.*?</h1>", page.text)[0]
        words = text(page)
        assert "A prison for men in Liverpool, England." in words
        assert "People held 1,136 Source: Monthly population bulletin, December 2024" in words
        assert "Main function Reception Source: Prison estate register, July 2023" in words
        assert "Open conditions No Source: Prison estate register, July 2023" in words

    def test_a_source_that_does_not_name_its_month_is_given_with_it(self, as_person):
        words = text(as_person("bob").get("/prisons/usk"))
        assert "Source: Published comparator groups, 2024/25, March 2025" in words

    def test_figures_stand_in_the_order_of_the_measures(self, as_person):
        page = as_person("bob").get("/prisons/usk").text
        labels = re.findall(r'<dt class="govuk-summary-list__key">([^<]+)</dt>', page)
        shared = MEASURES["shared_bulletin"]  # Usk shares a row
        expected = [
            measure.label
            for measure in MEASURES.values()
            if measure == shared or not measure.is_optional
        ]
        assert labels[-len(expected) :] == expected

    def test_what_is_not_known_says_so_and_a_known_nought_is_a_figure(self, as_person):
        millsike = text(as_person("bob").get("/prisons/millsike"))
        assert "People held Not known Operational capacity Not known Where it is" in millsike
        assert "A prison for men in England." in millsike
        dartmoor = text(as_person("bob").get("/prisons/dartmoor"))
        assert "People held 0 Source:" in dartmoor

    def test_kinds_of_prisoner_are_explained_by_time_left(self, as_person):
        words = text(as_person("bob").get("/prisons/usk"))
        assert "Category C training: over 16 months left" in words
        assert (
            "Kinds of prisoner are set by the time left to serve, "
            "which is not the length of the sentence." in words
        )

    def test_sites_counted_together_are_explained_and_others_do_not_mention_it(self, as_person):
        words = text(as_person("bob").get("/prisons/peterborough-female"))
        assert "A prison for women in" in words
        assert "counted together: 1,304 places and 1,259 people" in words
        assert "The bulletin has one row for both sites" in words
        assert "Counted together" not in text(as_person("bob").get("/prisons/altcourse"))

    def test_real_prisons_carry_the_licence_and_examples_say_they_are_invented(self, as_person):
        real = text(as_person("bob").get("/prisons/altcourse"))
        example = text(as_person("bob").get("/prisons/example-midvale"))
        licence = "Contains public sector information licensed under the Open Government Licence"
        invented = "This prison is invented, to show how the portal works."
        assert (licence in real, invented in real) == (True, False)
        assert (licence in example, invented in example) == (False, True)

    def test_the_example_tag_stands_beside_the_name(self, as_person):
        page = as_person("bob").get("/prisons/example-midvale").text
        assert ">Example</strong>" in re.search(r"<h1.*?</h1>", page)[0]

    def test_the_page_asks_the_database_five_times(self, as_person, count_queries, no_panels):
        browser = as_person("bob")
        with count_queries() as statements:
            browser.get("/prisons/altcourse")
        # Who is signed in; the prison; its figures; where its site is from; its contacts.
        tables = [re.search(r"FROM (\w+)", statement)[1] for statement in statements]
        assert tables == ["user_account", "prison", "fact", "source", "prison_contact"]


@pytest.mark.parametrize(
    "slug", ["no-such-prison", "%FF", "ALTCOURSE%27--", "x" * 3000, "%F0%9F%94%92"]
)
def test_an_address_without_a_prison_says_where_to_look(as_person, slug):
    page = as_person("bob").get(f"/prisons/{slug}")
    assert page.status_code == 404
    assert "There is no prison with this address. Choose Prisons in the menu" in text(page)


def test_contacts_are_listed_by_role(as_person, whole_estate):
    words = text(as_person("bob").get("/prisons/example-midvale"))
    assert "Ask the prison's switchboard for this role" in words
    assert "No contact is given yet" not in words


def test_without_contacts_the_page_says_how_one_is_added(as_person):
    words = text(as_person("bob").get("/prisons/altcourse"))
    assert "No contact is given yet. Ring the prison" in words


@pytest.mark.parametrize(
    ("name", "slug", "offered"),
    [
        ("alice", "example-midvale", True),
        ("alice", "example-westholme", False),
        ("bob", "example-midvale", False),
        ("charlie", "example-midvale", False),
        ("dana", "birmingham", False),
        ("erin", "birmingham", True),
    ],
)
def test_only_those_who_may_are_led_to_change_contacts(as_person, name, slug, offered):
    page = as_person(name).get(f"/prisons/{slug}").text
    assert (f'href="/prisons/{slug}/contacts"' in page) == offered


def test_panels_stand_in_their_order_and_empty_ones_nowhere(app, as_person, no_panels):
    panels.register_panel(app, lambda profile: Markup("<h2>Last</h2>"), order=30)
    panels.register_panel(app, lambda profile: Markup(""), order=20)
    panels.register_panel(
        app, lambda profile: Markup("<h2>About {}</h2>").format(profile.prison.name), order=10
    )
    page = as_person("bob").get("/prisons/altcourse").text
    assert page.index("<h2>About Altcourse</h2>") < page.index("<h2>Last</h2>")
