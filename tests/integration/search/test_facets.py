"""Filters and their counts: what the index counts is what the database holds."""

import re
from collections import Counter
from datetime import date, timedelta
from html import unescape

import pytest
from sqlalchemy import select

from portal import clock
from portal.db import db
from portal.practices import queries, services
from portal.practices.content import Content
from portal.practices.models import Practice, Revision, Status
from portal.practices.vocabulary import BARRIERS, EVIDENCE, KINDS, SETTINGS, THEMES
from portal.prisons.models import Fact, Prison, Source
from portal.search import finding
from portal.search.finding import find
from portal.search.query_string import Asked
from portal.search.services import rebuild
from tests.integration.search.conftest import archive, page_text, titles, write

BOX = re.compile(r'name="(\w+)" value="([^"]*)"[^>]*><label[^>]*>(.*?) \(([\d,]+)\)</label>')


def boxes(html: str) -> dict[str, dict[str, int]]:
    """Read the boxes of the filters: for each name its values with their counts."""
    found: dict[str, dict[str, int]] = {}
    for name, value, _, count in BOX.findall(html):
        found.setdefault(name, {})[unescape(value)] = int(count)
    return found


@pytest.fixture
def library(app, cast):
    """Publish twelve practices with labels of every kind, and withdraw one of them."""
    themes, barriers, settings = list(THEMES), list(BARRIERS), list(SETTINGS)
    slugs = []
    for number in range(12):
        actor, prison = ((cast.alice, cast.midvale), (cast.charlie, cast.westholme))[number % 2]
        details = {
            "setting": (settings[number % 3],),
            "barriers": (barriers[number % 4], barriers[4 + number % 2]),
            "evidence": list(EVIDENCE)[number % 3],
        }
        slugs.append(
            write(
                app,
                actor,
                prison,
                f"Mentors {number:02}",
                themes=(themes[number % 5],),
                details=details,
                is_template=number % 3 == 0,
            )
        )
    archive(app, cast.alice, slugs[0])
    return slugs


@pytest.fixture
def facts(app, cast):
    """Let it be known what the two prisons are, and whom one of them holds."""
    with app.app_context():
        source = Source(key="test", title="A list", publisher="Us", as_at=date(2026, 1, 1))
        db.session.add(source)
        db.session.flush()
        known = [
            (cast.midvale, "function", "Category C"),
            (cast.westholme, "function", "Category C"),
        ]
        known.append((cast.westholme, "cohorts", ["cat_c_trainer"]))
        db.session.add_all(
            Fact(
                prison_id=prison.id,
                measure=measure,
                value={"v": value},
                source_id=source.id,
                as_at=date(2026, 1, 1),
                recorded_at=clock.now(),
            )
            for prison, measure, value in known
        )
        db.session.commit()


def counted_by_hand() -> dict[str, Counter[str]]:
    """Count the facets of what is published, out of the revisions themselves."""
    counts: dict[str, Counter[str]] = {name: Counter() for name in ("kind", "theme", "barrier")}
    counts |= {name: Counter() for name in ("setting", "evidence", "prison", "templates")}
    rows = db.session.execute(
        select(Practice.kind, Practice.is_template, Revision.content, Prison.slug)
        .join(Revision, Revision.id == Practice.published_id)
        .outerjoin(Prison, Prison.id == Practice.prison_id)
        .where(Practice.status == Status.PUBLISHED)
    )
    for kind, is_template, kept, prison in rows:
        content = Content.from_json(kept)
        counts["kind"][kind] += 1
        counts["theme"].update(content.themes)
        counts["barrier"].update(content.barriers)
        counts["setting"].update(content.details.get("setting", ()))
        counts["evidence"].update([str(content.details["evidence"])])
        counts["prison"].update([prison] if prison else [])
        counts["templates"].update(["1"] if is_template else [])
    return counts


@pytest.mark.usefixtures("library")
def test_every_count_is_that_of_the_database(app, cast, client, sign_in):
    sign_in(client, cast.bob)
    shown = boxes(page_text(client.get("/search?q=mentors")))
    with app.app_context():
        for name, counts in counted_by_hand().items():
            assert shown[name] == dict(counts), name


@pytest.mark.usefixtures("library")
def test_a_filter_s_own_counts_tell_what_its_other_values_would_bring(cast, client, sign_in):
    sign_in(client, cast.bob)
    themes = list(THEMES)[:5]
    everything = boxes(page_text(client.get("/search?q=mentors")))
    one = boxes(page_text(client.get(f"/search?q=mentors&theme={themes[1]}")))
    assert one["theme"] == everything["theme"]
    assert sum(one["kind"].values()) == everything["theme"][themes[1]]
    for theme, count in everything["theme"].items():
        page = client.get(f"/search?q=mentors&theme={theme}")
        assert len(titles(page)) == count, theme


@pytest.mark.usefixtures("library")
def test_values_of_one_filter_add_up_and_filters_narrow_one_another(cast, client, sign_in):
    sign_in(client, cast.bob)
    first, second = list(THEMES)[1:3]
    both = titles(client.get(f"/search?q=mentors&theme={first}&theme={second}"))
    apart = [titles(client.get(f"/search?q=mentors&theme={each}")) for each in (first, second)]
    assert sorted(both) == sorted(apart[0] + apart[1])
    narrowed = titles(client.get(f"/search?q=mentors&theme={first}&prison=example-midvale"))
    assert 0 < len(narrowed) < len(apart[0])


