"""Each layout as it is published, and each way in which one can be off."""

import json
from datetime import date

import pytest

from portal.errors import Invalid
from portal.prisons.tables.cells import HIDDEN_NOTE
from portal.prisons.tables.importing import read_table
from tests.unit.prisons.tables.makers import (
    AGES,
    CUSTODY,
    HEADINGS,
    LONG_HEADINGS,
    REGISTER_HEADINGS,
    bulletin,
    long_csv,
    ods,
    register,
    xlsx,
)

ALTCOURSE = ["Altcourse", 700, 690, 1111, 1001]
DURHAM = ["Durham (r)", 500, 480, 902, "[c]"]


def values(published, name):
    return next(row.values for row in published.told if row.name == name)


@pytest.fixture(params=["xlsx", "ods"])
def write(request, tmp_path):
    """Write the same sheets in both kinds of spreadsheet."""
    maker = {"xlsx": xlsx, "ods": ods}[request.param]
    return lambda sheets: maker(tmp_path / f"table.{request.param}", sheets)


class TestBulletin:
    def test_prisons_are_read_without_totals_sections_and_footnotes(self, write):
        found = read_table(write({"MonthlyBulletin": bulletin(ALTCOURSE, DURHAM)}))
        assert found.as_at == date(2025, 1, 31)
        assert [row.name for row in found.told] == ["Altcourse", "Durham (r)"]
        assert values(found, "Altcourse") == {
            "baseline_cna": {"v": 700},
            "in_use_cna": {"v": 690},
            "capacity": {"v": 1111},
            "population": {"v": 1001},
        }
        assert values(found, "Durham (r)")["population"] == {"v": None, "note": HIDDEN_NOTE}
        assert found.notes == ["Immigration removal centres were left out: Dover."]

    def test_an_older_layout_with_marks_and_shares_is_read_too(self, write):
        headings = [
            *HEADINGS[:4],
            "Population *",
            "% Pop to In Use CNA",
            "% Accommodation Available",
        ]
        found = read_table(
            write({"1": bulletin([*ALTCOURSE, 1.45, 0.98], headings=headings, day="30/06/2015")})
        )
        assert found.as_at == date(2015, 6, 30)
        assert values(found, "Altcourse")["population"] == {"v": 1001}

    def test_a_closed_prison_keeps_its_nought_and_says_nothing_where_there_is_no_figure(
        self, write
    ):
        rows = bulletin(["Dartmoor", 600, 0, 0, 0], ["Blantyre House", 122, "NaN", None, None])
        found = read_table(write({"1": rows}))
        assert values(found, "Dartmoor")["population"] == {"v": 0}
        assert values(found, "Blantyre House") == {"baseline_cna": {"v": 122}}

    def test_a_wrong_figure_is_refused_with_sheet_row_and_reason(self, write):
        found = read_table(write({"Sheet A": bulletin(ALTCOURSE, ["Durham", 1, 2, "many", 900])}))
        assert [str(each.place) for each in found.refused] == ["sheet “Sheet A”, row 6"]
        assert found.refused[0].reason == (
            "Durham: Operational Capacity is “many”, which is no whole number"
        )

    def test_headings_are_found_once_more_at_the_top_of_a_printed_page(self, write):
        found = read_table(write({"1": bulletin(ALTCOURSE, HEADINGS, DURHAM)}))
        assert len(found.told) == 2
        assert not found.refused

    def test_of_several_sheets_the_one_that_fits_is_read(self, write):
        sheets = {"Cover": [["About this file"]], "Data": bulletin(ALTCOURSE), "Notes": [["x"]]}
        assert read_table(write(sheets)).told[0].place.sheet == "Data"

    def test_two_sheets_that_fit_are_too_many(self, write):
        with pytest.raises(Invalid, match="Several sheets look like this table: “A”, “B”"):
            read_table(write({"A": bulletin(ALTCOURSE), "B": bulletin(DURHAM)}))

    def test_a_wrong_sheet_is_named_with_what_was_looked_for(self, write):
        with pytest.raises(Invalid, match=r"No sheet .* Sheets: “Cover”\. .*Prison Name"):
            read_table(write({"Cover": [["Nothing here"]]}))

    def test_a_renamed_column_is_named_with_the_others(self, write):
        headings = [*HEADINGS[:4], "People held"]
        with pytest.raises(Invalid, match=r"row 4: there is no column “Population”.*“People held”"):
            read_table(write({"1": bulletin(ALTCOURSE, headings=headings)}))

    def test_a_column_that_is_there_twice_is_refused(self, write):
        with pytest.raises(Invalid, match="the column “Population” is there twice"):
            read_table(write({"1": bulletin(ALTCOURSE, headings=[*HEADINGS, "Population"])}))

    def test_a_table_without_a_prison_is_refused(self, write):
        with pytest.raises(Invalid, match="no prison under them"):
            read_table(write({"1": bulletin()}))

    def test_a_day_that_does_not_exist_is_refused(self, write):
        with pytest.raises(Invalid, match=r"31/02/2025.*no day of the calendar"):
            read_table(write({"1": bulletin(ALTCOURSE, day="31/02/2025")}))

    def test_a_sub_total_that_does_not_add_up_is_told(self, write):
        rows = bulletin(ALTCOURSE, ["Durham", 1, 1, 900, 902])
        del rows[5]
        found = read_table(write({"1": rows}))
        assert found.notes[1] == (
            "The prisons hold 1,001 people together, but the sub total says 1,903."
        )

    def test_a_date_in_the_next_cell_is_found(self, tmp_path):
        rows = bulletin(ALTCOURSE)
        rows[1] = ["Report Date:", 45688]
        assert read_table(xlsx(tmp_path / "a.xlsx", {"1": rows})).as_at == date(2025, 1, 31)

    def test_merged_headings_are_refused(self, tmp_path):
        path = xlsx(tmp_path / "a.xlsx", {"1": bulletin(ALTCOURSE)}, merged=["B4:C4"])
        with pytest.raises(Invalid, match="row 4: some headings share one merged cell"):
            read_table(path)

    def test_a_merged_title_does_no_harm(self, tmp_path):
        path = xlsx(tmp_path / "a.xlsx", {"1": bulletin(ALTCOURSE)}, merged=["A1:E1"])
        assert len(read_table(path).told) == 1

    def test_a_formula_is_not_believed(self, tmp_path):
        path = xlsx(tmp_path / "a.xlsx", {"1": bulletin(["Durham", 1, 2, 3, "=900+1"])})
        assert "Population is a formula" in read_table(path).refused[0].reason


