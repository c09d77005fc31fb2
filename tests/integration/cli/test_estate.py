from pathlib import Path

import pytest
from sqlalchemy import func, select

from portal.db import db
from portal.prisons.models import Fact
from tests.integration.cli.conftest import Folder
from tests.unit.prisons.tables.makers import bulletin, xlsx

ALTCOURSE = ["Altcourse", 700, 690, 1111, 1001]


def count() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Fact)) or 0


@pytest.fixture
def file(tmp_path: Path) -> str:
    rows = bulletin(ALTCOURSE, ["Elmley (Sheppey)", 1, 1, 902, "[c]"])
    return str(xlsx(tmp_path / "bulletin.xlsx", {"Bulletin": rows}))


@pytest.mark.usefixtures("inside")
def test_a_table_is_shown_first_and_written_when_asked(ready: Folder, file: str) -> None:
    before = count()
    shown = ready.run("estate", "import", file)
    assert shown.exit_code == 0, shown.output
    assert (
        "Monthly population bulletin, 31 January 2025: 3 rows read, 8 facts to add" in shown.output
    )
    assert (
        "HMP/YOI Altcourse, People held: 1,136 (Monthly population bulletin, December 2024, "
        "31 December 2024) → 1,001"
    ) in shown.output
    assert "“Elmley (Sheppey)” was read as a known spelling of" in shown.output
    assert "→ Not known (Not given in the publication)" in shown.output
    assert "Nothing was written. To write this, run it again with --apply." in shown.output
    assert count() == before
    written = ready.run("estate", "import", file, "--apply")
    assert "8 facts were added." in written.output
    assert count() == before + 8
    again = ready.run("estate", "import", file, "--apply")
    assert "0 facts to add, 8 known already" in again.output
    assert count() == before + 8


@pytest.mark.usefixtures("inside")
def test_a_row_that_cannot_be_used_is_named_with_the_way_on(ready: Folder, tmp_path: Path) -> None:
    before = count()
    rows = bulletin(ALTCOURSE, ["Duram", 1, 1, 902, 903], ["Leeds", 1, 1, "x", 900])
    file = str(xlsx(tmp_path / "a.xlsx", {"Bulletin": rows}))
    refused = ready.run("estate", "import", file, "--apply")
    assert refused.exit_code == 1
    assert '"Duram" (sheet' not in refused.output
    assert "“Duram” (sheet “Bulletin”, row 6): no prison in the directory" in refused.output
    assert 'Likely HMP/YOI Durham: --name "Duram=DMI"' in refused.output
    assert "Sheet “Bulletin”, row 7: Leeds: Operational Capacity is “x”" in refused.output
    assert "Nothing was written." in refused.output
    assert count() == before
    options = ("--name", "Duram=dmi", "--leave-out", "--apply")
    assert "8 facts were added." in ready.run("estate", "import", file, *options).output


@pytest.mark.usefixtures("inside")
@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (("--name", "Durham"), "is not written like"),
        (("--name", "Durham=ZZZ"), "No prison has the code ZZZ"),
        (("--source", "A B"), "small letters, digits and hyphens"),
        (("--as-at", "2199-01-01"), "no day that figures can be of yet"),
    ],
)
def test_an_option_that_is_off_is_told_in_one_line(
    ready: Folder, file: str, options: tuple[str, ...], reason: str
) -> None:
    result = ready.run("estate", "import", file, *options)
    assert result.exit_code == 1
    assert reason in result.output
    assert "Traceback" not in result.output
