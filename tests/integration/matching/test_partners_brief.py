"""The page about a group to print: what stands on it, that it is one page, and who may have it."""

import csv
import dataclasses
import io
from datetime import timedelta

import pypdfium2
import pytest
from flask import Flask
from sqlalchemy import delete, select, update

from portal import clock
from portal.accounts.models import User
from portal.config import bundled
from portal.db import db
from portal.documents import pdf
from portal.matching.core.planning import Wishes
from portal.matching.line_ups import line_ups
from portal.matching.partners import brief as briefs
from portal.matching.partners import meetings
from portal.matching.partners.agenda import EXTERNAL_ID
from portal.matching.partners.answering import answer
from portal.matching.partners.brief import briefs_of
from portal.matching.partners.brief_paper import paper_of
from portal.matching.partners.groups import group_by_number
from portal.matching.partners.notices import notices_for
from portal.matching.partners.prison_panel import pairings
from portal.matching.rounds.given import Given
from portal.matching.rounds.models import DRAFT, PairingGroup, PairingRound
from portal.practices import services
from portal.practices.content import Content
from portal.practices.library.loading import front_matter
from portal.practices.models import Practice
from portal.practices.queries import Card
from portal.prisons.models import Contact, Prison
from tests.pairs import publish

MEN = ("BMI", "DGI", "FDI", "LEI", "WWI", "AYI", "ACI", "OWI")


def text(response) -> str:
    return response.get_data(as_text=True)


def pages(made: bytes) -> list[str]:
    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(made)]


def one_line(page: str) -> str:
    # Long addresses hold invisible places to break at.
    return " ".join(page.replace("\u200b", "").split())


@pytest.fixture
def pair(app, cast):
    """Give the number of a published pair, Midvale and Westholme, in a portal without others."""
    with app.app_context():
        db.session.execute(delete(PairingRound))
        db.session.commit()
        return publish([(cast.midvale, cast.westholme)], by=cast.dana.id).groups[0].id


def put_back(app: Flask, number: int) -> None:
    with app.app_context():
        db.session.execute(
            update(PairingRound)
            .where(PairingRound.id.in_(_round_of(number)))
            .values(state=DRAFT, published_at=None)
        )
        db.session.commit()


def _round_of(number: int):
    return select(PairingGroup.round_id).where(PairingGroup.id == number)


def add_agenda(by: User) -> None:
    """Add the agenda of the starter library."""
    path = bundled("content") / "notes" / "first-meeting-of-paired-prisons.md"
    matter, body = front_matter(path)
    content = Content(title=str(matter["title"]), summary=str(matter["summary"]), body=body)
    made = services.create_practice(
        "practice_note", content, actor=by, prison=None, is_template=True
    )
    services.publish(made, actor=by, gaps_meant=True)
    db.session.execute(
        update(Practice).where(Practice.id == made.id).values(external_id=EXTERNAL_ID)
    )
    db.session.commit()


def real_groups(app: Flask, by: User, *rows: str) -> list[int]:
    """Publish groups of real prisons, with what a round of them is given."""
    with app.app_context():
        db.session.execute(delete(PairingRound))
        db.session.commit()
        compared = line_ups()["record", "adult_men"]
        chosen = compared.only([at for at, code in enumerate(compared.codes) if code in MEN])
        prisons = {each.id: each for each in db.session.scalars(select(Prison))}
        by_code = {each.code: each for each in prisons.values()}
        given = Given.of(chosen, prisons, Wishes()).to_json()
        groups = [[by_code[code] for code in row.split()] for row in rows]
        made = publish(groups, region=None, by=by.id, inputs={"adult_men": given})
        return [each.id for each in made.groups]


def test_it_says_who_why_whom_to_ask_and_what_they_shared(app, cast, pair, client, sign_in):
    with app.app_context():
        db.session.add(
            Contact(prison_id=cast.westholme.id, role="Learning manager", how="Switchboard, 12")
        )
        content = Content(title="Reading on the wing", summary="In short.", body="We tried it.")
        made = services.create_practice(
            "scheme", content, actor=cast.charlie, prison=cast.westholme
        )
        services.publish(made, actor=cast.charlie, gaps_meant=True)
        add_agenda(cast.erin)
    sign_in(client, cast.alice)
    page = text(client.get(f"/matching/partners/{pair}/brief"))
    (paper,) = pages(client.get(f"/matching/partners/{pair}/brief.pdf").data)
    for shown in (page, one_line(paper)):
        assert "Example Midvale and Example Westholme" in shown
        assert "Learning manager: Switchboard, 12" in shown
        assert "How far apart they are is not known" in shown
        assert "Not set yet" in shown
        assert "15 minutes: What works here, and what it needed" in shown
        assert "Reading on the wing" in shown
        assert f"/matching/partners/{pair}" in shown
        assert "invented example" in shown
        assert "This says nothing about how well a prison does." in shown
        assert f"Printed {clock.today().day} {clock.today():%B %Y}" in shown


