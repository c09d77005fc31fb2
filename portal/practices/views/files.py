"""The page of a practice's files: attach, rename, remove; and the downloads."""

from collections.abc import Iterable
from contextlib import suppress

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import RequestEntityTooLarge

from portal.errors import Busy, Invalid, PortalError
from portal.practices import queries
from portal.practices.content import FILES_MAX, Content
from portal.practices.files import attaching
from portal.practices.files.attached import attached_file, attached_files
from portal.practices.files.downloading import download
from portal.practices.models import Practice
from portal.practices.views.blueprint import bp
from portal.practices.views.editable import editable
from portal.storage import places
from portal.storage.media_types import EXTENSIONS
from portal.storage.receiving import Received, receive
from portal.storage.refusals import LARGEST_MB
from portal.storage.services import discard
from portal.web.access import allow
from portal.web.errors import answer, signed_out
from portal.web.uploads import MB, takes_at_most

UPLOAD_MB = 60  # of all files sent at once
DRAINED_MB = 200
CHUNK = 256 * 1024
TOO_MUCH = (
    f"The files are larger than {UPLOAD_MB} MB together. Choose fewer at a time. "
    f"Each may have up to {LARGEST_MB} MB"
)
TOO_MANY = f"A practice can carry {FILES_MAX} files. Choose fewer"

Problems = list[tuple[str, str]]


@bp.route("/practices/<slug>/files", methods=["GET", "POST"])
@allow("signed_in")
@takes_at_most(UPLOAD_MB * MB)
def files(slug: str) -> ResponseReturnValue:
    """List the files of the newest version, and attach more."""
    practice = editable(slug)
    if request.method == "GET":
        return _page(practice)
    uploads = [each for each in request.files.getlist("file") if each.filename]
    if not uploads:
        return _page(practice, [("file", "Choose a file")], 422)
    if len(uploads) > FILES_MAX:
        return _page(practice, [("file", TOO_MANY)], 422)
    try:
        received, problems = _receive(uploads)
        if received:
            _attach(practice, received)
    except Invalid as error:
        problems.extend(error.problems.items())
    except Busy as error:
        return _page(editable(slug), [("file", str(error))], 503)
    if problems:
        return _page(editable(slug), problems, 422)
    return redirect(url_for("practices.files", slug=slug))


@bp.post("/practices/<slug>/files/<sha256>/rename")
@allow("signed_in")
def rename_file(slug: str, sha256: str) -> ResponseReturnValue:
    """Give a file another name."""
    name = request.form.get("name", "")
    try:
        attaching.rename_file(editable(slug), sha256, name, actor=current_user)
    except Invalid as error:
        fields = {"name": f"name-{sha256}"}
        problems = [(fields.get(key, key), words) for key, words in error.problems.items()]
        return _page(editable(slug), problems, 422)
    flash("The file has a new name.", "success")
    return redirect(url_for("practices.files", slug=slug))


@bp.post("/practices/<slug>/files/<sha256>/remove")
@allow("signed_in")
def remove_file(slug: str, sha256: str) -> ResponseReturnValue:
    """Take a file off the newest version; earlier ones keep it."""
    attaching.remove_file(editable(slug), sha256, actor=current_user)
    flash("The file is removed. Earlier versions of this practice still have it.", "success")
    return redirect(url_for("practices.files", slug=slug))


@bp.get("/practices/<slug>/files/<sha256>/<name>")
@allow("signed_in")
def file(slug: str, sha256: str, name: str) -> ResponseReturnValue:
    """Send a file to whoever may see a version that carries it, under its own name."""
    practice = queries.practice_by_slug(slug, viewer=current_user)
    return download(attached_file(practice, sha256, viewer=current_user))


@bp.errorhandler(RequestEntityTooLarge)
def too_large(error: RequestEntityTooLarge) -> ResponseReturnValue:
    """Say beside the field that the files are too large together; elsewhere, as always."""
    if not current_user.is_authenticated:
        return signed_out()  # strangers may send little: it may not be too large at all
    _drain()
    if request.endpoint != "practices.files":
        return answer(413)
    try:
        practice = editable(str((request.view_args or {})["slug"]))
        return _page(practice, [("file", TOO_MUCH)], 413)
    except PortalError as refusal:
        return answer(refusal.status, str(refusal))


def _drain() -> None:
    """Read what the browser is still sending: one that is cut off shows no page of ours."""
    left = min(request.content_length or 0, DRAINED_MB * 1024**2)
    with suppress(OSError):
        while left > 0 and (chunk := request.environ["wsgi.input"].read(min(CHUNK, left))):
            left -= len(chunk)


def _receive(uploads: Iterable[FileStorage]) -> tuple[list[Received], Problems]:
    """Take in what can be kept, and say of each other file what is wrong with it."""
    received: list[Received] = []
    problems: Problems = []
    try:
        for each in uploads:
            name = each.filename or ""
            try:
                received.append(receive(each.stream, name=name, folder=places.root()))
            except Invalid as error:
                problems.append(("file", f"{name[:80]}: {error.problems['file']}"))
    except BaseException:
        for done in received:
            discard(done)
        raise
    return received, problems


def _attach(practice: Practice, received: list[Received]) -> None:
    before = practice.latest_id
    revision = attaching.add_files(practice, received, actor=current_user)
    if revision.id == before:
        flash("These files were attached already.", "success")
    else:
        flash(f"{revision.note}.", "success")


def _page(
    practice: Practice, problems: Problems | None = None, status: int = 200
) -> ResponseReturnValue:
    latest = queries.latest_revision(practice)
    content = Content.from_json(latest.content)
    page = render_template(
        "practices/files.html",
        practice=practice,
        revision=latest,
        files=attached_files(content, with_pages=True),
        problems=problems or [],
        wrong=dict(problems or []),
        typed=request.form.get("name", "") if request.endpoint == "practices.rename_file" else "",
        accepted=",".join(EXTENSIONS),
        most=FILES_MAX,
        largest=LARGEST_MB,
        together=UPLOAD_MB,
        scans=bool(current_app.config["SETTINGS"].clamd),
    )
    return page, status
