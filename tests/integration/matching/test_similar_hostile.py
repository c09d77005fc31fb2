"""What strangers may put into addresses and forms of similar prisons, and names that bite."""

import csv
import io
import zipfile
from concurrent.futures import ThreadPoolExecutor
from contextvars import Context

import pytest
from sqlalchemy import func, select, update

from portal.db import db
from portal.errors import Invalid
from portal.matching.editions import services as editions
from portal.matching.editions.models import Edition
from portal.matching.pictures.keeping import MOST, kept
from portal.matching.setting import services as setting
from portal.matching.setting.models import WeightVersion
from portal.prisons.models import Prison

MANY = 4
SIMILAR = "/prisons/oakwood/similar"
WEIGHTS = "/matching/weights/record/adult_men"
STRANGE = (
    "1e999",
    "nan",
    "-0",
    "+5",
    "1_0",
    "0x10",
    "\N{ARABIC-INDIC DIGIT FIVE}",
    "\N{SUPERSCRIPT TWO}",
    "\N{FULLWIDTH DIGIT ONE}0",
    "9" * 5000,
    "<script>alert(1)</script>",
    '"autofocus onfocus=alert(1)',
)
BITES = '<script>alert(1)</script>" onfocus=x'


def text(response) -> str:
    return response.get_data(as_text=True)


def together(app, work):
    """Run `work(number)` in threads at once, each with a context of its own; give what came out."""

    def one(number):
        with app.app_context():
            try:
                return work(number)
            except Invalid as error:
                return str(error)

    with ThreadPoolExecutor(MANY) as pool:
        running = [pool.submit(Context().run, one, number) for number in range(MANY)]
        return [each.result() for each in running]


@pytest.mark.parametrize("typed", STRANGE)
def test_what_is_no_weight_is_refused_everywhere_and_never_shown_raw(
    whole_estate, client, sign_in, typed
):
    sign_in(client, whole_estate.erin)
    asked = {"weight.size": typed}
    for address in (SIMILAR, WEIGHTS, "/prisons/feltham/similar"):
        answer = client.get(address, query_string=asked)
        assert answer.status_code == 422, address
        assert "must be a whole number from 0 to 100" in text(answer)
        assert "<script>alert" not in text(answer)
        assert '"autofocus' not in text(answer)
    for ending in ("csv", "json", "xlsx"):
        assert client.get(f"{SIMILAR}.{ending}", query_string=asked).status_code == 422
    refused = client.post(WEIGHTS, data={**asked, "why": "Because", "before": "1"})
    assert refused.status_code == 422


@pytest.mark.parametrize(
    "address",
    [
        "weight.size=40&weight.size=<b>",
        "weight.size[]=40&weight[size]=1",
        "weight.luck=7&weight.=1&weight=2",
        "basis=none&by=none&part=none",
        "basis=profile&basis=record&by=differences&weight.size=0",
        "&&&=&=&%C3%28=%F0",
    ],
)
def test_what_nobody_asks_for_changes_nothing(whole_estate, client, sign_in, address):
    sign_in(client, whole_estate.erin)
    assert client.get(f"{SIMILAR}?{address}").status_code == 200


def test_blocks_and_bases_that_are_not_there_are_not_found(whole_estate, client, sign_in):
    sign_in(client, whole_estate.erin)
    for path in (
        "none/adult_men",
        "record/none",
        "RECORD/adult_men",
        "record/%2e%2e",
        "profile/x/y",
    ):
        assert client.get(f"/matching/weights/{path}").status_code == 404
        assert client.post(f"/matching/weights/{path}", data={}).status_code in (404, 405)
    for number in ("0", "99999", "2147483648", "-1", "1e9", "one"):
        assert client.get(f"{SIMILAR}/editions/{number}").status_code == 404
    assert client.get("/matching/editions?prison=nowhere").status_code == 404


def test_of_administrators_who_set_weights_at_once_one_does_and_the_others_are_told(
    app, whole_estate
):
    def set_them(number):
        made = setting.set_weights(
            actor=whole_estate.erin,
            basis="record",
            block="women",
            groups={"Size": 20 + number},
            why="Agreed",
            before="1",
        )
        return made.id

    results = together(app, set_them)
    assert sum(isinstance(each, int) for each in results) == 1
    assert sum("Somebody else set these weights" in str(each) for each in results) == MANY - 1
    with app.app_context():
        assert db.session.scalar(select(func.count(WeightVersion.id))) == 1


def test_an_edition_that_is_published_twice_at_once_is_published_once(app, whole_estate):
    def publish(_number):
        return editions.publish_edition(actor=whole_estate.erin, name="Spring").id

    results = together(app, publish)
    assert sum(isinstance(each, int) for each in results) == 1
    assert sum("called Spring already" in str(each) for each in results) == MANY - 1


def test_portals_that_are_set_up_at_once_keep_one_first_edition(app, whole_estate):
    def publish(_number):
        return editions.publish_first_edition()

    results = together(app, publish)
    assert sum(each is not None for each in results) == 1
    with app.app_context():
        assert db.session.scalar(select(func.count(Edition.id))) == 1


def test_pictures_can_be_drawn_by_many_at_once_while_what_is_kept_is_emptied(app, whole_estate):
    with app.app_context():
        found = kept()
    asked = range(4 * MOST)
    with ThreadPoolExecutor(MANY) as pool:
        drawn = list(pool.map(lambda at: found.once(at % (MOST + 3), lambda: str(at)), asked))
    assert len(drawn) == len(asked)
    assert len(found.made) <= MOST + MANY


@pytest.fixture
def bitten(app, whole_estate):
    """Give two prisons of each kind of page names that a page or spreadsheet could run."""
    with app.app_context():
        for slug, name in (("oakwood", BITES), ("highpoint", f"=1+1{BITES}"), ("humber", "@x")):
            db.session.execute(update(Prison).where(Prison.slug == slug).values(name=name))
        db.session.commit()
        editions.publish_first_edition()
    return whole_estate


@pytest.mark.unchecked_pages  # one of them is a part of a page
def test_a_name_is_never_markup(bitten, client, sign_in):
    sign_in(client, bitten.erin)
    for address in (
        SIMILAR,
        f"{SIMILAR}?part=list&weight.size=50",
        f"{SIMILAR}?by=differences",
        f"{SIMILAR}/editions/1",
        f"{SIMILAR}/questions",
        f"{SIMILAR}/questions/1",
        "/prisons/oakwood",
        "/matching/editions?prison=oakwood",
        "/matching/map?prison=oakwood",
        "/matching/heat?region=West+Midlands",
        "/matching/compare?prison=oakwood&with=highpoint",
        "/matching/near-me?prison=oakwood",
    ):
        page = text(client.get(address))
        assert "&lt;script&gt;alert(1)" in page, address
        assert "<script>alert(1)" not in page, address
        assert '" onfocus=x' not in page, address


def test_a_name_is_never_a_formula(bitten, client, sign_in):
    sign_in(client, bitten.erin)
    rows = csv.reader(io.StringIO(text(client.get(f"{SIMILAR}.csv"))))
    cells = [cell for row in rows for cell in row]
    assert f"'=1+1{BITES}" in cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t"))]
    book = zipfile.ZipFile(io.BytesIO(client.get(f"{SIMILAR}.xlsx").get_data()))
    assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")
    assert b"=1+1&lt;script&gt;" in book.read("xl/sharedStrings.xml")
