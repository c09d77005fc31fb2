"""Carrying a table that was read from the page that shows it to the one that adds it.

The table travels in the form itself, signed, so that nothing is kept for whoever never comes back.
"""

from dataclasses import asdict
from datetime import date
from typing import Any

from flask import current_app
from itsdangerous import BadData, URLSafeTimedSerializer

from portal.errors import Invalid
from portal.prisons.tables.published import Place, Published, Refused, Told

LIFETIME = 4 * 3600  # seconds
LONGEST = 1_500_000  # characters, below what a form may hold
SALT = "prison-table"
GONE = "This page is too old. Choose the file again"
TOO_LONG = "This table is too large for the page. Use the command portal estate import"


def packed(published: Published) -> str:
    """Give a table as signed text. Raises Invalid where it is too long for a form."""
    said = asdict(published)
    said["as_at"] = published.as_at.isoformat() if published.as_at else None
    text = str(_serializer().dumps(said))
    if len(text) > LONGEST:
        raise Invalid({"file": TOO_LONG})
    return text


def unpacked(text: str) -> Published:
    """Give a table that was packed here. Raises Invalid for anything else."""
    try:
        said: dict[str, Any] = _serializer().loads(text, max_age=LIFETIME)
    except BadData as error:
        raise Invalid({"file": GONE}) from error
    as_at = said.pop("as_at")
    told = [Told(**{**row, "place": Place(**row["place"])}) for row in said.pop("told")]
    refused = [Refused(Place(**row["place"]), row["reason"]) for row in said.pop("refused")]
    day = date.fromisoformat(as_at) if as_at else None
    return Published(**said, as_at=day, told=told, refused=refused)


def _serializer() -> Any:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt=SALT)