@pytest.mark.usefixtures("library", "facts")
def test_prisons_are_filtered_by_what_they_are_and_whom_they_hold(app, cast, client, sign_in):
    sign_in(client, cast.bob)
    html = page_text(client.get("/search?q=mentors"))
    assert boxes(html)["function"] == {"Category C": 11}
    assert titles(client.get("/search?q=mentors&function=Women")) == []
    assert len(titles(client.get("/search?q=mentors&function=Category+C&page=1"))) == 10
    assert "6 results" in page_text(client.get("/search?q=mentors&cohort=cat_c_trainer"))
    # The filters of prisons hold together: none is both.
    page = client.get("/search?q=mentors&function=Women&prison=example-midvale")
    assert titles(page) == []


@pytest.mark.usefixtures("library")
def test_dates_are_counted_from_today(app, cast, client, sign_in):
    with app.app_context():
        practices = db.session.scalars(select(Practice).order_by(Practice.id)).all()
        for practice, days in zip(practices[1:4], (130, 200, 500), strict=True):
            practice.published_at = clock.now() - timedelta(days=days)
        db.session.commit()
        rebuild()
    sign_in(client, cast.bob)
    assert boxes(page_text(client.get("/search?q=mentors")))["date"] == {"3": 8, "12": 10}
    assert "8 results" in page_text(client.get("/search?q=mentors&date=3"))


@pytest.mark.usefixtures("library")
def test_the_newest_and_the_most_used_can_come_first(app, cast, client, sign_in):
    with app.app_context():
        source = queries.practice_by_slug("mentors-05", viewer=cast.alice)
        copy = services.copy_practice(source, actor=cast.alice, into=cast.midvale, title="Our own")
    sign_in(client, cast.bob)
    # A draft that nobody has seen is no use of it yet.
    assert "used by" not in page_text(client.get("/search?q=mentors&sort=used"))
    with app.app_context():
        services.publish(queries.practice_by_slug(copy.slug, viewer=cast.alice), actor=cast.alice)
    page = client.get("/search?q=mentors&sort=used")
    assert titles(page)[0] == "Mentors 05"
    assert "used by 1 other prison" in page_text(page)
    with app.app_context():
        oldest = queries.practice_by_slug("mentors-05", viewer=cast.alice)
        oldest.published_at = clock.now() - timedelta(days=9)
        db.session.commit()
        rebuild()
    order = titles(client.get("/search?q=mentors&sort=newest&page=2"))
    assert order[-1] == "Mentors 05"
    # An order that nobody knows is the usual one.
    assert titles(client.get("/search?q=mentors&sort=x")) == titles(client.get("/search?q=mentors"))


@pytest.mark.usefixtures("library")
def test_results_of_prisons_like_ours_are_marked_lifted_and_one_click_turns_it_off(
    cast, client, sign_in
):
    sign_in(client, cast.charlie)
    page = client.get("/search?q=mentors")
    assert page_text(page).count("Your own prison") == 6
    assert "From your own prison (moved up by 15%)" in page_text(page)
    assert {title[-2:] for title in titles(page)[:5]} <= {f"{each:02}" for each in range(1, 12, 2)}
    off = re.search(r'href="([^"]*)">Turn this off', page_text(page))
    plain = client.get(unescape(off[1]))
    assert "moved up" not in page_text(plain)
    assert "Your own prison" in page_text(plain)
    # Somebody without a prison has nothing to compare with.
    sign_in(client, cast.dana)
    page = page_text(client.get("/search?q=mentors"))
    assert "Your own prison" not in page
    assert "like" not in boxes(page)


@pytest.mark.usefixtures("library")
def test_only_prisons_like_ours_can_be_asked_for(cast, client, sign_in):
    sign_in(client, cast.charlie)
    page = client.get("/search?q=mentors&like=yours")
    close = boxes(page_text(client.get("/search?q=mentors")))["like"]["yours"]
    assert close >= 6
    assert f"{close} results" in page_text(page)
    first = titles(client.get("/search?q=mentors&sort=closest"))[:6]
    assert {title[-2:] for title in first} == {f"{each:02}" for each in range(1, 12, 2)}


def test_a_value_that_nobody_knows_finds_nothing_and_breaks_nothing(library, cast, client, sign_in):
    sign_in(client, cast.bob)
    for name in ("kind", "theme", "prison", "function", "cohort", "like", "date", "templates"):
        for value in ("x", "%00x"[3:], "a" * 500, "kind:scheme", "' OR 1=1", "٣"):
            page = client.get("/search", query_string={"q": "mentors", name: value})
            assert page.status_code == 200
            assert titles(page) == [], (name, value)


def test_filters_without_counts_cost_the_programs_nothing(app, cast, library):
    with app.app_context():
        answer = find(Asked("mentors"), viewer=cast.bob, page=1, per_page=5)
        assert answer.offers == ()
        counted = find(Asked("mentors"), viewer=cast.bob, page=1, per_page=5, counted=True)
        assert {offer.name for offer in counted.offers} >= {"kind", "theme", "prison"}
        assert [each.label for each in counted.offers[0].options] == [KINDS["scheme"]]


def test_pages_of_any_size_hold_everything_once_also_where_the_lift_ends(
    app, cast, library, monkeypatch
):
    monkeypatch.setattr(finding, "POOL", 5)
    monkeypatch.setattr(finding, "CLOSEST_POOL", 7)
    with app.app_context():
        for sort in ("", "words", "closest", "newest", "used"):
            for per_page in (1, 2, 3, 4, 5, 7, 11, 20):
                seen = [
                    result.card.slug
                    for page in range(1, 12)
                    for result in find(
                        Asked("mentors", sort=sort),
                        viewer=cast.charlie,
                        page=page,
                        per_page=per_page,
                    ).page.items
                ]
                assert sorted(seen) == sorted(library[1:])[: len(seen)], (sort, per_page)
                assert len(seen) == min(11, 11 * per_page), (sort, per_page)
