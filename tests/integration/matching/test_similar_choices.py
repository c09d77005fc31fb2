"""Capped lists, the basis of a list and weights in its address."""

from datetime import date
from html import unescape

import pytest
from sqlalchemy import select

from portal.clock import now
from portal.db import db
from portal.matching.core import NOBODY
from portal.matching.core.method import WORDS
from portal.matching.editions.services import publish_first_edition
from portal.matching.line_ups import line_ups
from portal.matching.setting.models import WeightVersion
from portal.matching.similar import kept, queries
from portal.matching.similar.queries import lists_of
from portal.matching.similar.seats import seated
from portal.prisons.models import Fact, Prison, Source
from portal.prisons.queries import profile_by_slug

MEN = ("oakwood", "ranby", "humber", "the-mount", "highpoint", "northumberland")
TOLD = {
    "sentence_shares": {
        "remand": 0,
        "under_12_months": 5,
        "1_to_4_years": 45,
        "4_to_10_years": 40,
        "over_10_years": 10,
        "indeterminate": "few",
    },
    "six_months_left": 80,
    "below_level_1_english": 40,
    "below_level_1_maths": 40,
    "cannot_read": 20,
    "schemes": {"reading": "setting_up"},
    "hours_unlocked": "6_to_8",
    "quiet_space": "some_wings",
    "arrivals": 100,
}


def text(response) -> str:
    return unescape(response.get_data(as_text=True))


def _tell(app, slug: str, **told: object) -> None:
    """Add what a prison tells about itself."""
    with app.app_context():
        prison = db.session.scalars(select(Prison).where(Prison.slug == slug)).one()
        source = db.session.scalars(select(Source)).first()
        for measure, value in told.items():
            db.session.add(
                Fact(
                    prison_id=prison.id,
                    source_id=source.id,
                    measure=measure,
                    value={"v": value},
                    as_at=date(2026, 11, 1),
                    recorded_at=now(),
                )
            )
        db.session.commit()


def test_nobody_stands_in_more_than_seven_lists_and_the_nearer_is_named(
    app, whole_estate, client, sign_in
):
    with app.app_context():
        solved = kept.suggestions(line_ups()["record", "women"])
        assert solved.listed.max() == 7
        assert (solved.lists != NOBODY).all()
        found = lists_of(profile_by_slug("send"), seated(profile_by_slug("send"))[1], {})[0]
        assert [each.lists for each in found.on_paper] == ["seven"] * len(found.on_paper)
        named = {each.prison.name for each in found.on_paper}
        assert named
        assert not named & {entry.prison.name for entry in found.entries}
    sign_in(client, whole_estate.dana)
    page = text(client.get("/prisons/send/similar"))
    for name in named:
        assert f"{name}</a> is nearer on paper, but stands in seven lists already." in page


def test_lists_are_solved_once_until_a_fact_is_added(app, whole_estate, monkeypatch):
    with app.app_context():
        before = kept.suggestions(line_ups()["record", "women"])
        assert kept.suggestions(line_ups()["record", "women"]) is before
    _tell(app, "send", cannot_read=20)
    with app.app_context():
        assert kept.suggestions(line_ups()["record", "women"]) is not before


def test_prisons_stand_by_word_then_by_having_shared_then_by_name(app, whole_estate, monkeypatch):
    with app.app_context():
        profile = profile_by_slug("bullingdon")
        plain = lists_of(profile, seated(profile)[1], {})[0].entries
        order = [(WORDS.index(each.word), each.prison.name) for each in plain]
        assert order == sorted(order)
        last = plain[len([each for each in plain if each.word == plain[0].word]) - 1]
        assert last.prison.name != plain[0].prison.name
        monkeypatch.setattr(queries, "shared_counts", lambda ids: {last.prison.id: 3})
        again = lists_of(profile, seated(profile)[1], {})[0].entries
    assert again[0].prison.id == last.prison.id
    assert again[0].shared == 3


