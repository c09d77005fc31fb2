"""The list of commands: each is there, and none waits for the libraries of another."""

import subprocess
import sys

import click
import pytest
from click.testing import CliRunner

from portal import cli
from portal.cli.commands import PLACES


def _prints(code: str) -> str:
    command = (sys.executable, "-c", code)
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def test_help_lists_every_command_with_a_line_about_it() -> None:
    result = CliRunner().invoke(cli.main, ["--help"], prog_name="portal")
    listed = result.output.partition("Commands:\n")[2].splitlines()
    assert [line.split()[0] for line in listed] == sorted(PLACES)
    assert all(len(line.split()) > 2 for line in listed)


@pytest.mark.parametrize("name", sorted(PLACES))
def test_a_command_has_the_name_it_is_listed_under(name: str) -> None:
    command = cli.main.get_command(click.Context(cli.main), name)
    assert command is not None
    assert command.name == name


def test_a_command_that_is_not_there_is_refused() -> None:
    result = CliRunner().invoke(cli.main, ["nonsense"], prog_name="portal")
    assert result.exit_code == 2
    assert "No such command 'nonsense'" in result.output


def test_the_list_itself_loads_none_of_the_libraries_of_the_commands() -> None:
    names = {"flask", "sqlalchemy", "numpy", "whoosh", "gunicorn"}
    assert _prints(f"import sys, portal.cli; print({names} & {{*sys.modules}})") == "set()"


def test_plain_tables_are_matched_without_the_database() -> None:
    command = "import portal.matching.cli"
    assert _prints(f"import sys; {command}; print('sqlalchemy' in sys.modules)") == "False"
