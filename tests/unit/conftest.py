"""Unit tests reach neither the network nor a database: trying to is an error."""

import socket
import sqlite3
from typing import NoReturn

import pytest
from sqlalchemy.pool import Pool


@pytest.fixture(autouse=True)
def nothing_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """Close the doors for the length of one test."""

    def no_network(*_args: object, **_more: object) -> NoReturn:
        pytest.fail("a unit test reached for the network; move it to tests/integration")

    def no_database(*_args: object, **_more: object) -> NoReturn:
        pytest.fail("a unit test reached for a database; move it to tests/integration")

    for name in ("connect", "connect_ex", "sendto", "bind"):
        monkeypatch.setattr(socket.socket, name, no_network)
    monkeypatch.setattr(socket, "getaddrinfo", no_network)
    monkeypatch.setattr(sqlite3, "connect", no_database)
    monkeypatch.setattr(Pool, "connect", no_database)
