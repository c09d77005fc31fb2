"""Pictures of the estate: the pages, on the real estate."""

import re
from itertools import combinations
from math import dist
from xml.etree import ElementTree

import pytest
from sqlalchemy import select

from portal import clock
from portal.config import bundled
from portal.db import db
from portal.matching.line_ups import line_ups
from portal.matching.pictures import heat, likeness_map, near_me
from portal.matching.pictures.keeping import kept
from portal.matching.pictures.shapes import RADIUS
from portal.prisons import estate
from portal.prisons.models import Fact, Source
from portal.prisons.queries import profile_by_slug, regions

PICTURES = ("pictures", "map", "heat", "compare", "near-me")
STRANGE = (
    "prison=no-such-prison&with=no-such-prison",
    "region=Atlantis",
    "block=none&basis=none&prison=&region=",
    "prison=%01%3Cscript%3E&region=%27%22%3E%3Csvg&block=%F0%9F%92%A9",
    "prison=oakwood&prison=brixton&with=oakwood",
    "block=women&basis=profile&prison=oakwood&region=London",
    "prison=" + "x" * 5000,
)


def text(response) -> str:
    return response.get_data(as_text=True)


def drawings(page: str) -> list[ElementTree.Element]:
    """Parse every SVG of a page as XML; one that is not well-formed raises."""
    found = re.findall(r"<svg.*?</svg>", page, flags=re.DOTALL)
    return [ElementTree.fromstring(svg) for svg in found]


def picture(page: str, name: str) -> ElementTree.Element:
    return next(svg for svg in drawings(page) if svg.get("class") == name)


def dots(svg: ElementTree.Element) -> dict[str, tuple[float, float]]:
    """Give where each dot of a map of likeness stands, by the title that it has."""
    return {
        link.findtext("title") or "": tuple(
            float(part) for part in re.findall(r"-?[\d.]+", link.find("path").get("transform", ""))
        )
        for link in svg.findall("a")
    }


def without_form(page: str) -> str:
    """Leave the names out that can be chosen."""
    return re.sub(r"<select.*?</select>", "", page, flags=re.DOTALL)


def rows_of(page: str) -> list[str]:
    return re.findall(r"<tr>.*?</tr>", page.split("The same as a table")[1], flags=re.DOTALL)


@pytest.fixture
def whole_estate(app, cast):
    """Load every prison and the examples, with what is known of them."""
    with app.app_context():
        estate.load_estate(folder=bundled("content") / "estate")
        estate.load_examples(folder=bundled("content") / "examples")
    return cast


@pytest.fixture
def page(whole_estate, client, sign_in):
    """Give the act of opening an address as somebody; the answer must be a page."""

    def opened(address: str, who: str = "dana") -> str:
        sign_in(client, getattr(whole_estate, who))
        answer = client.get(address)
        assert answer.status_code == 200, address
        return text(answer)

    return opened


@pytest.mark.parametrize("who", ["alice", "bob", "charlie", "dana", "erin"])
def test_everybody_signed_in_sees_every_picture(page, who):
    for address in PICTURES:
        assert "<h1" in page(f"/matching/{address}", who)


def test_nobody_else_does(app, cast, client):
    for address in PICTURES:
        assert client.get(f"/matching/{address}").status_code == 302


def test_one_page_leads_to_the_four(page):
    found = page("/matching/pictures", "alice")
    for address in ("map", "heat", "compare", "near-me"):
        assert f'href="/matching/{address}"' in found


def test_the_pictures_need_few_statements(whole_estate, client, sign_in, count_queries):
    sign_in(client, whole_estate.dana)
    # Who asks; whether a fact or a weight was added; what the menu counts for a lead. For two side
    # by side their figures besides, prisons and facts.
    for address, at_most in (
        ("/matching/map?prison=oakwood", 3),
        ("/matching/heat", 3),
        ("/matching/near-me?prison=oakwood", 3),
        ("/matching/compare?prison=oakwood&with=brixton", 5),
    ):
        client.get(address)
        with count_queries(at_most=at_most):
            client.get(address)


