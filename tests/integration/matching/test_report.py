"""`portal matching report` on the real estate."""

import json

from portal.matching.cli import report, tell
from portal.matching.report.measuring import reports
from portal.matching.report.telling import is_sound, lines


def test_the_report_measures_every_block_and_its_promises_hold(whole_estate, app_context):
    found = {(each.basis, each.block): each for each in reports()}
    women = found["record", "women"]
    assert all(map(is_sound, found.values()))
    said = "\n".join(lines(women))
    assert "Register, women, version 1: 12 prisons" in said
    assert "Promises about distances broken: none  [aim none: met]" in said
    assert "Pairing: proven least: yes" in said
    assert found["profile", "women"].lines == ()


def test_the_command_says_the_same_as_json(app, whole_estate):
    result = app.test_cli_runner().invoke(report, ["--json"])
    told = json.loads(result.output)
    assert result.exit_code == 0
    assert {(each["basis"], each["block"]) for each in told} >= {("record", "adult_men")}


def test_the_command_that_writes_letters_says_how_many(app, whole_estate):
    result = app.test_cli_runner().invoke(tell)
    assert (result.exit_code, result.output) == (0, "0 letters sent.\n")
