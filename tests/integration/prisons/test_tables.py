"""Bringing published tables in, from the file to the prison's page. All figures are invented."""

import json
from datetime import date

import pytest
from sqlalchemy import func, select

from portal.audit.models import AuditEvent
from portal.db import db
from portal.errors import Invalid
from portal.prisons import estate, queries
from portal.prisons.models import Fact, Source
from portal.prisons.tables import importing
from portal.prisons.tables.cells import HIDDEN_NOTE, SMALL_NOTE
from tests.integration.prisons.conftest import ESTATE
from tests.unit.prisons.tables.makers import AGES, CUSTODY, bulletin, long_csv, xlsx

ALTCOURSE = ["Altcourse", 700, 690, 1111, 1001]
DURHAM = ["Durham", 500, 480, 902, 903]


@pytest.fixture(autouse=True)
def loaded(app_context):
    estate.load_estate(folder=ESTATE)


@pytest.fixture
def table(tmp_path):
    """Read a bulletin of these prisons."""

    def read(*prisons, **more):
        rows = bulletin(*prisons, **more)
        return importing.read_table(xlsx(tmp_path / "table.xlsx", {"Bulletin": rows}))

    return read


def facts():
    return db.session.scalar(select(func.count()).select_from(Fact))


def profile(code):
    return queries.profile_by_slug(queries.prison_by_code(code).slug)


def changes(result):
    return {(each.prison.code, each.measure): each for each in result.changes}


def test_a_dry_run_tells_what_would_change_and_writes_nothing(table):
    before = facts()
    change = changes(importing.propose(table(ALTCOURSE)))[("ACI", "population")]
    assert (change.before.said, change.before.as_at) == ("1,136", date(2024, 12, 31))
    assert (change.to, change.as_at, change.is_hidden) == ("1,001", date(2025, 1, 31), False)
    assert facts() == before


def test_a_table_adds_facts_and_takes_none_away(table):
    before = facts()
    written = importing.add_facts(table(ALTCOURSE, DURHAM))
    assert len(written.changes) == 8
    assert facts() == before + 8
    population = profile("ACI").figures["population"]
    assert (population.value, population.as_at) == (1001, date(2025, 1, 31))
    assert population.source_title == "Monthly population bulletin, January 2025"
    assert profile("ACI").value("in_use_cna") == 690
    then = queries.profiles(as_at=date(2024, 12, 31), measures=["population"])
    assert 1136 in [each.value("population") for each in then.values()]
    event = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    assert (event.action, event.subject) == ("estate.imported", "source:bulletin-2025-01")
    assert event.detail["facts_added"] == 8


def test_the_same_file_again_adds_nothing(table):
    importing.add_facts(table(ALTCOURSE, DURHAM))
    before, events = facts(), db.session.scalar(select(func.count()).select_from(AuditEvent))
    again = importing.add_facts(table(ALTCOURSE, DURHAM))
    assert (len(again.changes), again.same) == (0, 8)
    assert facts() == before
    assert db.session.scalar(select(func.count()).select_from(AuditEvent)) == events


def test_the_bulletin_that_the_portal_came_with_is_known_again(table):
    before = facts()
    figures = ["Altcourse", None, None, 1204, 1136]
    result = importing.add_facts(table(figures, day="20/12/2024"))
    assert (len(result.changes), result.same, result.as_at) == (0, 2, date(2024, 12, 31))
    note = "The file says 20 December 2024; its figures are dated 31 December 2024."
    assert note in result.notes
    assert facts() == before


def test_a_corrected_figure_of_the_same_day_is_added_beside_the_first(table):
    importing.add_facts(table(ALTCOURSE))
    corrected = importing.add_facts(table(["Altcourse", 700, 690, 1111, 1002]))
    assert [each.measure for each in corrected.changes] == ["population"]
    assert profile("ACI").value("population") == 1002
    back = importing.add_facts(table(ALTCOURSE))
    assert len(back.changes) == 1
    assert profile("ACI").value("population") == 1001


def test_an_older_file_never_hides_a_newer_figure(table):
    result = importing.add_facts(table(ALTCOURSE, day="30/06/2015"))
    assert changes(result)[("ACI", "population")].is_hidden
    assert profile("ACI").value("population") == 1136
    june = queries.profiles(as_at=date(2016, 1, 1))[queries.prison_by_code("ACI").id]
    assert june.value("population") == 1001


