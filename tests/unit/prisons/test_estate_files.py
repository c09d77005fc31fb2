from datetime import date

import pytest

from portal.config import bundled
from portal.errors import Invalid
from portal.prisons.estate_files import PROBLEMS_SHOWN, read_estate

SOURCES = """key,title,publisher,as_at,licence,note
register,The register,The Service,2023-07-31,OGL,
"""
PRISONS = """code,name,designation,sex,country,town,postcode,latitude,longitude
ABC,Ash,HMP,M,England,York,YO1,53.9,-1.1
DEF,Elm,HMYOI,F,Wales,,,,
"""
FACTS = """prison,measure,value,source
ABC,population,"1,234",register
ABC,open_conditions,no,register
"""
CONTACTS = """prison,role,how
ABC,Librarian,Ask the switchboard
"""


@pytest.fixture
def folder(tmp_path):
    write(tmp_path, sources=SOURCES, prisons=PRISONS, facts=FACTS, contacts=CONTACTS)
    return tmp_path


def write(folder, **files):
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")


def problems(folder, **files):
    write(folder, **files)
    with pytest.raises(Invalid) as caught:
        read_estate(folder, with_contacts=True)
    return caught.value.problems


def test_rows_are_read_into_the_shapes_that_are_stored(folder):
    files = read_estate(folder, with_contacts=True)
    assert files.sources[0]["as_at"] == date(2023, 7, 31)
    assert [row["latitude"] for row in files.prisons] == [53.9, None]
    assert files.facts[0] == {
        "code": "ABC",
        "measure": "population",
        "key": "register",
        "value": {"v": 1234},
    }
    assert files.facts[1]["value"] == {"v": False}
    assert files.contacts == [{"code": "ABC", "role": "Librarian", "how": "Ask the switchboard"}]


def test_files_saved_by_excel_are_read(folder):
    text = "\ufeff" + PRISONS.replace("\n", "\r\n")
    (folder / "prisons.csv").write_bytes(text.encode())
    assert [row["code"] for row in read_estate(folder).prisons] == ["ABC", "DEF"]


def test_an_odd_line_separator_inside_a_cell_does_not_break_the_line(folder):
    write(folder, sources=SOURCES.replace("OGL,", "OGL,one\u2028two"))
    assert read_estate(folder).sources[0]["note"] == "one\u2028two"


@pytest.mark.parametrize(
    ("name", "line", "reason"),
    [
        ("prisons", "GHI,Oak,HMP,M,England,,,53.9,", "go together"),
        ("prisons", "GHI,Oak,HMP,M,England,,,91,0", "not a number of degrees"),
        ("prisons", "GHI,Oak,HMP,M,England,,,nan,0", "not a number of degrees"),
        ("prisons", "GHI,Oak,HMP,X,England,,,,", "sex 'X' is not one of F, M"),
        ("prisons", "GHI,Oak,Castle,M,England,,,,", "designation 'Castle' is not one of"),
        ("prisons", "GHI,,HMP,M,England,,,,", "name is blank"),
        ("prisons", "ABC,Oak,HMP,M,England,,,,", "stands in this file twice"),
        ("prisons", "GHI,Oak", "does not have 9 cells"),
        ("prisons", "GHI,Oak,HMP,M,England,,,,,more", "does not have 9 cells"),
        ("prisons", f"GHI,{'x' * 121},HMP,M,England,,,,", "longer than 120"),
        ("prisons", "GHI,O\0k,HMP,M,England,,,,", "cannot be stored"),
        ("facts", "XYZ,population,5,register", "'XYZ'"),
        ("facts", "ABC,height,5,register", "no measure 'height'"),
        ("facts", "ABC,capacity,5,hearsay", "no source 'hearsay'"),
        ("facts", "ABC,capacity,,register", "blank"),
        ("facts", "ABC,population,7,register", "twice"),
        ("contacts", "XYZ,Librarian,Ask", "'XYZ'"),
        ("contacts", "ABC,Librarian,Ask again", "twice"),
        ("contacts", "ABC,Cook,", "how is blank"),
    ],
)
def test_a_wrong_row_is_told_by_file_line_and_reason(folder, name, line, reason):
    before = {"prisons": PRISONS, "facts": FACTS, "contacts": CONTACTS}[name]
    found = problems(folder, **{name: before + line + "\n"})
    where = f"{name}.csv, line {before.count(chr(10)) + 1}"
    assert list(found) == [where]
    assert found[where].startswith(f"{where}: ")
    assert reason in found[where]


def test_a_wrong_date_is_told(folder):
    found = problems(folder, sources=SOURCES.replace("2023-07-31", "July 2023"))
    assert "is not a date such as" in found["sources.csv, line 2"]


def test_wrong_headings_are_told(folder):
    found = problems(folder, facts=FACTS.replace("prison,", "jail,"))
    assert found == {
        "facts.csv, line 1": ("facts.csv, line 1: the headings must be prison,measure,value,source")
    }


def test_a_missing_file_is_told(folder):
    (folder / "contacts.csv").unlink()
    assert "cannot be read" in problems(folder)["contacts.csv"]


def test_a_file_in_another_encoding_is_told(folder):
    (folder / "contacts.csv").write_bytes(CONTACTS.replace("Ask", "Fragé").encode("latin-1"))
    assert "UTF-8" in problems(folder)["contacts.csv"]


def test_a_quote_that_is_never_closed_is_told(folder):
    (where,) = problems(folder, contacts=CONTACTS + 'ABC,"Cook,Ask\n')
    assert where.startswith("contacts.csv, line ")


def test_of_very_many_problems_the_first_are_told(folder):
    found = problems(folder, facts=FACTS + "XYZ,population,5,register\n" * 100)
    assert len(found) == PROBLEMS_SHOWN


@pytest.mark.parametrize(("name", "with_contacts"), [("estate", False), ("examples", True)])
def test_the_files_that_come_with_the_portal_have_no_mistakes(name, with_contacts):
    files = read_estate(bundled("content") / name, with_contacts=with_contacts)
    assert len(files.prisons) == {"estate": 124, "examples": 5}[name]