def test_a_list_rests_on_what_prisons_tell_once_six_have_told(app, whole_estate, client, sign_in):
    sign_in(client, whole_estate.dana)
    for slug in MEN[:5]:
        _tell(app, slug, **TOLD)
    assert "rests on public records alone" in text(client.get("/prisons/oakwood/similar"))
    told = TOLD | {"schemes": {"reading": "established"}, "cannot_read": 29}
    _tell(app, MEN[5], **told, barriers_solved=["pay"])
    _tell(app, "oakwood", barriers_now=["pay"])
    page = text(client.get("/prisons/oakwood/similar"))
    assert "rests on all that prisons have told" in page
    assert page.count("app-card__title") == 5
    assert "It has run learning to read for over a year; Oakwood is setting this up" in page
    assert "It has solved “The role pays less than other jobs”, which Oakwood named" in page
    assert "Northumberland has a larger share of people who cannot yet read (29%; 20% here)" in page
    assert "rests on public records alone" in text(
        client.get("/prisons/oakwood/similar?basis=record")
    )
    # A prison that has told nothing has no list on this basis, and says why.
    page = text(client.get("/prisons/send/similar?basis=profile"))
    assert "There is not enough information about Send" in page
    assert "See the list on public records alone" in page


def test_who_has_told_alone_is_told_that_nobody_else_has(app, whole_estate, client, sign_in):
    _tell(app, "oakwood", **TOLD)
    sign_in(client, whole_estate.dana)
    page = text(client.get("/prisons/oakwood/similar?basis=profile"))
    assert "Oakwood has told enough about itself, but no other prison has yet." in page


def test_an_example_is_compared_with_the_other_examples_on_what_they_tell(
    whole_estate, client, sign_in
):
    sign_in(client, whole_estate.alice)
    page = text(client.get("/prisons/example-midvale/similar?basis=profile"))
    assert page.count("app-card__title") == page.count("Example</strong> <strong") == 4
    assert "these are other invented ones" in page
    assert "Worth asking" in page
    assert "Not known" not in page


def test_a_real_list_never_holds_an_example(app, whole_estate):
    for slug in MEN:
        _tell(app, slug, **TOLD)
    with app.app_context():
        for basis in ("record", "profile"):
            profile = profile_by_slug("oakwood")
            (found,) = lists_of(profile, seated(profile, basis)[1], {})
            assert len(found.entries) == 5
            assert not any(entry.prison.is_example for entry in found.entries)


def test_moved_weights_list_the_nearest_and_say_which_are_new(whole_estate, client, sign_in):
    sign_in(client, whole_estate.dana)
    page = text(client.get("/prisons/oakwood/similar?weight.size=100"))
    assert "Nearest with your weights" in page
    assert "No limit is kept here" in page
    assert (
        'href="/prisons/oakwood/similar?basis=record&weight.size=100">the address of this page'
        in page
    )
    assert "Back to the usual weights" in page


@pytest.mark.unchecked_pages  # a part of a page
def test_a_script_can_fetch_the_list_alone(whole_estate, client, sign_in, count_queries):
    sign_in(client, whole_estate.bob)
    address = "/prisons/oakwood/similar?weight.size=100&part=list"
    client.get(address)
    with count_queries(at_most=7):
        part = text(client.get(address))
    assert "<html" not in part
    assert 'data-said="Five prisons listed; ' in part
    assert 'data-address="/prisons/oakwood/similar?basis=record&weight.size=100"' in part
    assert '<span hidden data-share-of="weight-size">' in part


def test_the_usual_numbers_are_not_moved_weights(whole_estate, client, sign_in):
    sign_in(client, whole_estate.dana)
    page = text(client.get("/prisons/oakwood/similar?weight.size=10&weight.who-it-holds=10"))
    assert "Suggested for Oakwood" in page


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("weight.size=x", "Size must be a whole number from 0 to 100"),
        ("weight.size=-1", "Size must be a whole number from 0 to 100"),
        ("weight.size=101", "Size must be a whole number from 0 to 100"),
        (
            "weight.size=0&weight.who-it-holds=0&weight.category-and-function=0"
            "&weight.time-left-to-serve=0",
            "At least one thing must count for more than 0",
        ),
    ],
)
def test_weights_in_error_are_told_and_kept_beside_the_ordinary_list(
    whole_estate, client, sign_in, typed, message
):
    sign_in(client, whole_estate.dana)
    answer = client.get(f"/prisons/oakwood/similar?{typed}")
    page = text(answer)
    assert answer.status_code == 422
    assert '<a href="#weight-' in page
    assert f"Error:</span> {message}" in page
    assert f'value="{typed.partition("&")[0].partition("=")[2]}"' in page
    assert "Suggested for Oakwood" in page