class TestRegister:
    ALTCOURSE = [
        "Altcourse",
        "HMP/YOI",
        "Reception",
        "Reception\nCat C Trainer\nResettlement",
        "Region B - North West",
        "HM Prison Service (public)",
        "Somewhere\nL9 7LH",
        "0100 000 0000",
    ]
    ASHFIELD = ["Ashfield", "HMP", "Cat C", "Category C Training", "", "Serco", "", "0100 000 0001"]

    def test_what_each_prison_is_for_is_read_in_the_portals_words(self, write):
        found = read_table(write({"Prison Estate": register(self.ALTCOURSE, self.ASHFIELD)}))
        assert found.as_at == date(2024, 7, 31)
        assert values(found, "Altcourse") == {
            "function": {"v": "Reception"},
            "cohorts": {"v": ["reception", "cat_c_trainer", "resettlement"]},
            "operator": {"v": "HM Prison Service"},
            "region": {"v": "North West"},
        }
        assert values(found, "Ashfield") == {
            "function": {"v": "Category C"},
            "cohorts": {"v": ["cat_c_trainer"]},
            "operator": {"v": "Serco"},
        }
        assert found.notes == ["Columns that the portal does not keep: Designation, Address."]

    def test_rows_without_telephone_or_operator_do_not_count(self, write):
        no_telephone = [*self.ASHFIELD[:7], None]
        found = read_table(write({"1": register(self.ALTCOURSE, no_telephone)}))
        assert [row.name for row in found.told] == ["Altcourse"]

    @pytest.mark.parametrize(("column", "word"), [(2, "Holiday camp"), (3, "Reception\nPirates")])
    def test_a_word_that_is_not_known_is_refused(self, write, column, word):
        row = [*self.ASHFIELD]
        row[column] = word
        found = read_table(write({"1": register(self.ALTCOURSE, row)}))
        assert "not one that the portal knows" in found.refused[0].reason

    def test_a_title_without_a_month_leaves_the_day_open(self, write):
        assert read_table(write({"1": register(self.ALTCOURSE, title="Register")})).as_at is None

    def test_december_ends_in_its_own_year(self, write):
        rows = register(self.ALTCOURSE, title="Register, December 2024")
        assert read_table(write({"1": rows})).as_at == date(2024, 12, 31)

    def test_a_missing_operator_column_is_named(self, write):
        headings = [each for each in REGISTER_HEADINGS if each != "Operator"]
        with pytest.raises(Invalid, match="no column “Operator”"):
            read_table(write({"1": register(self.ALTCOURSE, headings=headings)}))


