"""The pages on which administrators bring a published table in: choose, look, add."""

import shutil
import tempfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal import confined
from portal.errors import Busy, Invalid
from portal.prisons.queries import all_prisons
from portal.prisons.tables import carrying, importing
from portal.prisons.tables.published import Published
from portal.web.access import allow
from portal.web.uploads import MB, takes_at_most

bp = Blueprint("prison_tables", __name__, url_prefix="/prisons/import")

MOST_MB = 100
MOST_SHOWN = 500  # of changes, names and refused rows, each
DAY = ("day", "month", "year")


@bp.get("")
@allow("administrator")
def start() -> ResponseReturnValue:
    """Ask for a published file."""
    return _start()


@bp.post("")
@allow("administrator")
@takes_at_most((MOST_MB + 1) * MB)
def show() -> ResponseReturnValue:
    """Show what a file would change; nothing is written."""
    try:
        day = _day()
        return _comparison(_sent(day), day, {})
    except Invalid as error:
        return _start(error.problems), error.status
    except Busy as error:
        return _start({"file": str(error)}), error.status


@bp.post("/add")
@allow("administrator")
def add() -> ResponseReturnValue:
    """Add the facts of a table that was shown, or show it again with names told."""
    try:
        published, day = carrying.unpacked(request.form.get("table", "")), _day()
    except Invalid as error:
        return _start(error.problems), error.status
    picked = _names("name", "code")
    names = _names("told_name", "told_code") | picked
    try:
        if picked:  # what they change was not shown yet
            return _comparison(published, day, names)
        written = importing.add_facts(
            published,
            as_at=day,
            names=names,
            leave_out="leave_out" in request.form,
            actor=current_user,
        )
    except Invalid as error:
        if "leave_out" not in error.problems:
            return _start(error.problems), error.status
        return _comparison(published, day, names, error.problems), error.status
    flash(f"{len(written.changes):,} facts were added.", "success")
    return redirect(url_for("prisons.index"))


def _sent(day: date | None) -> Published:
    """Read the file that was sent. Raises Invalid, with the key "file", and Busy."""
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        raise Invalid({"file": "Choose a file"})
    with confined.turn(current_user.id), tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table"
        with path.open("wb") as file:
            shutil.copyfileobj(sent.stream, file)
        return importing.read_table(path, as_at=day)


def _day() -> date | None:
    """Read the day that was typed, None where it was left blank. Raises Invalid."""
    typed = [request.form.get(part, "").strip() for part in DAY]
    if not any(typed):
        return None
    try:
        day, month, year = (int(part) for part in typed)
        return date(year, month, day)
    except (ValueError, OverflowError):
        raise Invalid({"day": "Enter a real day, such as 31 1 2025, or leave it blank"}) from None


def _names(names: str, codes: str) -> dict[str, str]:
    """Pair each name with the code picked for it; a blank one says nothing."""
    pairs = zip(request.form.getlist(names), request.form.getlist(codes), strict=False)
    return {name: code for name, code in pairs if code}


def _comparison(
    published: Published,
    day: date | None,
    names: Mapping[str, str],
    problems: Mapping[str, str] | None = None,
) -> str:
    return render_template(
        "prisons/import_shown.html",
        result=importing.propose(published, as_at=day, names=names),
        table=carrying.packed(published),
        day=day,
        names=names,
        prisons=[prison for prison in all_prisons() if not prison.is_example],
        most=MOST_SHOWN,
        problems=problems or {},
    )


def _start(problems: Mapping[str, str] | None = None) -> str:
    # What belongs to no field of this page stands beside the file that it is about.
    fields = {"as_at": "day"}
    shown = {
        fields.get(key, key if key in ("file", "day") else "file"): message
        for key, message in (problems or {}).items()
    }
    typed = {part: request.form.get(part, "") for part in DAY}
    return render_template("prisons/import.html", problems=shown, typed=typed, most=MOST_MB)
