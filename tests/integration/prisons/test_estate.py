import csv
import shutil
from types import SimpleNamespace

import pytest
from sqlalchemy import func, select

from portal import clock
from portal.audit.models import AuditEvent
from portal.config import bundled
from portal.db import db
from portal.errors import Invalid
from portal.prisons import estate, queries
from portal.prisons.models import Contact, Fact, Prison, Source
from portal.prisons.telling import services as telling
from portal.prisons.telling.sections import PROFILE

pytestmark = pytest.mark.usefixtures("app_context")

ESTATE = bundled("content") / "estate"
EXAMPLES = bundled("content") / "examples"
SHARED_ROWS = ("GNI", "PFI", "UKI")  # one of each two sites that the bulletin counts together
PEOPLE_IN_SHARED_ROWS, PLACES_IN_SHARED_ROWS = 484 + 1259 + 473, 520 + 1304 + 536


@pytest.fixture
def folder(tmp_path):
    """Give a copy of the estate's files that a test may change."""
    return shutil.copytree(ESTATE, tmp_path / "estate")


def change(path, before, after):
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")


def count(table):
    return db.session.scalar(select(func.count()).select_from(table))


def profile(code):
    return queries.profile_by_slug(queries.prison_by_code(code).slug)


def test_the_estate_and_the_examples_are_loaded_whole():
    loaded = estate.load_estate(folder=ESTATE)
    assert (loaded.prisons, loaded.prisons_added, loaded.facts_added) == (124, 124, 1869)
    assert estate.load_examples(folder=EXAMPLES).prisons_added == 5
    prisons = queries.all_prisons()
    assert [prison.is_example for prison in prisons] == [False] * 124 + [True] * 5
    assert len({prison.slug for prison in prisons}) == 129


def test_what_is_stored_adds_up_to_the_published_totals():
    estate.load_estate(folder=ESTATE)
    estate.load_examples(folder=EXAMPLES)
    real = [row for row in queries.profiles().values() if not row.prison.is_example]
    people = sum(row.value("population") or 0 for row in real)
    places = sum(row.value("capacity") or 0 for row in real)
    assert people + PEOPLE_IN_SHARED_ROWS == 85_618
    assert places + PLACES_IN_SHARED_ROWS == 90_038
    shared = [row for row in real if row.value("shared_bulletin")]
    assert len(shared) == 6
    assert all(row.value("population") is None for row in shared)


def test_of_two_dates_the_newer_is_current_and_the_older_can_be_asked_for():
    estate.load_estate(folder=ESTATE)
    altcourse = queries.prison_by_code("ACI")
    with (ESTATE / "facts.csv").open(newline="") as file:
        rows = {
            row["source"]: int(row["value"])
            for row in csv.DictReader(file)
            if (row["prison"], row["measure"]) == ("ACI", "population")
        }
    then = queries.source_by_key("bulletin-2023-12").as_at
    assert profile("ACI").value("population") == rows["bulletin-2024-12"]
    before = queries.profiles(as_at=then, prison_ids=[altcourse.id])[altcourse.id]
    assert before.value("population") == rows["bulletin-2023-12"]
    assert before.value("capacity") is None


def test_loading_again_adds_nothing():
    estate.load_estate(folder=ESTATE)
    estate.load_examples(folder=EXAMPLES)
    before = [count(table) for table in (Source, Prison, Fact, Contact)]
    again = estate.load_estate(folder=ESTATE)
    assert (again.prisons_added, again.facts_added) == (0, 0)
    again = estate.load_examples(folder=EXAMPLES)
    assert (again.prisons_added, again.facts_added) == (0, 0)
    assert [count(table) for table in (Source, Prison, Fact, Contact)] == before


def test_a_value_that_changed_is_added_and_the_old_one_stays(folder):
    estate.load_estate(folder=ESTATE)
    change(folder / "facts.csv", "ACI,region,North West,", "ACI,region,Wales,")
    assert estate.load_estate(folder=folder).facts_added == 1
    assert profile("ACI").value("region") == "Wales"
    facts = db.session.scalars(
        select(Fact)
        .where(Fact.prison_id == queries.prison_by_code("ACI").id, Fact.measure == "region")
        .order_by(Fact.id)
    ).all()
    assert [fact.value for fact in facts] == [{"v": "North West"}, {"v": "Wales"}]
    assert estate.load_estate(folder=folder).facts_added == 0


def test_a_source_that_speaks_of_a_later_date_gives_facts_of_that_date(folder):
    estate.load_estate(folder=ESTATE)
    change(folder / "sources.csv", "2025-03-31", "2026-03-31")
    assert estate.load_estate(folder=folder).facts_added == 35  # the comparator groups
    assert profile("UKI").figures["comparator_group"].as_at.year == 2026


def test_a_fact_that_left_the_files_stays(folder):
    estate.load_estate(folder=ESTATE)
    change(folder / "facts.csv", "ACI,region,North West,register-2023-07\n", "")
    estate.load_estate(folder=folder)
    assert profile("ACI").value("region") == "North West"