def test_leads_weights_count_and_the_method_says_so(app, whole_estate, client, sign_in):
    with app.app_context():
        version = WeightVersion(
            basis="record",
            block="women",
            groups={"Size": 40},
            why="Size decides.",
            created_at=now(),
        )
        db.session.add(version)
        db.session.commit()
        number = version.id
    sign_in(client, whole_estate.bob)
    page = text(client.get("/matching/method"))
    assert f"Prisons for women, version 1.{number}" in page
    assert "Leads have set these weights." in page
    assert "On public records alone" in page
    assert "On all that prisons have told about themselves" in page
    assert "no prison stands in more than seven" in page
    assert (
        'name="weight.size" type="text" inputmode="numeric" autocomplete="off" value="40"'
        in text(client.get("/prisons/send/similar"))
    )


def test_what_changed_since_the_last_edition_is_told_and_worked_out_once(
    app, whole_estate, client, sign_in, count_queries
):
    with app.app_context():
        number = publish_first_edition().id
    sign_in(client, whole_estate.bob)
    page = text(client.get("/prisons/oakwood/similar"))
    assert "What changed" not in page
    assert "Nothing has changed in this list since" in page
    assert f'href="/prisons/oakwood/similar/editions/{number}"' in page
    # An example stands in no edition, so nothing is said of a change.
    assert "has changed" not in text(client.get("/prisons/example-midvale/similar"))
    _tell(app, "humber", capacity=100)
    page = text(client.get("/prisons/oakwood/similar"))
    assert "What changed since" in page
    assert "Nothing has changed" not in page
    assert "Humber has left the list: its figures changed (number of places)." in page
    assert f'href="/prisons/oakwood/similar/editions/{number}"' in page
    # As without an edition, and the edition.
    with count_queries(at_most=8):
        client.get("/prisons/oakwood/similar")
    assert "What changed" not in text(client.get("/prisons/oakwood/similar?weight.size=90"))


def test_similar_prisons_ask_a_fixed_number_of_times(whole_estate, client, sign_in, count_queries):
    sign_in(client, whole_estate.bob)
    client.get("/prisons/oakwood/similar")
    # Who asks; the prison, its facts; whether a fact or a weight was added; those listed, their
    # figures, how much each has shared; the newest edition.
    with count_queries(at_most=8):
        client.get("/prisons/oakwood/similar")


def test_what_is_shared_about_a_barrier_costs_one_more(
    app, whole_estate, client, sign_in, count_queries
):
    _tell(app, "oakwood", barriers_now=["pay"])
    sign_in(client, whole_estate.bob)
    client.get("/prisons/oakwood/similar")
    with count_queries(at_most=9):
        client.get("/prisons/oakwood/similar")


def test_the_list_can_be_taken_away_with_its_method(whole_estate, client, sign_in):
    sign_in(client, whole_estate.dana)
    page = text(client.get("/prisons/oakwood/similar"))
    told = client.get("/prisons/oakwood/similar.json").get_json()
    assert len(told["rows"]) == 5
    assert all(row["Prison"] in page for row in told["rows"])
    assert told["notes"]["Method"] == "Register, adult men, version 1"
    assert told["methods"][0]["items"][0]["weight"] == 25
    moved = client.get("/prisons/oakwood/similar.csv?weight.size=0")
    assert moved.content_type.startswith("text/csv")
    assert "Size 0" in moved.get_data(as_text=True)
    assert client.get("/prisons/oakwood/similar.xlsx").get_data().startswith(b"PK")
    assert client.get("/prisons/oakwood/similar.pdf").status_code == 404
    assert client.get("/prisons/nowhere/similar.csv").status_code == 404


def test_plain_differences_give_a_list_of_their_own(whole_estate, client, sign_in):
    sign_in(client, whole_estate.dana)
    usual = client.get("/prisons/brixton/similar.json").get_json()
    plain = client.get("/prisons/brixton/similar.json?by=differences").get_json()
    assert plain["notes"]["Order"] == "Plain standardised differences"
    assert len(plain["rows"]) == 5
    assert {row["Code"] for row in plain["rows"]} != {row["Code"] for row in usual["rows"]}
    page = text(client.get("/prisons/brixton/similar?by=differences"))
    assert "Nearest by plain differences" in page
    assert page.count("In the usual list too.") + page.count("Not in the usual list.") == 5