def test_it_says_when_they_meet(app, cast, pair, client, sign_in):
    with app.app_context():
        meetings.set_meeting(
            pair,
            actor=cast.alice,
            starts_at=clock.now() + timedelta(days=3),
            minutes="60",
            place="By video",
            based_on=-1,
        )
    sign_in(client, cast.charlie)
    (paper,) = pages(client.get(f"/matching/partners/{pair}/brief.pdf").data)
    assert "1 hour. By video" in one_line(paper)
    assert "Not set yet" not in paper


@pytest.mark.usefixtures("app_context")
def test_reasons_are_those_of_the_two_least_alike_of_three(app, whole_estate):
    (trio,) = real_groups(app, whole_estate.erin, "BMI DGI FDI")
    (made,) = briefs_of([group_by_number(trio, viewer=whole_estate.erin)])
    assert made.least_alike.count(" and ") == 1
    assert made.word
    assert made.alike
    assert made.method.startswith("Register, adult men, version")
    assert len(made.apart) == 3
    assert all(each.endswith("km as the crow flies") for each in made.apart)
    assert not made.is_example


def longest_of(made: briefs.Brief, number_of_prisons: int) -> briefs.Brief:
    """Fill a brief with all that it can hold, at its longest."""
    prison = Prison(name="Saint Bartholomew " * 6, designation="HMP/YOI", is_example=False)
    line = "Both hold many people who have a long time left to serve, and the like, " * 3
    card = dataclasses.replace(_card(), title="Reading on the wing " * 8, slug="a-slug" * 13)
    whole = briefs.BriefPrison(prison, "Reception, for men, Yorkshire", (line,) * 3, (card,) * 3)
    return dataclasses.replace(
        made,
        prisons=(whole,) * number_of_prisons,
        apart=(line,) * (number_of_prisons * (number_of_prisons - 1) // 2),
        least_alike=line,
        alike=(line,) * briefs.ALIKE_MOST,
        different=(line,) * briefs.DIFFERENT_MOST,
        unknown=(line,) * briefs.UNKNOWN_MOST,
        asking=(line,) * briefs.ASKING_MOST,
        meeting=line,
        hour=(line,) * 8,
    )


@pytest.mark.usefixtures("app_context")
@pytest.mark.parametrize("number_of_prisons", [2, 3, 4])
def test_it_is_one_page_however_much_there_is_to_say(cast, pair, number_of_prisons):
    longest = longest_of(
        briefs_of([group_by_number(pair, viewer=cast.alice)])[0], number_of_prisons
    )
    paper = paper_of(longest, page="https://exchange.example.org/1", base="https://e.example.org")
    (page,) = pages(pdf.pdf(paper, "one_page"))
    assert "has shared" in page
    assert "Printed" in page


@pytest.mark.usefixtures("app_context")
def test_all_pairs_of_the_country_are_one_pdf(cast, pair):
    longest = longest_of(briefs_of([group_by_number(pair, viewer=cast.alice)])[0], 2)
    paper = paper_of(longest, page="https://exchange.example.org/1", base="https://e.example.org")
    made = pages(pdf.pack("Briefs", [paper] * 62, layout="one_page", holds="62 groups"))
    assert "62 groups" in made[0]
    assert sum("Printed" in page for page in made) == 62


def _card() -> Card:
    fields = dict.fromkeys((each.name for each in dataclasses.fields(Card)), None)
    return Card(**fields)


def test_a_round_is_one_pdf_with_a_page_for_each_group_that_lasts(
    app, whole_estate, client, sign_in, count_queries
):
    groups = real_groups(app, whole_estate.erin, "BMI DGI", "FDI LEI WWI", "AYI ACI")
    with app.app_context():
        parted = {"parted_at": clock.now(), "parted_why": "Far"}
        db.session.execute(update(PairingGroup).where(PairingGroup.id == groups[2]).values(parted))
        db.session.commit()
        number = group_by_number(groups[0], viewer=whole_estate.erin).round_id
    sign_in(client, whole_estate.erin)
    with count_queries(at_most=20):
        answered = client.get(f"/matching/rounds/{number}/briefs.pdf")
    cover, contents, *rest = pages(answered.data)
    assert "Partner briefs: Spring" in one_line(cover)
    assert "2 groups of partner prisons, a page each" in one_line(cover)
    assert len(rest) == 2
    assert "Contents" in contents


def test_a_draft_s_brief_is_for_whoever_may_see_the_draft(app, cast, pair, client, sign_in):
    put_back(app, pair)
    for person in (cast.alice, cast.charlie):
        sign_in(client, person)
        assert client.get(f"/matching/partners/{pair}/brief").status_code == 404
        assert client.get(f"/matching/partners/{pair}/brief.pdf").status_code == 404
    sign_in(client, cast.dana)
    page = text(client.get(f"/matching/partners/{pair}/brief"))
    assert "Draft. Nobody has been told" in page
    assert "Your shared page" not in page
    with app.app_context():
        db.session.execute(update(PairingRound).values(region="Yorkshire"))
        db.session.commit()
    assert client.get(f"/matching/partners/{pair}/brief").status_code == 404


def test_hostile_words_stay_words_on_paper(app, cast, pair, client, sign_in):
    hostile = '#panic("x") <script>alert(1)</script> $x$ @label *bold*'
    with app.app_context():
        db.session.add(Contact(prison_id=cast.westholme.id, role="Tutor", how=hostile))
        db.session.commit()
    sign_in(client, cast.alice)
    (paper,) = pages(client.get(f"/matching/partners/{pair}/brief.pdf").data)
    assert hostile in one_line(paper)
    assert "<script>alert" not in text(client.get(f"/matching/partners/{pair}/brief"))


def test_a_board_is_taken_away_as_it_was_chosen(app, cast, pair, client, sign_in):
    with app.app_context():
        answer(pair, actor=cast.alice, says="declined", reason="far")
        number = group_by_number(pair, viewer=cast.dana).round_id
    sign_in(client, cast.dana)
    board = f"/matching/rounds/{number}/board"
    rows = list(csv.DictReader(io.StringIO(client.get(f"{board}.csv").data.decode("utf-8-sig"))))
    assert rows[0]["How it is getting on"] == "Declined"
    assert "Example Midvale: declined (The other prison is too far away)" in rows[0]["Answers"]
    assert client.get(f"{board}.json?state=meets").json["rows"] == []
    assert client.get(f"{board}.xlsx").data.startswith(b"PK")
    assert client.get(f"{board}.pdf").status_code == 404


@pytest.mark.usefixtures("app_context")
def test_leads_are_told_of_declined_and_unanswered_groups(cast, pair):
    assert notices_for(cast.dana) == []
    answer(pair, actor=cast.alice, says="declined", reason="far")
    (told,) = notices_for(cast.dana)
    assert told.words == "Spring: Example Midvale has declined."
    assert (told.endpoint, told.values["state"]) == ("partners.board", "declined")
    assert told.is_example


def test_leads_are_told_of_those_who_have_not_answered_for_two_weeks(app, cast, pair, monkeypatch):
    later = clock.now() + timedelta(days=15)
    monkeypatch.setattr(clock, "now", lambda: later)
    with app.app_context():
        (told,) = notices_for(cast.dana)
        assert told.words == "Spring: 2 prisons have not answered for two weeks."


def test_a_lead_of_another_region_is_told_nothing(app, cast, pair):
    with app.app_context():
        answer(pair, actor=cast.alice, says="declined", reason="far")
        db.session.execute(update(PairingRound).values(region="Yorkshire"))
        db.session.commit()
        assert notices_for(cast.dana) == []


def test_a_prison_s_page_tells_of_a_pairing_once_all_have_accepted(
    app, cast, pair, client, sign_in
):
    with app.app_context():
        elsewhere = cast.prisons["BMI"].id
        db.session.execute(update(User).where(User.id == cast.bob.id).values(prison_id=elsewhere))
        db.session.commit()
    page = f"/prisons/{cast.midvale.slug}"
    sign_in(client, cast.bob)
    assert "Partner prisons" not in text(client.get(page))
    sign_in(client, cast.alice)
    assert "not all have accepted yet" in text(client.get(page))
    with app.app_context():
        answer(pair, actor=cast.alice, says="accepted")
        answer(pair, actor=cast.charlie, says="accepted")
    assert "Open the shared space" in text(client.get(page))
    sign_in(client, cast.bob)
    shown = text(client.get(page))
    assert "Paired with Example Westholme in Spring." in shown
    assert "Open the shared space" not in shown


@pytest.mark.usefixtures("app_context")
def test_a_parted_pairing_is_no_longer_on_a_prison_s_page(cast, pair):
    answer(pair, actor=cast.alice, says="accepted")
    answer(pair, actor=cast.charlie, says="accepted")
    assert len(pairings(cast.midvale.id, viewer=cast.erin)) == 1
    db.session.execute(update(PairingGroup).values(parted_at=clock.now()))
    db.session.commit()
    assert pairings(cast.midvale.id, viewer=cast.erin) == []
