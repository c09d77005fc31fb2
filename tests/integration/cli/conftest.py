"""A folder with a portal of its own, and the `portal` command to run in it.

The command finds its settings in the environment, as it does in life. A portal that is set up is
made once for each test process and copied; on PostgreSQL nothing of this would be any different.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextvars import Context
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from portal import cli
from portal.app import create_app
from portal.config import CHECKOUT, PREFIX, Settings
from tests.portals import SECRET, close


@dataclass
class Folder:
    """Run `portal` with everything it writes in one folder."""

    path: Path
    environ: dict[str, str] = field(default_factory=dict)

    def run(self, *words: str, **more: str) -> Result:
        """Run it in this process; `more` are settings by name, as in `DEMO="false"`."""
        with pytest.MonkeyPatch.context() as patch:
            for name, value in self._settings(more).items():
                patch.setenv(name, value)
            # An empty context: whatever portal the test holds open is not the command's.
            return Context().run(CliRunner().invoke, cli.main, words, prog_name="portal")

    def process(self, *words: str, **more: str) -> "subprocess.CompletedProcess[str]":
        """Run it in a process of its own, whose account must keep to the rights of files."""
        process = self.start(*AS_ANYBODY, sys.executable, "-m", "portal.cli", *words, **more)
        output, errors = process.communicate(timeout=60)
        return subprocess.CompletedProcess(words, process.returncode, output, errors)

    def start(self, *command: str, **more: str) -> "subprocess.Popen[str]":
        """Start a command with these settings and do not wait for it."""
        return subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=self.path,
            env={**os.environ, **self._python(), **self._settings(more)},
        )

    def settings(self, **more: str) -> Settings:
        """Give the settings that the command sees."""
        return Settings.from_environment(self._settings(more))

    def _python(self) -> dict[str, str]:
        """Keep compiled code between processes: compiling it takes most of their time."""
        compiled = {"PYTHONPYCACHEPREFIX": str(self.path.parents[1] / "pycache")}
        return compiled | {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPATH": str(CHECKOUT)}

    def _settings(self, more: Mapping[str, str]) -> dict[str, str]:
        return self.environ | {f"{PREFIX}{name}": value for name, value in more.items()}


def _as_anybody() -> list[str]:
    """Take from root what lets it write anywhere."""
    if os.geteuid():
        return []
    return ["setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-all"]


AS_ANYBODY = _as_anybody()


def folder_in(path: Path, assets: Path) -> Folder:
    """Give a folder for a portal that is not set up; the styles and scripts are shared."""
    path.mkdir()
    settings = {
        "DATA": str(path / "var"),
        "SEARCH_INDEX": str(path / "search_index"),
        "ASSETS": str(assets),
        "SECRET_KEY": SECRET,
    }
    return Folder(path, {f"{PREFIX}{name}": value for name, value in settings.items()})


@pytest.fixture(autouse=True)
def no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forget the settings of whoever runs the tests."""
    for name in os.environ:
        if name.startswith(PREFIX):
            monkeypatch.delenv(name)


@pytest.fixture
def empty(tmp_path: Path, assets: Path) -> Folder:
    """Give a folder in which nothing is set up."""
    return folder_in(tmp_path / "portal", assets)


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory, assets: Path) -> Path:
    """Give a folder in which `portal init` ran; only to copy from."""
    folder = folder_in(tmp_path_factory.mktemp("finished") / "portal", assets)
    result = folder.run("init")
    assert result.exit_code == 0, result.output
    assert not list(folder.path.glob("var/*-wal")), "the database is still open"
    return folder.path


@pytest.fixture
def ready(empty: Folder, finished: Path) -> Folder:
    """Give a folder in which `portal init` ran."""
    shutil.copytree(finished, empty.path, dirs_exist_ok=True)
    return empty


@pytest.fixture
def inside(ready: Folder) -> Iterator[Flask]:
    """Hold the portal of `ready` open, for tests that ask services and queries."""
    app = create_app(ready.settings())
    with app.app_context():
        yield app
    close(app)