def test_a_prison_follows_its_new_name_and_keeps_its_address(folder):
    estate.load_estate(folder=ESTATE)
    change(folder / "prisons.csv", "ACI,Altcourse,", "ACI,Fazakerley,")
    assert estate.load_estate(folder=folder).prisons_added == 0
    assert queries.prison_by_slug("altcourse").name == "Fazakerley"


def test_two_prisons_of_one_name_get_two_addresses(folder):
    change(folder / "prisons.csv", "ASI,Ashfield,", "ASI,Altcourse,")
    estate.load_estate(folder=folder)
    assert queries.prison_by_slug("altcourse").code == "ACI"
    assert queries.prison_by_slug("altcourse-asi").code == "ASI"


def test_a_mistake_in_a_file_leaves_everything_as_it_was(folder):
    change(folder / "facts.csv", "ACI,region,North West,register-2023-07", "ACI,region,,nowhere")
    with pytest.raises(Invalid) as caught:
        estate.load_estate(folder=folder)
    assert list(caught.value.problems) == ["facts.csv, line 4"]
    assert count(Prison) == count(Fact) == count(Source) == 0


def test_an_example_cannot_take_the_place_of_a_real_prison(tmp_path):
    estate.load_estate(folder=ESTATE)
    folder = shutil.copytree(EXAMPLES, tmp_path / "examples")
    for path in folder.glob("*.csv"):
        path.write_text(path.read_text().replace("EX1,", "ACI,"))
    with pytest.raises(Invalid, match="ACI is the code of Altcourse already"):
        estate.load_examples(folder=folder)
    assert not queries.prison_by_code("ACI").is_example
    assert queries.source_by_key("example") is None


def test_what_somebody_entered_stays_when_the_files_are_loaded_again():
    estate.load_estate(folder=ESTATE)
    prison = queries.prison_by_code("ACI")
    today = clock.today()
    source = Source(key="staff", title="The prison's own staff", publisher="", as_at=today)
    db.session.add(source)
    db.session.flush()
    entered = Fact(
        prison_id=prison.id,
        measure="region",
        value={"v": "Wales"},
        source_id=source.id,
        as_at=today,
        recorded_at=clock.now(),
    )
    db.session.add(entered)
    db.session.commit()
    estate.load_estate(folder=ESTATE)
    assert profile("ACI").value("region") == "Wales"
    assert profile("ACI").figures["region"].source_title == "The prison's own staff"


def test_removing_the_examples_leaves_the_estate_and_nothing_of_theirs():
    estate.load_estate(folder=ESTATE)
    before = [count(table) for table in (Source, Prison, Fact, Contact)]
    estate.load_examples(folder=EXAMPLES)
    assert count(Contact) > 0
    assert estate.remove_examples() == 5
    assert [count(table) for table in (Source, Prison, Fact, Contact)] == before
    assert estate.remove_examples() == 0


def test_what_staff_of_examples_told_goes_with_them():
    estate.load_estate(folder=ESTATE)
    before = [count(table) for table in (Source, Prison, Fact)]
    estate.load_examples(folder=EXAMPLES)
    administrator = SimpleNamespace(id=1, name="Erin", role="administrator", prison_id=None)
    telling.tell(
        actor=administrator,
        prison=queries.prison_by_code("EX4"),
        form=PROFILE,
        as_at=clock.today(),
        values={"arrivals": 90},
        since=2**31 - 1,
    )
    assert count(Source) == before[0] + 2
    estate.remove_examples()
    assert [count(table) for table in (Source, Prison, Fact)] == before


def test_contacts_of_examples_that_somebody_changed_are_not_changed_back():
    estate.load_examples(folder=EXAMPLES)
    contact = db.session.scalars(select(Contact)).first()
    contact.how = "Ring the library"
    db.session.commit()
    estate.load_examples(folder=EXAMPLES)
    db.session.expire_all()
    assert contact.how == "Ring the library"


def test_loading_and_removing_stand_in_the_audit_trail():
    estate.load_estate(folder=ESTATE)
    estate.load_examples(folder=EXAMPLES)
    estate.remove_examples()
    events = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id)).all()
    actions = [event.action for event in events]
    assert actions == ["estate.loaded", "examples.loaded", "examples.removed"]
    assert events[0].detail == {"prisons_added": 124, "facts_added": 1869}


def test_regions_are_those_of_real_prisons_now():
    estate.load_estate(folder=ESTATE)
    estate.load_examples(folder=EXAMPLES)
    regions = queries.regions()
    assert regions == sorted(regions)
    assert "West Midlands" in regions
    assert "Example region" not in regions
    assert queries.region_of(queries.prison_by_code("BMI").id) == "West Midlands"
    assert queries.region_of(queries.prison_by_code("MKI").id) is None