class TestDataTool:
    def test_the_newest_month_of_each_view_by_prison_is_read(self, tmp_path):
        path = long_csv(
            tmp_path / "tool.csv",
            f"{AGES},2023-09,Altcourse,Male,18-20,77",
            f"{AGES},2023-12,Altcourse,Male,18-20,80",
            f"{AGES},2023-12,Altcourse,Male,21-24,~",
            f"{AGES},2023-12,Altcourse,Male,25-29,3",
            f"{AGES},2023-12,Altcourse,Male,30-39,",
            f"{AGES},2023-06,Altcourse,Male,18-20,70",
            f"{CUSTODY},2023-12,Altcourse,Male,Remand,300",
            f"{CUSTODY},2023-12,Altcourse,Male,Total,900",
            "z Region*Sex,2023-12,North West,Male,All,9000",
        )
        found = read_table(path)
        assert found.as_at == date(2023, 12, 31)
        assert found.rows == 9
        assert values(found, "Altcourse") == {
            "age_bands": {
                "v": {"18-20": 80, "21-24": None, "25-29": None, "30-39": None},
                "note": HIDDEN_NOTE,
            },
            "custody": {"v": {"Remand": 300}},
        }
        assert found.notes == [
            "The file has 3 months; the figures of 2023-12 were read.",
            "Views not by prison, so they were left out: z Region*Sex.",
        ]

    def test_an_older_month_can_be_asked_for(self, tmp_path):
        path = long_csv(
            tmp_path / "tool.csv",
            f"{AGES},2023-09,Altcourse,Male,18-20,77",
            f"{AGES},2023-12,Altcourse,Male,18-20,80",
        )
        found = read_table(path, as_at=date(2023, 9, 30))
        assert values(found, "Altcourse")["age_bands"] == {"v": {"18-20": 77}}
        with pytest.raises(Invalid, match="no figures by prison for the month 2022-12"):
            read_table(path, as_at=date(2022, 12, 31))

    def test_a_view_that_has_not_reached_the_newest_month_is_left_out_and_named(self, tmp_path):
        path = long_csv(
            tmp_path / "tool.csv",
            f"{AGES},2023-12,Altcourse,Male,18-20,80",
            f"{CUSTODY},2023-09,Altcourse,Male,Remand,300",
        )
        found = read_table(path)
        assert set(values(found, "Altcourse")) == {"age_bands"}
        assert (
            f"Views without figures for 2023-12, so they were left out: {CUSTODY}." in found.notes
        )

    def test_rows_that_are_off_are_refused_by_number(self, tmp_path):
        path = long_csv(
            tmp_path / "tool.csv",
            f"{AGES},2023-12,Altcourse,Male,18-20,80",
            f"{AGES},2023-12,Altcourse,Male,18-20,81",
            f"{AGES},December,Altcourse,Male,18-20,80",
            "too,short",
            f"{AGES},2023-12,Durham,Male,18-20,lots",
        )
        found = read_table(path)
        assert {each.place.row: each.reason for each in found.refused} == {
            3: "these figures are there twice: Altcourse, Male, 18-20",
            4: "“December” is no month such as 2023-12",
            5: "the row has fewer than six cells",
            6: "Durham: is “lots”, which is no whole number",
        }
        assert [row.name for row in found.told] == ["Altcourse"]

    def test_a_view_of_too_many_kinds_is_left_out_alone(self, tmp_path):
        path = long_csv(
            tmp_path / "tool.csv",
            f"{AGES},2023-12,Altcourse,Male,18-20,80",
            *(
                f"c Establishment*Sex*Nationality,2023-12,Altcourse,Male,Land {number},10"
                for number in range(61)
            ),
        )
        found = read_table(path)
        assert set(values(found, "Altcourse")) == {"age_bands"}
        assert found.notes == ["Views with more than 60 kinds, so they were left out: Nationality."]

    def test_of_very_many_refused_rows_the_first_are_listed(self, tmp_path):
        lines = (f"{AGES},2023-12,Prison {number},Male,18-20,lots" for number in range(500))
        found = read_table(long_csv(tmp_path / "tool.csv", *lines))
        assert len(found.refused) == 200
        assert found.notes == ["500 rows are refused; the first 200 are listed."]

    def test_other_headings_are_refused(self, tmp_path):
        path = long_csv(tmp_path / "x.csv", headings="Prison,Date,People")
        with pytest.raises(Invalid, match="This file has: Prison, Date, People"):
            read_table(path)

    def test_a_file_without_a_view_by_prison_is_refused(self, tmp_path):
        path = long_csv(tmp_path / "x.csv", "a Age*Sex,2023-12,All,Male,18-20,80")
        with pytest.raises(Invalid, match="No view of this file is by prison"):
            read_table(path)

    def test_bytes_of_an_older_excel_are_read(self, tmp_path):
        line = f"{AGES},2023-12,Altcourse,Male,18–20,80"
        found = read_table(long_csv(tmp_path / "x.csv", line, encoding="cp1252"))
        assert values(found, "Altcourse")["age_bands"] == {"v": {"18–20": 80}}

    def test_a_byte_order_mark_is_no_part_of_the_headings(self, tmp_path):
        line = f"{AGES},2023-12,Altcourse,Male,18-20,80"
        assert read_table(long_csv(tmp_path / "x.csv", line, encoding="utf-8-sig")).told

    def test_a_column_without_people_is_named(self, tmp_path):
        path = long_csv(tmp_path / "x.csv", headings=LONG_HEADINGS.replace("Population", "Number"))
        with pytest.raises(Invalid, match="The headings must be"):
            read_table(path)


