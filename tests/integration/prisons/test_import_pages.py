"""The pages on which an administrator brings a published table in."""

import html
import re

import pytest
from sqlalchemy import func, select

from portal.audit.models import AuditEvent
from portal.db import db
from portal.prisons import queries
from portal.prisons.models import Fact
from portal.prisons.tables import carrying
from tests.unit.prisons.tables.makers import AGES, CUSTODY, bulletin, long_csv, xlsx

ALTCOURSE = ["Altcourse", 700, 690, 1111, 1001]
TYPO = ["Duram", 500, 480, 902, 903]
WRONG = ["Leeds", 1, 1, "x", 900]

pytestmark = pytest.mark.usefixtures("whole_estate")


@pytest.fixture
def erin(as_person):
    return as_person("erin")


@pytest.fixture
def send(erin, tmp_path):
    """Send a bulletin of these prisons as Erin."""

    def act(*prisons, **form):
        path = xlsx(tmp_path / "table.xlsx", {"Bulletin": bulletin(*prisons)})
        with path.open("rb") as file:
            return erin.post("/prisons/import", data={"file": (file, "table.xlsx"), **form})

    return act


@pytest.fixture
def facts(app):
    def count():
        with app.app_context():
            return db.session.scalar(select(func.count()).select_from(Fact))

    return count


def hidden(page, **more):
    """Give what the form of a page would send, with what a person picked."""
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.text)
    form = {name: html.unescape(value) for name, value in found if name != "csrf_token"}
    return form | more


def test_a_table_is_shown_then_added(erin, send, facts, app):
    before = facts()
    page = send(ALTCOURSE)
    assert page.status_code == 200
    assert "4 facts to add" in page.text
    assert "1,136" in page.text
    assert "1,001" in page.text
    assert "Nothing has been written yet" in page.text
    assert facts() == before
    done = erin.post("/prisons/import/add", data=hidden(page))
    assert done.status_code == 302
    assert facts() == before + 4
    assert "4 facts were added." in erin.get(done.location).text
    with app.app_context():
        event = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
        assert (event.action, event.actor_name) == ("estate.imported", "Erin")
    again = send(ALTCOURSE)
    assert "0 facts to add, 4 known already" in again.text
    assert "Add these facts" not in again.text


def test_a_prison_that_is_picked_is_shown_before_it_is_written(erin, send, facts):
    before = facts()
    page = send(ALTCOURSE, TYPO)
    assert "Which prison is “Duram”?" in page.text
    assert "It is likely to be HMP/YOI Durham" in page.text
    assert not re.search(r"<option[^>]* selected", page.text)
    shown = erin.post("/prisons/import/add", data=hidden(page, code="DMI", leave_out="yes"))
    assert shown.status_code == 200
    assert "“Duram” was read as HMP/YOI Durham, as you said" in shown.text
    assert "8 facts to add" in shown.text
    assert facts() == before
    assert erin.post("/prisons/import/add", data=hidden(shown)).status_code == 302
    assert facts() == before + 8


def test_rows_that_cannot_be_used_are_left_out_only_on_purpose(erin, send, facts):
    before = facts()
    page = send(ALTCOURSE, TYPO, WRONG)
    assert "Operational Capacity is “x”, which is no whole number" in html.unescape(page.text)
    refused = erin.post("/prisons/import/add", data=hidden(page))
    assert refused.status_code == 422
    assert "2 rows cannot be used" in refused.text
    assert 'href="#leave_out"' in refused.text
    assert facts() == before
    assert erin.post("/prisons/import/add", data=hidden(page, leave_out="yes")).status_code == 302
    assert facts() == before + 4


def test_what_was_shown_cannot_be_changed_on_the_way(erin, send, facts):
    before = facts()
    form = hidden(send(ALTCOURSE))
    form["table"] = form["table"][:-3] + "abc"
    page = erin.post("/prisons/import/add", data=form)
    assert page.status_code == 422
    assert carrying.GONE in page.text
    assert facts() == before


def test_a_table_that_waited_too_long_is_chosen_again(erin, send, monkeypatch):
    form = hidden(send(ALTCOURSE))
    monkeypatch.setattr(carrying, "LIFETIME", -1)
    page = erin.post("/prisons/import/add", data=form)
    assert (page.status_code, carrying.GONE in page.text) == (422, True)


@pytest.mark.parametrize(
    ("form", "message"),
    [
        ({"day": "31", "month": "2", "year": "2025"}, "Enter a real day"),
        ({"day": "1", "month": "", "year": ""}, "Enter a real day"),
        ({"day": "9" * 5000, "month": "1", "year": "1"}, "Enter a real day"),
        ({"day": "1", "month": "1", "year": "2199"}, "is no day that figures can be of yet"),
    ],
)
def test_a_day_that_is_off_is_told_beside_it(send, form, message):
    page = send(ALTCOURSE, **form)
    assert page.status_code == 422
    assert message in page.text
    assert 'href="#day"' in page.text
    assert f'value="{form["day"]}"' in page.text


def test_a_day_that_is_given_counts_on_both_pages(erin, send, app):
    page = send(ALTCOURSE, day="28", month="2", year="2025")
    assert "28 February 2025" in page.text
    erin.post("/prisons/import/add", data=hidden(page))
    with app.app_context():
        day = db.session.scalar(select(Fact.as_at).where(Fact.measure == "baseline_cna"))
    assert day.isoformat() == "2025-02-28"


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"PK\x03\x04 broken", b"a,b,c\n1,2,3\n"])
def test_another_file_is_refused_in_words(erin, tmp_path, content):
    (tmp_path / "x").write_bytes(content)
    with (tmp_path / "x").open("rb") as file:
        page = erin.post("/prisons/import", data={"file": (file, "x.csv")})
    assert page.status_code == 422
    assert 'href="#file"' in page.text


def test_a_data_tool_of_the_whole_estate_travels_through_the_pages(erin, tmp_path, facts, app):
    with app.app_context():
        names = [each.name for each in queries.all_prisons() if not each.is_example]
    views = (AGES, CUSTODY, "c Establishment*Sex*Nationality", "d Establishment*Sex*Offence Group")
    path = long_csv(
        tmp_path / "tool.csv",
        *(
            f"{view},2023-12,{name},Male,{view[0]} kind number {kind},{100 + 7 * kind}"
            for view in views
            for name in names
            for kind in range(12)
        ),
    )
    before = facts()
    with path.open("rb") as file:
        page = erin.post("/prisons/import", data={"file": (file, "tool.csv")})
    assert "496 facts to add" in page.text
    assert erin.post("/prisons/import/add", data=hidden(page)).status_code == 302
    assert facts() == before + 4 * 124


def test_no_file_is_told(erin):
    page = erin.post("/prisons/import", data={})
    assert (page.status_code, "Choose a file" in page.text) == (422, True)


def test_only_administrators_are_offered_the_page(as_person):
    assert "/prisons/import" in as_person("erin").get("/prisons/").text


def test_others_are_not(as_person):
    assert "/prisons/import" not in as_person("alice").get("/prisons/").text
