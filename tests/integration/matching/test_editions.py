"""Editions: the lists are kept as they were, and each list says what changed since and why."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal import clock
from portal.db import db
from portal.errors import Forbidden, Invalid
from portal.matching.editions import queries, services
from portal.matching.editions.changes import Change, changes
from portal.matching.editions.telling import sentences
from portal.matching.line_ups import line_ups
from portal.matching.setting.models import WeightVersion
from portal.prisons.models import Fact, Prison


def text(response) -> str:
    return response.get_data(as_text=True)


def tell(code: str, measure: str, value: object) -> None:
    """Add a fact that speaks of tomorrow, so that it counts from now on."""
    prison = db.session.scalar(select(Prison.id).where(Prison.code == code))
    source = db.session.scalar(select(Fact.source_id).where(Fact.prison_id == prison))
    db.session.add(
        Fact(
            prison_id=prison,
            measure=measure,
            value={"v": value},
            source_id=source,
            as_at=clock.today() + timedelta(days=1),
            recorded_at=clock.now(),
        )
    )
    db.session.commit()


def changes_for(edition, code: str, listed: list[str]) -> tuple[Change, ...]:
    kept = queries.line_up_of(edition.id, "record", "adult_men")
    return changes(kept, line_ups()["record", "adult_men"], code, listed)


def then(edition, code: str) -> list[str]:
    kept = queries.line_up_of(edition.id, "record", "adult_men")
    return [other for other, _ in kept.lists[code]]


@pytest.fixture
def first(whole_estate, app_context):
    return services.publish_first_edition()


def test_the_first_edition_is_made_once_and_keeps_every_list(first):
    assert services.publish_first_edition() is None
    kept = queries.line_up_of(first.id, "record", "adult_men")
    assert set(kept.lists) == set(kept.codes) == set(line_ups()["record", "adult_men"].codes)
    assert {len(listed) for listed in kept.lists.values()} == {5, 0}
    assert not any(queries.line_up_of(first.id, "profile", "adult_men").lists.values())


def test_the_same_list_has_no_changes(first):
    assert changes_for(first, "BMI", then(first, "BMI")) == ()


def test_a_prison_that_has_closed_is_told_so(first):
    listed = then(first, "BMI")
    tell(listed[0], "status", "Closed")
    found = changes_for(first, "BMI", listed[1:])
    assert found == (Change(listed[0], came=False, why="membership"),)
    assert "closed" in sentences(found, {}, "Birmingham")[0]


def test_a_changed_figure_of_theirs_is_named(first):
    listed = then(first, "BMI")
    tell(listed[0], "capacity", 60)
    found = changes_for(first, "BMI", listed[1:])
    assert found == (Change(listed[0], False, "their_figures", ("Number of places",)),)
    names = {listed[0]: "Leeds"}
    assert sentences(found, names, "Birmingham") == [
        "Leeds has left the list: its figures changed (number of places)."
    ]


def test_a_changed_figure_of_ours_is_named_where_theirs_are_as_they_were(first):
    tell("BMI", "capacity", 60)
    (found,) = changes_for(first, "BMI", then(first, "BMI")[1:])
    assert (found.why, found.labels) == ("our_figures", ("Number of places",))


def test_other_weights_and_other_prisons_are_told_apart(first, whole_estate):
    listed = then(first, "BMI")
    assert [each.why for each in changes_for(first, "BMI", listed[1:])] == ["others"]
    db.session.add(
        WeightVersion(
            basis="record", block="adult_men", groups={"Size": 30}, why="", created_at=clock.now()
        )
    )
    db.session.commit()
    assert [each.why for each in changes_for(first, "BMI", listed[1:])] == ["method"]


def test_a_prison_that_was_not_compared_then_has_no_changes(first):
    assert changes_for(first, "EX1", ["BMI"]) is None


def test_only_an_administrator_publishes_and_a_name_is_needed_and_new(first, whole_estate):
    with pytest.raises(Forbidden):
        services.publish_edition(actor=whole_estate.dana, name="Spring")
    for name in ("", "   ", "x" * 81, "first EDITION"):
        with pytest.raises(Invalid):
            services.publish_edition(actor=whole_estate.erin, name=name)
    made = services.publish_edition(actor=whole_estate.erin, name=" Spring  2027 ")
    assert made.name == "Spring 2027"
    assert queries.newest_edition() == made


def test_editions_and_old_lists_ask_the_database_a_fixed_number_of_times(
    app, whole_estate, client, sign_in, count_queries
):
    with app.app_context():
        for name in ("Spring", "Summer", "Autumn"):
            services.publish_edition(actor=whole_estate.erin, name=name)
    sign_in(client, whole_estate.charlie)
    # Who asks, with the prison; the editions with who published each.
    with count_queries(at_most=2):
        client.get("/matching/editions")
    # Who asks; the prison; the edition; its lists; the prisons that are named.
    with count_queries(at_most=5):
        client.get("/prisons/birmingham/similar/editions/2")


def test_each_edition_leads_to_the_list_of_ones_own_prison_or_of_the_one_asked_for(
    app, whole_estate, client, sign_in
):
    with app.app_context():
        services.publish_first_edition()
    link = 'href="/prisons/{}/similar/editions/1"'
    sign_in(client, whole_estate.bob)
    assert link.format("example-midvale") in text(client.get("/matching/editions"))
    assert link.format("leeds") in text(client.get("/matching/editions?prison=leeds"))
    sign_in(client, whole_estate.dana)
    page = text(client.get("/matching/editions"))
    assert "/similar/editions/1" not in page
    assert "To see an old list, choose the" in page
    assert 'href="/matching/editions"' in text(client.get("/matching/method"))


def test_other_words_for_a_fact_are_no_other_method(first):
    listed = then(first, "BMI")
    kept = queries.line_up_of(first.id, "record", "adult_men")
    for item in kept.method["items"]:
        item["label"] = f"{item['label']}, as it was called"
    found = changes(kept, line_ups()["record", "adult_men"], "BMI", listed[1:])
    assert [each.why for each in found] == ["others"]


def test_the_pages_show_editions_and_an_old_list(app, whole_estate, client, sign_in):
    with app.app_context():
        services.publish_first_edition()
    sign_in(client, whole_estate.erin)
    refused = client.post("/matching/editions", data={"name": "First edition"})
    assert refused.status_code == 422
    assert 'value="First edition"' in text(refused)
    client.post("/matching/editions", data={"name": "Spring <2027>"})
    assert "Spring &lt;2027&gt;" in text(client.get("/matching/editions"))
    page = text(client.get("/prisons/birmingham/similar/editions/1"))
    assert page.count("govuk-tag") >= 5
    assert "was in no list" in text(client.get("/prisons/example-midvale/similar/editions/1"))
    assert client.get("/prisons/birmingham/similar/editions/9").status_code == 404
    sign_in(client, whole_estate.bob)
    assert "Publish today" not in text(client.get("/matching/editions"))