@pytest.mark.parametrize("block", ["adult_men", "women", "under_18"])
def test_every_dot_is_in_the_picture_and_none_lies_on_another(page, block):
    svg = picture(page(f"/matching/map?block={block}"), "app-likeness")
    _, _, width, height = map(float, svg.get("viewBox", "").split())
    places = dots(svg)
    assert len(places) == {"adult_men": 107, "women": 12, "under_18": 4}[block]
    for x, y in places.values():
        assert RADIUS < x < width - RADIUS
        assert RADIUS < y < height - RADIUS
    assert min(dist(one, other) for one, other in combinations(places.values(), 2)) > 2 * RADIUS


def test_each_dot_leads_to_the_prisons_like_it_and_says_what_it_is(page):
    svg = picture(page("/matching/map?prison=oakwood"), "app-likeness")
    link = next(a for a in svg.findall("a") if (a.findtext("title") or "").startswith("Brixton"))
    assert link.get("href") == "/prisons/brixton/similar"
    assert link.findtext("title") == "Brixton: Category C, not close"


def test_the_table_is_the_way_for_keyboards_and_screen_readers(page):
    found = page("/matching/map?prison=oakwood")
    svg = picture(found, "app-likeness")
    assert svg.get("aria-hidden") == "true"
    assert {link.get("tabindex") for link in svg.findall("a")} == {"-1"}
    rows = rows_of(found)
    assert len(rows) == 1 + len(dots(svg)) + 1  # the heads, and Millsike that has no place
    assert "Oakwood" in rows[1]
    assert "The prison itself" in rows[1]
    assert "Very close" in rows[2]
    assert 'href="/prisons/millsike/similar"' in rows[-1]
    assert "Not enough known" in rows[-1]


def test_the_chosen_prison_has_a_ring_and_its_five_nearest_are_joined_and_named(app, page):
    svg = picture(page("/matching/map?prison=oakwood"), "app-likeness")
    assert len([at for at in svg.iter("circle") if at.get("class") == "app-likeness__ring"]) == 1
    assert len([at for at in svg.iter("line") if at.get("class") == "app-likeness__line"]) == 5
    with app.app_context():
        found = likeness_map.likeness_map(kept(), "record", "adult_men", kept().sites["oakwood"])
    names = [span.text for span in svg.iter("tspan")]
    assert names == ["Oakwood", *(spot.site.name for spot in found.nearest)]


def test_functions_differ_in_shape_and_in_colour(page):
    svg = picture(page("/matching/map"), "app-likeness")
    looks = {(mark.get("class"), mark.get("d")) for mark in svg.iter("path")}
    assert len(looks) == 5
    assert len({name for name, _ in looks}) == len({shape for _, shape in looks}) == 5


def test_a_persons_own_prison_is_the_one_the_map_is_seen_from(page):
    found = page("/matching/map", "alice")
    assert "seen from Example Midvale" in found
    assert "Example Midvale is invented" in found
    assert "Example Westholme" not in without_form(found)
    svg = picture(found, "app-likeness")
    assert len(dots(svg)) == 108


def test_an_example_prison_is_on_no_other_map(page):
    for address in ("/matching/map", "/matching/map?prison=oakwood", "/matching/heat"):
        found = without_form(page(address))
        assert "Example" not in found.split("<main")[1]


def test_the_map_says_how_much_it_keeps(page):
    assert "keeps the main lines" in page("/matching/map")
    assert "keeps most of it" in page("/matching/map?block=women")


def test_a_prison_of_another_kind_is_not_on_the_map_and_that_is_said(page):
    found = page("/matching/map?block=women&prison=oakwood")
    assert "Oakwood is not among “Prisons for women”" in found
    assert "app-likeness__ring" not in found


def test_a_prison_of_which_nothing_is_known_has_no_place_and_that_is_said(page):
    found = page("/matching/map?prison=millsike")
    assert "not enough information about Millsike" in found


def test_a_closed_prison_is_on_its_own_map_alone(page):
    assert len(dots(picture(page("/matching/map?prison=dartmoor"), "app-likeness"))) == 108
    assert "Dartmoor:" not in page("/matching/map")


