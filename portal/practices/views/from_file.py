"""Starting a practice from a Word or OpenDocument file: a draft to read through, never more."""

from pathlib import PurePath

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.datastructures import FileStorage

from portal import confined
from portal.documents import intake
from portal.errors import Busy, Invalid
from portal.practices import services
from portal.practices.content import TITLE_MAX, Content, storable
from portal.practices.form_steps import ALL, NOTE
from portal.practices.models import Practice
from portal.practices.views.blueprint import bp
from portal.practices.views.onward import FROM_FILE, form_of
from portal.practices.views.writing import require_kind, require_writer
from portal.practices.vocabulary import KINDS
from portal.web.access import allow
from portal.web.uploads import MB, takes_at_most

MOST_MB = 10
TYPES = {".docx": intake.WORD, ".odt": intake.OPEN_DOCUMENT}
READ_NOTE = "Read it through and take out anything about a person."
READ_IT = (
    "We put your file in “The text”. Read it through and take out anything about a person. "
    "Then fill in what you know in the other steps."
)


@bp.route("/practices/new/<kind>/from-file", methods=["GET", "POST"])
@allow("signed_in")
@takes_at_most((MOST_MB + 1) * MB)
def from_file(kind: str) -> ResponseReturnValue:
    """Ask for a file, then make a draft from it and open its text."""
    require_writer()
    require_kind(kind)
    if request.method == "GET":
        return _page(kind)
    try:
        practice, warnings = _draft(kind, request.files.get("file"))
    except Invalid as error:
        return _page(kind, error.problems)
    except Busy as error:
        return _page(kind, {"file": str(error)}, 503)
    flash(READ_NOTE if kind == NOTE else READ_IT)
    for warning in warnings:
        flash(warning)
    if kind == NOTE:
        return redirect(form_of(practice, ALL))
    return redirect(f"{form_of(practice, 'text')}?from={FROM_FILE}")


def _draft(kind: str, sent: FileStorage | None) -> tuple[Practice, tuple[str, ...]]:
    """Make a draft from a file. Raises Invalid, with the key "file"."""
    if sent is None or not sent.filename:
        raise Invalid({"file": "Choose a file"})
    data = sent.stream.read(MOST_MB * MB + 1)
    if len(data) > MOST_MB * MB:
        raise Invalid({"file": f"The file must be smaller than {MOST_MB} MB"})
    name = PurePath(storable(sent.filename))
    with confined.turn(current_user.id):
        imported = intake.to_markdown(data, TYPES.get(name.suffix.lower(), ""))
    content = Content(
        title=_title(imported.title, name.stem, KINDS[kind]),
        body=storable(imported.markdown),
    )
    try:
        practice = services.create_practice(
            kind, content, actor=current_user, prison=current_user.prison
        )
    except Invalid as error:
        raise Invalid({"file": str(error)}) from error
    return practice, imported.warnings


def _title(*candidates: str) -> str:
    """Take the first title that says anything."""
    tidy = (" ".join(storable(each).split())[:TITLE_MAX] for each in candidates)
    return next(each for each in tidy if any(letter.isalnum() for letter in each))


def _page(
    kind: str, problems: dict[str, str] | None = None, status: int = 422
) -> ResponseReturnValue:
    page = render_template(
        "practices/from_file.html",
        kind=kind,
        kind_words=KINDS[kind],
        problems=problems or {},
        most=MOST_MB,
        accepted=",".join(TYPES),
    )
    return page, status if problems else 200