def test_too_few_people_are_stored_as_not_known_with_a_note(table):
    importing.add_facts(table(["Altcourse", 700, 690, 1111, 3], ["Durham", 1, 1, 902, "[c]"]))
    stored = {
        code: db.session.scalar(
            select(Fact.value).where(
                Fact.prison_id == queries.prison_by_code(code).id,
                Fact.measure == "population",
                Fact.as_at == date(2025, 1, 31),
            )
        )
        for code in ("ACI", "DMI")
    }
    assert stored == {
        "ACI": {"v": None, "note": SMALL_NOTE},
        "DMI": {"v": None, "note": HIDDEN_NOTE},
    }
    assert profile("ACI").said("population") == "Not known"


def test_one_row_that_cannot_be_used_keeps_the_whole_table_out(table):
    before = facts()
    published = table(ALTCOURSE, ["Duram", 1, 1, 902, 903], ["Leeds", 1, 1, "x", 900])
    result = importing.propose(published)
    assert [(row.name, match.likely.code) for row, match in result.unmatched] == [("Duram", "DMI")]
    assert [each.place.row for each in result.refused] == [7]
    with pytest.raises(Invalid, match="2 rows cannot be used"):
        importing.add_facts(published)
    assert facts() == before
    assert queries.source_by_key("bulletin-2025-01") is None


def test_rows_can_be_left_out_or_named_on_purpose(table):
    published = table(ALTCOURSE, ["Duram", 1, 1, 902, 903])
    left_out = importing.add_facts(published, leave_out=True)
    assert {code for code, _ in changes(left_out)} == {"ACI"}
    named = importing.add_facts(published, names={"Duram": "DMI"})
    assert {code for code, _ in changes(named)} == {"DMI"}
    with pytest.raises(Invalid, match="No prison has the code ZZZ"):
        importing.propose(published, names={"Duram": "ZZZ"})


def test_a_failure_while_writing_leaves_nothing_behind(table, monkeypatch):
    before = facts()

    def fail(*_words, **_more):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(importing.audit, "record", fail)
    with pytest.raises(RuntimeError):
        importing.add_facts(table(ALTCOURSE))
    assert facts() == before
    assert queries.source_by_key("bulletin-2025-01") is None


@pytest.mark.parametrize("other", ["Durham", "Durham (r)"])
def test_a_prison_that_is_there_twice_is_refused_both_times(table, other):
    result = importing.propose(table(ALTCOURSE, DURHAM, [other, 1, 1, 900, 901]))
    assert [str(each.place) for each in result.refused] == [
        "sheet “Bulletin”, row 6",
        "sheet “Bulletin”, row 7",
    ]
    assert "Durham is there twice, in rows 6, 7" in result.refused[0].reason
    assert {code for code, _ in changes(result)} == {"ACI"}


def test_a_site_that_is_there_alone_and_together_is_refused(table):
    rows = (["Grendon / Springhill", 500, 490, 520, 484], ["Grendon", 200, 200, 220, 210])
    result = importing.propose(table(*rows))
    assert len(result.refused) == 2
    assert not result.changes


def test_sites_counted_together_are_never_shared_out(table):
    result = importing.add_facts(table(["Grendon / Springhill", 500, 490, 511, 477]))
    words = "Grendon and Spring Hill are counted together: 511 places and 477 people"
    assert {key: each.value for key, each in changes(result).items()} == {
        ("GNI", "shared_bulletin"): {"v": words},
        ("SPI", "shared_bulletin"): {"v": words},
    }
    assert profile("GNI").value("population") is None


def test_a_site_that_gets_a_row_of_its_own_is_no_longer_counted_together(table):
    importing.add_facts(table(["Usk", 200, 190, 211, 201]))
    assert profile("UKI").value("population") == 201
    assert profile("UKI").value("shared_bulletin") is None
    assert profile("UPI").value("shared_bulletin")


def test_both_sexes_of_one_prison_add_up_and_two_sites_are_told_apart(tmp_path):
    path = long_csv(
        tmp_path / "tool.csv",
        f"{AGES},2023-12,Altcourse,Male,18-20,80",
        f"{AGES},2023-12,Altcourse,Female,18-20,10",
        f"{AGES},2023-12,Altcourse,Male,21-24,60",
        f"{AGES},2023-12,Altcourse,Female,21-24,*",
        f"{CUSTODY},2023-12,Altcourse,Male,Remand,300",
        f"{AGES},2023-12,Peterborough,Male,18-20,50",
        f"{AGES},2023-12,Peterborough,Female,18-20,20",
    )
    importing.add_facts(importing.read_table(path))
    assert profile("ACI").value("age_bands") == {"18-20": 90, "21-24": None}
    assert profile("ACI").said("age_bands") == "18-20: 90; 21-24: too few to give"
    assert profile("ACI").value("custody") == {"Remand": 300}
    assert profile("PBI").value("age_bands") == {"18-20": 50}
    assert profile("PFI").value("age_bands") == {"18-20": 20}
    source = queries.source_by_key("data-tool-2023-12")
    assert (source.as_at, source.publisher) == (date(2023, 12, 31), "Ministry of Justice")