def test_what_no_prison_has_told_is_not_drawn(page):
    found = page("/matching/map?basis=profile")
    assert "have told enough about themselves to be compared" in found
    heat_map = page("/matching/heat?basis=profile&region=London")
    assert "have told enough about themselves to be compared" in heat_map
    assert "app-heat-map" not in heat_map
    assert "app-likeness" not in found


def test_example_prisons_can_be_seen_from_what_they_tell(page):
    assert "There is not enough" not in page("/matching/near-me?basis=profile", "dana")
    assert "or the other prisons have not told enough about themselves" in page(
        "/matching/near-me?basis=profile", "alice"
    )


def test_strange_addresses_give_a_page(page):
    for address in PICTURES:
        for query in STRANGE:
            found = page(f"/matching/{address}?{query}", "alice")
            assert "<script>" not in found.split("<main")[1]


def test_a_prison_that_is_not_there_is_said_plainly(page):
    for address in ("map", "compare", "near-me"):
        assert "There is no prison with this address" in page(f"/matching/{address}?prison=none")


def test_a_region_that_is_not_there_is_said_plainly(page):
    found = page("/matching/heat?region=Atlantis")
    assert "There is no such region here" in found
    assert "<td" not in found


def test_a_regional_lead_sees_the_own_region_first(page):
    assert "Prisons for adult men, West Midlands" in page("/matching/heat", "dana")
    assert "app-heat-map" not in page("/matching/heat", "erin")


def test_every_region_with_prisons_for_men_can_be_seen(app, page):
    with app.app_context():
        named = regions()
    menu = page("/matching/heat").split('name="region"')[1].split("</select>")[0]
    options = re.findall(r'<option value="([^"]+)"', menu)
    assert set(options) <= set(named)
    assert len(options) >= 10
    for region in options:
        assert "app-heat-map" in page(f"/matching/heat?region={region}")


def test_each_cell_says_its_word_and_there_and_back_are_the_same(app, page):
    found = page("/matching/heat?region=London")
    with app.app_context():
        shown = heat.heat(kept(), "record", "adult_men", "London")
    count = len(shown.sites)
    assert len(re.findall(r"<td", found)) == count * count
    for word in {word for row in shown.rows for word in row}:
        assert f'<span class="govuk-visually-hidden">{word}</span>' in found
    assert shown.rows == tuple(zip(*shown.rows, strict=True))
    assert [row[place] for place, row in enumerate(shown.rows)] == [heat.OWN] * count


def test_alike_prisons_stand_together(app, whole_estate):
    """Beside each other are closer ones than in the order of their codes."""
    with app.app_context():
        shown = heat.heat(kept(), "record", "adult_men", "London")
        compared = line_ups()["record", "adult_men"]
        place = {number: at for at, number in enumerate(compared.ids)}

        def beside(sites):
            at = [place[site.id] for site in sites]
            return sum(compared.distances.total[at[:-1], at[1:]])

        by_code = sorted(shown.sites, key=lambda site: compared.codes[place[site.id]])
        assert beside(shown.sites) < beside(by_code)


def test_an_only_prison_of_a_region_has_nothing_to_compare(page):
    assert "is the only one of" in page("/matching/heat?block=women&region=North+East")


def test_two_prisons_stand_side_by_side_with_every_source(page):
    found = page("/matching/compare?prison=example-midvale&with=example-westholme")
    assert "What sets them apart" in found
    assert "by public records and what both say" in found.lower()
    for words in ("Too few to give", "Does not run", "Time horizon", "Education need", "72%"):
        assert words in found
    assert "Invented for the example prisons" in found
    assert drawings(found)


def test_what_is_not_known_is_said_and_not_drawn_as_zero(page):
    found = page("/matching/compare?prison=example-midvale&with=oakwood")
    assert 'Oakwood</span><span class="app-pair__none"></span>' in found
    assert '<span class="app-pair__said">Not known</span>' in found
    assert "Not known of either prison" not in found
    assert "Not known of either prison" in page("/matching/compare?prison=brixton&with=oakwood")


