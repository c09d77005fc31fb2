"""A round to take away, and rounds that earlier versions of the portal stored."""

import csv
import io
import json
from datetime import date

import openpyxl
import pytest
from sqlalchemy import select

from portal import clock
from portal.db import db
from portal.errors import Invalid
from portal.matching.rounds.drafts import propose_round
from portal.matching.rounds.models import PairingGroup, PairingMember, PairingRound
from portal.matching.rounds.queries import round_by_id
from portal.matching.rounds.showing import shown_blocks
from portal.matching.rounds.solving import recompute
from portal.prisons.models import Prison
from tests.integration.matching.test_rounds import text

OLD_VALUES = [
    {
        "capacity": capacity,
        "cohorts": ["cat_c_trainer"],
        "security": ["C"],
        "function": "Category C",
        "holds_18_to_20": False,
        "foreign_national_hub": False,
        "long_term_high_security": False,
        "region": "West Midlands",
    }
    for capacity in (600, 700)
]
OLD_WEIGHTS = {
    "time_left": 25,
    "security": 6,
    "function": 5,
    "cohorts": 5,
    "long_term_high_security": 4,
    "holds_18_to_20": 6,
    "foreign_national_hub": 4,
    "size": 10,
}


@pytest.fixture
def made(app, whole_estate) -> int:
    """Make a round whose name could be taken for a formula."""
    with app.app_context():
        return propose_round(actor=whole_estate.dana, region="West Midlands", name="=SUM(A1)").id


@pytest.fixture
def old(app, whole_estate) -> int:
    """Store a round as version 0.1 of the portal did."""
    with app.app_context():
        ids = db.session.scalars(
            select(Prison.id).where(Prison.code.in_(["FSI", "SFI"])).order_by(Prison.code)
        ).all()
        found = PairingRound(
            region="West Midlands",
            as_at=date(2025, 11, 3),
            created_at=clock.now(),
            inputs={
                "adult_men": {
                    "method": "Register, adult men",
                    "version": "1",
                    "weights": OLD_WEIGHTS,
                    "codes": ["DGI", "FSI", "SFI"],
                    "values": [{}, *OLD_VALUES],
                }
            },
            outcome={
                "adult_men": {
                    "total": 0.001,
                    "gap": 0.0,
                    "unpaired": {"DGI": "Not enough is known about it to compare it"},
                    "greedy_total": 0.001,
                    "greedy_worst": 0.03,
                }
            },
            groups=[
                PairingGroup(
                    block="adult_men",
                    position=1,
                    distance=0.006,
                    members=[PairingMember(prison_id=number) for number in ids],
                )
            ],
        )
        db.session.add(found)
        db.session.commit()
        return found.id


def test_csv_has_every_group_with_its_words_and_those_left_over(
    app, whole_estate, made, client, sign_in
):
    sign_in(client, whole_estate.dana)
    answer = client.get(f"/matching/rounds/{made}.csv")
    assert answer.content_type == "text/csv; charset=utf-8"
    assert 'filename="sum-a1.csv"' in answer.headers["Content-Disposition"]
    written = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))
    rows = written[1 : written.index([])]
    assert {len(row) for row in rows} == {len(written[0])}
    codes = [code for row in rows for code in row[7:12] if code]
    with app.app_context():
        found = round_by_id(made, viewer=whole_estate.dana)
        assert sorted(codes) == sorted(
            code for given in found.inputs.values() for code in given["codes"]
        )
    assert rows[-1][-1] == "There is no other prison here to put it with"
    notes = dict(row for row in written[written.index([]) + 2 :])
    assert notes["Method, prisons for adult men"].startswith("Register, adult men, version 1")
    assert notes["Where"] == "West Midlands"
    assert written[written.index([]) + 1] == ["'=SUM(A1)"]


def test_xlsx_has_the_same_rows_and_no_formula(whole_estate, made, client, sign_in):
    sign_in(client, whole_estate.dana)
    answer = client.get(f"/matching/rounds/{made}.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    table, notes = book.worksheets
    assert table.max_row == 8
    assert notes["A1"].data_type == "s"
    assert notes["A1"].value == "=SUM(A1)"


def test_json_has_what_is_needed_to_work_it_out_again(app, whole_estate, made, client, sign_in):
    sign_in(client, whole_estate.dana)
    written = json.loads(client.get(f"/matching/rounds/{made}.json").data)
    stored = PairingRound(inputs=written["inputs"])
    with app.app_context():
        again = recompute(stored)["adult_men"]
    rows = [row for row in written["rows"] if row["Block"] == "Prisons for adult men"]
    assert {frozenset(codes) for codes in again} == {
        frozenset(filter(None, (row[f"Code {number}"] for number in range(1, 6)))) for row in rows
    }


def test_another_ending_is_not_there(whole_estate, made, client, sign_in):
    sign_in(client, whole_estate.dana)
    assert client.get(f"/matching/rounds/{made}.pdf").status_code == 404


def test_a_round_of_an_earlier_version_can_be_read_but_not_changed(
    app, whole_estate, old, client, sign_in
):
    with app.app_context():
        found = round_by_id(old, viewer=whole_estate.dana)
        men = shown_blocks(found)[0]
        assert [group.word for group in men.groups] == ["very close"]
        assert men.method == "Register, adult men, version 1"
        assert [why for _, why in men.unpaired] == ["Not enough is known about it to compare it"]
        with pytest.raises(Invalid):
            recompute(found)
    sign_in(client, whole_estate.dana)
    address = f"/matching/rounds/{old}"
    page = text(client.get(address))
    assert "from an earlier version of the portal" in page
    assert "Solve again" not in page
    assert client.get(f"{address}.csv").status_code == 200
    assert client.post(f"{address}/change", data={"do": "again", "edition": 1}).status_code == 403
    assert client.get(f"{address}/publish").status_code == 403
    assert client.get(f"{address}/delete").status_code == 200
    assert client.post(f"{address}/delete", data={"edition": 1}).status_code == 302
