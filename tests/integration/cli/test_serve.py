import http.client
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import click
import pytest

from portal.cli.serve import refuse_taken_port
from tests.integration.cli.conftest import Folder

NOT_SET_UP = "Error: The portal is not set up, or not brought up to date. Run: portal init\n"


@contextmanager
def listening(port: int = 0) -> Iterator[int]:
    """Hold a port of this computer, a free one unless it is named."""
    with closing(socket.socket()) as server:
        server.bind(("127.0.0.1", port))
        server.listen()
        yield server.getsockname()[1]


def free_port() -> int:
    with listening() as port:
        return port


def get(port: int, path: str) -> tuple[int, bytes]:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=20)) as connection:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read()


@contextmanager
def serving(folder: Folder, *words: str) -> "Iterator[tuple[subprocess.Popen[str], str]]":
    """Run `portal serve`, and give the process and its welcome once it listens."""
    command = (sys.executable, "-m", "portal.cli", "serve", *words)
    process = folder.start(*command)
    try:
        yield process, welcome(process)
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=30)


def welcome(process: "subprocess.Popen[str]") -> str:
    assert process.stdout
    lines = []
    for line in process.stdout:
        lines.append(line)
        if "erin@" in line:
            break
    return "".join(lines)


def test_a_free_port_is_fine_also_just_after_it_was_used() -> None:
    with listening() as port, closing(socket.create_connection(("127.0.0.1", port))):
        pass
    refuse_taken_port("127.0.0.1", port)
    refuse_taken_port("localhost", port)


def test_a_taken_port_is_refused_in_one_line_with_a_free_one() -> None:
    with listening() as port:
        with pytest.raises(click.ClickException) as caught:
            refuse_taken_port("127.0.0.1", port)
        words = caught.value.message
        assert words.startswith(f"Port {port} is taken. Choose another: make run PORT=")
        assert "\n" not in words
        refuse_taken_port("127.0.0.1", int(words.split("PORT=")[1].split()[0]))


def test_the_port_it_proposes_is_not_taken_either() -> None:
    for first in range(free_port(), 65000):
        try:
            with listening(first), listening(first + 1):
                with pytest.raises(click.ClickException) as caught:
                    refuse_taken_port("127.0.0.1", first)
                assert f"PORT={first + 1} " not in caught.value.message
                return
        except OSError:
            continue  # one of the two belongs to somebody else


@pytest.mark.parametrize("host", ["192.0.2.1", "no.such.host.invalid", "2001:db8::1"])
def test_a_host_that_is_not_this_computer_is_refused(host: str) -> None:
    with pytest.raises(click.ClickException, match=f"Cannot listen on {host}, port 8000: "):
        refuse_taken_port(host, 8000)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "example.org"])
def test_a_demo_answers_nobody_but_this_computer(ready: Folder, host: str) -> None:
    result = ready.run("serve", "--host", host, "--port", str(free_port()))
    assert result.exit_code == 1
    assert result.output == (
        f"Error: A demo only answers the computer it runs on, not {host}. "
        "Set PORTAL_DEMO=false to serve others; docs/operations.md tells how.\n"
    )


def test_a_taken_port_is_found_before_anything_is_built(empty: Folder) -> None:
    with listening() as port:
        result = empty.run("serve", "--set-up", "--port", str(port))
    assert result.exit_code == 1
    assert result.output.startswith(f"Error: Port {port} is taken.")
    assert result.output.count("\n") == 1
    assert not (empty.path / "var" / "portal.sqlite3").exists()


def test_a_folder_that_is_not_set_up_is_refused(empty: Folder) -> None:
    result = empty.run("serve", "--port", str(free_port()))
    assert (result.exit_code, result.output) == (1, NOT_SET_UP)


def test_missing_styles_are_refused(ready: Folder, tmp_path: Path) -> None:
    result = ready.run("serve", "--port", str(free_port()), ASSETS=str(tmp_path / "none"))
    assert (result.exit_code, result.output) == (1, NOT_SET_UP)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DEMO", "true"),
        ("DEBUG", "true"),
        ("SECURE_COOKIES", "false"),
        ("SECRET_KEY", "changeme"),
        ("PUBLIC_URL", "http://exchange.example.org"),
    ],
)
def test_half_protected_production_is_refused(ready: Folder, name: str, value: str) -> None:
    production = {"ENVIRONMENT": "production", "PUBLIC_URL": "https://exchange.example.org"}
    result = ready.run("serve", "--port", str(free_port()), **production | {name: value})
    assert result.exit_code == 1
    assert result.output.startswith(f"Error: PORTAL_{name}: ")
    assert result.output.count("\n") == 1


@pytest.mark.parametrize("words", [("--port", "0"), ("--port", "x"), ("--workers", "0")])
def test_a_number_that_makes_no_sense_is_refused(ready: Folder, words: tuple[str, str]) -> None:
    result = ready.run("serve", *words)
    assert result.exit_code == 2
    assert f"Invalid value for '{words[0]}'" in result.output


def test_it_serves_until_it_is_told_to_stop(ready: Folder) -> None:
    port = free_port()
    with serving(ready, "--port", str(port), "--workers", "1") as (process, words):
        assert f"The ESW Practice Exchange is at http://127.0.0.1:{port}  (Ctrl+C" in words
        assert "Password of all: " in words
        assert get(port, "/health") == (200, b'{"status":"ok"}\n')
        assert get(port, "/")[0] == 200
        second = ready.run("serve", "--port", str(port))
        assert second.output.startswith(f"Error: Port {port} is taken.")
    assert process.returncode == 0


def test_with_set_up_an_index_that_was_deleted_is_built_before_it_serves(ready: Folder) -> None:
    port = free_port()
    ready.run("init")  # for the content was loaded into another folder
    shutil.rmtree(ready.path / "search_index")
    with serving(ready, "--set-up", "--port", str(port), "--workers", "1") as (_, words):
        assert "[5/8] Starter library (unchanged)" in words
        assert get(port, "/")[0] == 200
        assert ready.run("check").exit_code == 0