def test_counts_of_sites_counted_together_are_not_kept_and_that_is_told(tmp_path):
    path = long_csv(tmp_path / "tool.csv", f"{AGES},2023-12,Usk/Prescoed,Male,18-20,80")
    result = importing.propose(importing.read_table(path))
    assert result.changes == []
    assert result.notes == ["Prescoed and Usk are counted together, so nothing was kept."]


def test_the_api_needs_a_day_and_is_matched_by_code(tmp_path):
    path = tmp_path / "prisons.json"
    known = {"prisonId": "ACI", "prisonName": "Altcourse (HMP)", "operators": [{"name": "Sodexo"}]}
    path.write_text(json.dumps([known, {"prisonId": "ZZI", "prisonName": "Zed (HMP)"}]))
    published = importing.read_table(path)
    with pytest.raises(Invalid, match="Say it with --as-at"):
        importing.propose(published)
    result = importing.add_facts(published, as_at=date(2026, 8, 31), leave_out=True)
    assert [match.reason for _, match in result.unmatched] == [
        "no prison in the directory has the code ZZI"
    ]
    assert profile("ACI").value("operator") == "Sodexo"


def test_active_is_open_only_for_a_prison_that_was_closed(tmp_path):
    path = tmp_path / "prisons.json"

    def told(active, day):
        path.write_text(json.dumps([{"prisonId": "DAI", "active": active}]))
        importing.add_facts(importing.read_table(path), as_at=day)
        return profile("DAI").value("status")

    before = profile("DAI").value("status")
    assert told(True, date(2025, 1, 31)) == before != "Open"
    assert told(False, date(2025, 2, 28)) == "Closed"
    assert told(True, date(2025, 3, 31)) == "Open"


def test_a_day_that_has_not_come_is_refused(table):
    with pytest.raises(Invalid, match="no day that figures can be of"):
        importing.propose(table(ALTCOURSE, day="31/01/2199"))


def test_the_source_can_be_named(table):
    published = table(ALTCOURSE)
    with pytest.raises(Invalid, match="small letters"):
        importing.propose(published, source="Not a key!")
    importing.add_facts(published, source="own-copy")
    assert db.session.scalar(select(Source.title).where(Source.key == "own-copy"))
    with pytest.raises(Invalid, match="The source location is another table"):
        importing.propose(published, source="location")


def test_every_current_figure_can_still_be_shown_on_the_pages(app, as_person, table):
    importing.add_facts(table(["Altcourse", 700, 690, 1111, 3]))
    page = as_person("bob").get("/prisons/altcourse")
    assert page.status_code == 200
    assert "Certified normal accommodation" in page.text
    assert as_person("bob").get("/prisons/").status_code == 200


# As the bulletin writes them, where it differs from the register.
BULLETIN_NAMES = {
    "EYI": "Elmley (Sheppey)",
    "EHI": "Standford Hill (Sheppey)",
    "SLI": "Swaleside (Sheppey)",
    "HPI": "Highpoint (North and South)",
}
JOINT_ROWS = (
    ["Grendon / Springhill", None, None, 520, 484],
    ["Peterborough (Male & Female)", None, None, 1304, 1259],
    ["Usk / Prescoed", None, None, 536, 473],
)


def test_a_bulletin_of_the_whole_estate_finds_every_prison(table):
    alone = [
        [
            BULLETIN_NAMES.get(each.prison.code, each.prison.name),
            None,
            None,
            each.value("capacity"),
            each.value("population"),
        ]
        for each in queries.profiles(as_at=date(2024, 12, 31)).values()
        if each.value("capacity") is not None
    ]
    result = importing.propose(table(*alone, *JOINT_ROWS, day="31/12/2024"))
    assert len(alone) == 117
    assert result.is_whole
    assert len(result.read_as) == 7
    assert (result.changes, result.same) == ([], 2 * 117 + 6)
