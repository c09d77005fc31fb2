"""The database that test after test is lent on PostgreSQL is as it was, whatever they did."""

import psycopg
import pytest

from tests.databases import Templates

ROWS = "SELECT number, word FROM things ORDER BY number"
ADD = "INSERT INTO things (word) VALUES ('new') RETURNING number"


def fill(url: str) -> None:
    """Make two tables, of which one leans on the other, and a row in each."""
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        connection.execute(
            "CREATE TABLE things (number int PRIMARY KEY GENERATED ALWAYS AS IDENTITY, word text)"
        )
        connection.execute("CREATE TABLE parts (thing int NOT NULL REFERENCES things)")
        connection.execute("INSERT INTO things (word) VALUES ('old')")
        connection.execute("INSERT INTO parts VALUES (1)")


@pytest.mark.parametrize(
    "change",
    [
        ADD,
        "UPDATE things SET word = 'changed'",
        "DELETE FROM parts; DELETE FROM things",
        "TRUNCATE things RESTART IDENTITY CASCADE",
    ],
)
def test_rows_and_numbers_are_put_back(change, templates: Templates):
    templates.template("postgresql", "things", fill)
    with templates.lend("postgresql", "things") as url:
        left_open = psycopg.connect(url.replace("+psycopg", ""))
        left_open.execute(change)
        left_open.commit()
        left_open.execute("LOCK TABLE things")
    with (
        templates.lend("postgresql", "things") as url,
        psycopg.connect(url.replace("+psycopg", "")) as connection,
    ):
        assert connection.execute(ROWS).fetchall() == [(1, "old")]
        assert connection.execute("SELECT * FROM parts").fetchall() == [(1,)]
        assert connection.execute(ADD).fetchall() == [(2,)]
    left_open.close()


def test_one_that_was_lent_often_is_made_anew(templates: Templates, monkeypatch):
    monkeypatch.setattr("tests.postgresql.ReusedDatabase.MOST", 2)
    templates.template("postgresql", "things", fill)
    numbers = set()
    for _ in range(3):
        with (
            templates.lend("postgresql", "things") as url,
            psycopg.connect(url.replace("+psycopg", "")) as connection,
        ):
            query = "SELECT oid FROM pg_database WHERE datname = current_database()"
            numbers.add(connection.execute(query).fetchone())
    assert len(numbers) == 2