def test_bars_are_as_long_as_their_numbers(page):
    found = page("/matching/compare?prison=example-midvale&with=example-westholme")
    bars = re.findall(
        r'width="(\d+)" height="10"/></svg><span class="app-pair__said">(\d+)%</span>', found
    )
    assert len(bars) >= 14
    assert all(length == share for length, share in bars)


def test_prisons_of_different_kinds_are_not_compared_and_why(page):
    found = page("/matching/compare?prison=oakwood&with=styal")
    assert "Oakwood and Styal are not compared" in found
    assert "What sets them apart" not in found


def test_a_prison_is_not_compared_with_itself(page):
    assert "Choose two different prisons" in page("/matching/compare?prison=oakwood&with=oakwood")


def test_what_sets_two_apart_adds_up(page):
    found = page("/matching/compare?prison=oakwood&with=brixton")
    shares = re.findall(r'app-bar__part" width="(\d+)"', found)
    assert 97 <= sum(map(int, shares)) <= 103


def test_the_same_two_prisons_have_nothing_between_them(app, page):
    with app.app_context():
        compared = line_ups()["record", "adult_men"]
        apart = compared.distances.total
        ours, theirs = next(
            (one, other)
            for one, other in combinations(range(len(compared.ids)), 2)
            if apart[one, other] == 0
        )
        slugs = [kept().by_id[compared.ids[place]].slug for place in (ours, theirs)]
    found = page(f"/matching/compare?prison={slugs[0]}&with={slugs[1]}")
    assert "<td>Nothing<" in found
    assert "<td>Most<" not in found


def test_the_map_of_places_joins_the_five_and_tells_how_far(app, page):
    found = page("/matching/near-me?prison=oakwood")
    svg = picture(found, "app-places")
    assert len([at for at in svg.iter("line") if at.get("class") == "app-likeness__line"]) == 5
    _, _, width, height = map(float, svg.get("viewBox", "").split())
    for dot in svg.iter("circle"):
        assert 0 < float(dot.get("cx", "")) < width
        assert 0 < float(dot.get("cy", "")) < height
    with app.app_context():
        shown = near_me.near_me(kept(), "record", "adult_men", kept().sites["oakwood"])
    for other in shown.others:
        assert other.far
        assert other.far.capitalize() in found
        assert other.word in found
    assert "2016 or 2023" in found


def test_how_far_is_rounded_and_not_known_without_coordinates(app, whole_estate):
    with app.app_context():
        sites = kept().sites
        assert near_me.how_far(sites["featherstone"], sites["oakwood"]) in (
            f"less than 1{near_me.NO_BREAK}km",
            f"about 1{near_me.NO_BREAK}km",
        )
        assert near_me.how_far(sites["oakwood"], sites["five-wells"]) == ""
        assert near_me.how_far(sites["example-midvale"], sites["oakwood"]) == ""


def test_an_example_prison_is_nowhere_on_the_map_of_places(page):
    found = page("/matching/near-me", "alice")
    assert "As it is invented, it is nowhere on the map" in found
    assert "app-likeness__line" not in found
    assert "km" not in found.split("<main")[1]


def test_a_site_in_two_blocks_can_be_seen_in_both(page):
    found = page("/matching/near-me?prison=feltham")
    assert "block=under_18" in found
    assert "Compared with “Sites for people under 18”" in page(
        "/matching/near-me?prison=feltham&block=under_18"
    )


def test_a_new_fact_is_in_the_next_picture(app, page):
    title = "<title>Oakwood: Category C"
    assert title in page("/matching/map")
    with app.app_context():
        oakwood = profile_by_slug("oakwood").prison
        source = db.session.scalars(select(Source)).first()
        before = kept()
        assert kept() is before
        db.session.add(
            Fact(
                prison_id=oakwood.id,
                measure="function",
                value={"v": "Open"},
                source_id=source.id,
                as_at=clock.today(),
                recorded_at=clock.now(),
            )
        )
        db.session.commit()
        assert kept() is not before
    assert title not in page("/matching/map")
    assert "<title>Oakwood: Open" in page("/matching/map")