class TestPrisonRegister:
    def write(self, tmp_path, *prisons):
        path = tmp_path / "prisons.json"
        path.write_text(json.dumps(prisons))
        return path

    def test_what_the_api_tells_is_read_and_what_it_leaves_open_is_not(self, tmp_path):
        found = read_table(
            self.write(
                tmp_path,
                {"prisonId": "ACI", "prisonName": "Altcourse (HMP)", "active": True, "lthse": False,
                 "operators": [{"name": "Sodexo"}]},
                {"prisonId": "DAI", "prisonName": "Dartmoor (HMP)", "active": False,
                 "operators": [{"name": "PSP"}]},
            )
        )  # fmt: skip
        assert found.as_at is None
        assert [(row.code, row.values) for row in found.told] == [
            ("ACI", {"status": {"v": "Open"}, "operator": {"v": "Sodexo"},
                     "long_term_high_security": {"v": False}}),
            ("DAI", {"status": {"v": "Closed"}, "operator": {"v": "HM Prison Service"}}),
        ]  # fmt: skip

    def test_other_kinds_of_sites_are_left_out_and_named(self, tmp_path):
        site = {"prisonId": "XXI", "prisonName": "Oakhill", "types": [{"code": "STC"}]}
        both = {
            "prisonId": "FMI",
            "prisonName": "Feltham",
            "types": [{"code": "HMP"}, {"code": "STC"}],
        }
        found = read_table(self.write(tmp_path, site, both))
        assert [row.code for row in found.told] == ["FMI"]
        assert found.notes == ["Left out: Oakhill (a secure training centre for young people)."]

    @pytest.mark.parametrize(
        "entry",
        [7, None, {"prisonId": 7}, {"prisonId": "ACI", "prisonName": ["x"]},
         {"prisonId": "ACI", "operators": "x"},
         {"prisonId": "ACI", "operators": [{"name": "x" * 400}]}],
    )  # fmt: skip
    def test_an_entry_that_is_off_is_refused_by_number(self, tmp_path, entry):
        found = read_table(self.write(tmp_path, {"prisonId": "DMI"}, entry))
        assert [each.place.row for each in found.refused] == [2]
        assert [row.code for row in found.told] == ["DMI"]

    @pytest.mark.parametrize(
        "text", ['{"a": 1}', "[]", "[1, 2]", '[{"prisonId": "ACI"', "[" * 90_000]
    )
    def test_another_json_is_refused(self, tmp_path, text):
        path = tmp_path / "x.json"
        path.write_text(text)
        with pytest.raises(Invalid, match=r"damaged|not a list of prisons"):
            read_table(path)
