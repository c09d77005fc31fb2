"""Files of practices: the services that change the list, and who may download what."""

import io
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextvars import Context
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import encode_multipart

from portal.db import db
from portal.errors import Forbidden, Invalid
from portal.practices import queries, services
from portal.practices.content import Content, FileRef
from portal.practices.files import attaching
from portal.practices.files.attached import attached_files, files_in_use
from portal.practices.library.loading import remove_practices
from portal.practices.models import Practice, Revision, RevisionFile
from portal.storage import places
from portal.storage.models import StoredFile
from tests.carrying import attach, pdf, upload, wait_for_reader
from tests.people import Cast
from tests.portals import make_settings
from tests.unit.storage import making

SLUG = "timetable-club"
PLAN = making.docx_file("The plan of the wing.")
PICTURE = making.picture("PNG")


@pytest.fixture(autouse=True)
def nothing_left_running(app: Flask) -> Iterator[None]:
    yield
    wait_for_reader(app)


@pytest.fixture
def practice(app: Flask, cast: Cast) -> Practice:
    """Write a draft of Example Midvale."""
    with app.app_context():
        content = Content("Timetable club", summary="In short.", body="We met.")
        return services.create_practice("scheme", content, actor=cast.alice, prison=cast.midvale)


def publish(app: Flask, cast: Cast) -> None:
    with app.app_context():
        services.publish(queries.practice_by_slug(SLUG, viewer=cast.alice), actor=cast.alice)


def archive(app: Flask, cast: Cast) -> None:
    with app.app_context():
        services.archive(queries.practice_by_slug(SLUG, viewer=cast.alice), actor=cast.alice)


def newest(app: Flask, slug: str = SLUG) -> Revision:
    with app.app_context():
        practice = db.session.scalars(select(Practice).where(Practice.slug == slug)).one()
        return db.session.get_one(Revision, practice.latest_id)


def files(app: Flask, slug: str = SLUG) -> tuple[FileRef, ...]:
    return Content.from_json(newest(app, slug).content).files


def names(app: Flask) -> list[str]:
    return [each.name for each in files(app)]


def remove(app: Flask, cast: Cast, sha256: str) -> None:
    with app.app_context():
        practice = queries.practice_by_slug(SLUG, viewer=cast.alice)
        attaching.remove_file(practice, sha256, actor=cast.alice)


def on_disk(app: Flask) -> list[str]:
    """List what lies in the store, finished or coming in."""
    with app.app_context():
        return sorted(path.name for path in places.root().rglob("*") if path.is_file())


def change_stored(app: Flask, sha256: str, **values: object) -> None:
    with app.app_context():
        stored = db.session.get_one(StoredFile, sha256)
        for name, value in values.items():
            setattr(stored, name, value)
        db.session.commit()


def post(client: FlaskClient, *uploads: tuple[str, bytes], slug: str = SLUG):
    """Upload files; the body is made in memory, where no temporary file of ours stays open."""
    files = [FileStorage(io.BytesIO(content), name) for name, content in uploads]
    boundary, body = encode_multipart(MultiDict([("file", each) for each in files]))
    kind = f"multipart/form-data; boundary={boundary}"
    return client.post(f"/practices/{slug}/files", data=body, content_type=kind)


def text(response) -> str:
    return response.get_data(as_text=True)


def fetch(client: FlaskClient, place: str, **headers: str):
    """Ask for a file and let go of it."""
    return client.get(place, headers=headers, buffered=True)


def address(sha256: str, name: str = "x") -> str:
    return f"/practices/{SLUG}/files/{sha256}/{name}"


# The list of files


def test_each_change_of_the_list_is_a_revision_with_a_note(app, cast, practice):
    (sha256,) = attach(app, cast.alice, SLUG, {"plan.docx": PLAN})
    assert (newest(app).number, newest(app).note, names(app)) == (
        2,
        "Added plan.docx",
        ["plan.docx"],
    )
    with app.app_context():
        found = queries.practice_by_slug(SLUG, viewer=cast.bob)
        attaching.rename_file(found, sha256, "Wing plan.exe", actor=cast.bob)
    assert newest(app).note == "Renamed plan.docx to Wing plan.exe.docx"
    remove(app, cast, sha256)
    assert (newest(app).note, names(app)) == ("Removed Wing plan.exe.docx", [])
    assert newest(app).body_html == "<p>We met.</p>"


def test_the_same_bytes_again_change_nothing(app, cast, practice):
    attach(app, cast.alice, SLUG, {"plan.docx": PLAN})
    attach(app, cast.alice, SLUG, {"other.docx": PLAN})
    assert (newest(app).number, names(app)) == (2, ["plan.docx"])
    assert len(on_disk(app)) == 1


def test_an_eleventh_file_is_refused_and_leaves_no_bytes(app, cast, practice):
    ten = {f"{n}.docx": making.docx_file(f"Number {n}.") for n in range(10)}
    attach(app, cast.alice, SLUG, ten)
    before = on_disk(app)
    with pytest.raises(Invalid) as raised:
        attach(app, cast.alice, SLUG, {"eleven.docx": PLAN})
    assert list(raised.value.problems) == ["file"]
    assert (len(files(app)), on_disk(app)) == (10, before)


def test_people_of_other_prisons_may_not_change_the_list(app, cast, practice):
    publish(app, cast)
    for work in (
        lambda found: attaching.add_files(found, [upload(PLAN, "a.docx")], actor=cast.charlie),
        lambda found: attaching.remove_file(found, "0" * 64, actor=cast.charlie),
        lambda found: attaching.rename_file(found, "0" * 64, "a", actor=cast.dana),
    ):
        with app.app_context(), pytest.raises(Forbidden):
            work(queries.practice_by_slug(SLUG, viewer=cast.charlie))
    assert (newest(app).number, on_disk(app)) == (1, [])


def test_two_who_attach_at_once_both_keep_theirs(app, cast, practice):
    with app.app_context():
        seen_by_bob = queries.practice_by_slug(SLUG, viewer=cast.bob)
        attach(app, cast.alice, SLUG, {"alice.docx": PLAN})
        attaching.add_files(seen_by_bob, [upload(PICTURE, "bob.png")], actor=cast.bob)
    assert names(app) == ["alice.docx", "bob.png"]


def test_of_many_who_attach_at_the_same_moment_all_keep_theirs(app, cast, practice):
    def attach_one(number: int) -> None:
        with app.app_context():
            found = queries.practice_by_slug(SLUG, viewer=cast.bob)
            file = upload(making.docx_file(f"Number {number}."), "plan.docx")
            attaching.add_files(found, [file], actor=cast.bob)

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda number: Context().run(attach_one, number), range(6)))
    numbered = [f"plan ({number}).docx" for number in range(2, 7)]
    assert names(app) == ["plan.docx", *numbered]
    assert (newest(app).number, len(on_disk(app))) == (7, 6)


def test_saving_the_words_keeps_the_files(app, cast, practice, client, sign_in):
    attach(app, cast.alice, SLUG, {"plan.docx": PLAN})
    sign_in(client, cast.alice)
    form = {"title": "Timetable club", "body": "We met twice.", "based_on": "2"}
    client.post(f"/practices/{SLUG}/edit", data=form)
    revision = newest(app)
    assert (revision.number, Content.from_json(revision.content).body) == (3, "We met twice.")
    assert names(app) == ["plan.docx"]


def test_a_copy_carries_the_files_without_storing_them_twice(app, cast, practice):
    (sha256,) = attach(app, cast.alice, SLUG, {"plan.docx": PLAN})
    publish(app, cast)
    with app.app_context():
        source = queries.practice_by_slug(SLUG, viewer=cast.charlie)
        copy = services.copy_practice(
            source, actor=cast.charlie, into=cast.westholme, title="Our club"
        )
        slug = copy.slug
        carried = select(func.count()).where(RevisionFile.revision_id == copy.latest_id)
        assert db.session.scalar(carried) == 1
    assert files(app, slug) == files(app)
    assert on_disk(app) == [sha256]


def test_removed_practices_no_longer_use_their_files(app, cast, practice):
    (sha256,) = attach(app, cast.alice, SLUG, {"plan.docx": PLAN})
    with app.app_context():
        assert files_in_use() == {sha256}
        remove_practices([practice.id])
        assert files_in_use() == set()


# The page


def test_several_files_are_attached_at_once_and_bad_ones_cost_nothing(
    app, cast, practice, client, sign_in
):
    sign_in(client, cast.bob)
    broken = post(client, ("plan.docx", PLAN), ("run.docx", b"MZ program"), ("a.png", PICTURE))
    assert broken.status_code == 422
    assert "run.docx: This kind of file cannot be attached" in text(broken)
    assert "Added plan.docx, a.png." in text(broken)
    assert names(app) == ["plan.docx", "a.png"]
    wait_for_reader(app)
    assert "Search can find the words in this file" in text(client.get(f"/practices/{SLUG}/files"))
    assert post(client, ("b.docx", making.docx_file("B."))).status_code == 302


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (making.locked_pdf("secret"), "locked with a password"),
        (making.changed(PLAN, add={making.VBA: b"x"}), "holds macros"),
        (making.ole_file("WordDocument"), "old Word file"),
        (PLAN[:2000], "damaged"),
        (b"", "empty"),
    ],
)
def test_a_bad_file_gets_a_clear_word_beside_the_field(
    app, cast, practice, client, sign_in, content, words
):
    sign_in(client, cast.alice)
    page = post(client, ("plan.docx", content))
    assert page.status_code == 422
    assert text(page).count(words) == 2  # in the summary and beside the field
    assert (newest(app).number, on_disk(app)) == (1, [])


def test_nothing_chosen_and_too_many_are_said(cast, practice, client, sign_in):
    sign_in(client, cast.alice)
    assert "Choose a file" in text(post(client, ("", b"")))
    many = post(client, *((f"{n}.docx", PLAN) for n in range(11)))
    assert (many.status_code, "can carry 10 files" in text(many)) == (422, True)


def test_too_much_at_once_is_said_beside_the_field(app, cast, practice, client, sign_in):
    sign_in(client, cast.alice)
    page = post(client, ("big.png", bytes(61 * 1024**2)))
    assert page.status_code == 413
    assert 'id="file-error"' in text(page)
    assert "larger than 60 MB together" in text(page)
    sign_in(client, cast.charlie)
    assert "larger than 60" not in text(post(client, ("big.png", bytes(61 * 1024**2))))


def test_other_pages_and_strangers_may_send_no_more_than_before(cast, practice, client, sign_in):
    three = ("big.png", bytes(3 * 1024**2))
    assert post(client, three).location.startswith("/account/sign-in")
    sign_in(client, cast.alice)
    assert (
        client.post(f"/practices/{SLUG}/edit", data={"body": "x" * 3 * 1024**2}).status_code == 413
    )
    assert post(client, ("big.png", PICTURE + bytes(3 * 1024**2))).status_code == 302


def test_a_name_that_is_empty_is_refused_and_a_stale_form_is_said(
    app, cast, practice, client, sign_in
):
    (sha256,) = attach(app, cast.alice, SLUG, {"plan.docx": PLAN})
    sign_in(client, cast.alice)
    page = client.post(f"/practices/{SLUG}/files/{sha256}/rename", data={"name": " . "})
    assert page.status_code == 422
    assert f'id="name-{sha256}-error"' in text(page)
    remove(app, cast, sha256)
    stale = client.post(f"/practices/{SLUG}/files/{sha256}/rename", data={"name": "b"})
    assert (stale.status_code, "no longer attached" in text(stale)) == (422, True)
    again = client.post(f"/practices/{SLUG}/files/{sha256}/remove")
    assert (again.status_code, newest(app).number) == (302, 3)


def test_who_lost_the_right_between_reading_and_sending_attaches_nothing(
    app, cast, practice, client, sign_in
):
    sign_in(client, cast.bob)
    assert client.get(f"/practices/{SLUG}/files").status_code == 200
    with app.app_context():
        bob = db.session.merge(cast.bob)
        bob.prison_id = cast.westholme.id
        db.session.commit()
    assert post(client, ("plan.docx", PLAN)).status_code == 404
    assert (newest(app).number, on_disk(app)) == (1, [])


def test_a_store_that_cannot_be_written_is_said_and_nothing_is_saved(
    app, cast, practice, client, sign_in
):
    with app.app_context():
        root = places.root()
    root.parent.mkdir(exist_ok=True)
    root.write_text("a file where the folder should be")
    sign_in(client, cast.alice)
    page = post(client, ("plan.docx", PLAN))
    assert (page.status_code, newest(app).number) == (503, 1)
    assert "problem with its disk" in text(page)


def test_the_state_of_each_file_is_on_the_page(app, cast, practice, client, sign_in):
    _, picture = attach(app, cast.alice, SLUG, {"a.docx": PLAN, "b.pdf": pdf("One", "Two")})
    sign_in(client, cast.alice)
    page = f"/practices/{SLUG}/files"
    assert "Search can find the words in this file" in text(client.get(page))
    for values, words in (
        ({"reading_state": "waiting"}, "Search cannot find the words in this file yet"),
        ({"scan_state": "waiting"}, "Being checked for viruses"),
        ({"scan_state": "infected"}, "A virus was found in it"),
        ({"scan_state": "clean", "is_missing": True}, "Missing from the portal"),
    ):
        change_stored(app, picture, **values)
        assert words in text(client.get(page))


def test_what_readers_will_see_has_no_links_for_writers(app, cast, practice, client, sign_in):
    sign_in(client, cast.alice)
    check = text(client.get(f"/practices/{SLUG}/check"))
    frame, below = check.split("As readers will see it")[1].split("/files", 1)
    assert ">Files</h2>" not in frame
    assert below.startswith('">Attach files</a>')
    assert "/files" not in text(client.get(f"/practices/{SLUG}/review"))
    attach(app, cast.alice, SLUG, {"a.docx": PLAN})
    for page in ("check", "review"):
        frame = text(client.get(f"/practices/{SLUG}/{page}")).split("As readers")[1]
        assert ">Files</h2>" in frame
        assert "a.docx" in frame
    assert "Add, rename or remove files" in text(client.get(f"/practices/{SLUG}"))


def test_ten_files_cost_the_practice_page_one_query(
    app, cast, practice, client, sign_in, count_queries
):
    publish(app, cast)
    sign_in(client, cast.charlie)
    client.get(f"/practices/{SLUG}")
    with count_queries() as without:
        client.get(f"/practices/{SLUG}")
    attach(app, cast.alice, SLUG, {f"{n}.docx": making.docx_file(f"{n}") for n in range(10)})
    publish(app, cast)
    with count_queries(at_most=len(without) + 1):
        page = client.get(f"/practices/{SLUG}")
    assert text(page).count("Word document, ") == 10


def test_readers_see_the_published_files_until_the_newer_version_is_published(
    app, cast, practice, client, sign_in
):
    attach(app, cast.alice, SLUG, {"old.docx": PLAN})
    publish(app, cast)
    attach(app, cast.alice, SLUG, {"new.png": PICTURE})
    sign_in(client, cast.charlie)
    page = text(client.get(f"/practices/{SLUG}"))
    assert ("old.docx" in page, "new.png" in page) == (True, False)
    sign_in(client, cast.alice)
    for place in ("check", "files"):
        page = text(client.get(f"/practices/{SLUG}/{place}"))
        assert ("old.docx" in page, "new.png" in page) == (True, True)
    assert "not published yet" in page


# Downloads


def test_who_may_download_a_file_of_which_version(app, cast, practice, client, sign_in):
    (early,) = attach(app, cast.alice, SLUG, {"early.docx": PLAN})
    remove(app, cast, early)
    (shown,) = attach(app, cast.alice, SLUG, {"shown.pdf": pdf("Shown")})

    def outcomes() -> dict[str, list[int]]:
        found = {}
        for name in ("alice", "bob", "charlie", "dana", "erin"):
            sign_in(client, getattr(cast, name))
            found[name] = [
                fetch(client, address(each)).status_code for each in (early, shown, late)
            ]
        return found

    late = "0" * 64
    insiders, outsiders = ("alice", "bob", "erin"), ("charlie", "dana")
    assert outcomes() == {n: [200, 200, 404] for n in insiders} | {n: [404] * 3 for n in outsiders}
    publish(app, cast)
    (late,) = attach(app, cast.alice, SLUG, {"late.png": PICTURE})
    readers = {n: [404, 200, 404] for n in outsiders}
    assert {n: v for n, v in outcomes().items() if n in outsiders} == readers
    assert outcomes()["bob"] == [200, 200, 200]
    archive(app, cast)
    assert {n: v for n, v in outcomes().items() if n in outsiders} == {
        n: [404] * 3 for n in outsiders
    }
    assert app.test_client().get(address(shown)).location.startswith("/account/sign-in")


def test_a_file_of_one_practice_is_not_had_through_another(app, cast, practice, client, sign_in):
    (sha256,) = attach(app, cast.alice, SLUG, {"plan.docx": PLAN})
    with app.app_context():
        content = Content("Other", summary="In short.", body="We met.")
        services.create_practice("scheme", content, actor=cast.charlie, prison=cast.westholme)
    sign_in(client, cast.charlie)
    assert client.get(f"/practices/other/files/{sha256}/plan.docx").status_code == 404


def test_a_file_is_sent_as_a_download_that_no_browser_shows(app, cast, practice, client, sign_in):
    (sha256,) = attach(app, cast.alice, SLUG, {"Plán “tŷ”.docx": PLAN})
    sign_in(client, cast.alice)
    answer = fetch(client, address(sha256, "Other.exe"))
    assert answer.data == PLAN
    headers = answer.headers
    assert headers["Content-Type"] == (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    )
    assert headers["Content-Disposition"].startswith("attachment; filename=")
    assert "filename*=UTF-8''Pl%C3%A1n%20" in headers["Content-Disposition"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert headers["Cache-Control"] == "private, no-store"
    assert "Other.exe" not in str(headers)


def test_ranges_and_conditions_do_no_harm(app, cast, practice, client, sign_in):
    (sha256,) = attach(app, cast.alice, SLUG, {"plan.docx": PLAN})
    sign_in(client, cast.alice)
    part = fetch(client, address(sha256), **{"Range": "bytes=0-3"})
    assert (part.status_code, part.data) == (206, PLAN[:4])
    assert part.headers["X-Content-Type-Options"] == "nosniff"
    assert fetch(client, address(sha256), **{"Range": "bytes=9-1,x"}).status_code in (200, 416)
    assert fetch(client, address(sha256), **{"If-None-Match": "*"}).status_code in (200, 304)
    assert client.head(address(sha256), buffered=True).headers["Content-Length"] == str(len(PLAN))
    sign_in(client, cast.charlie)
    same = {"If-None-Match": f'"{sha256}"', "Range": "bytes=0-3"}
    assert fetch(client, address(sha256), **same).status_code == 404


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/passwd.docx", "passwd.docx"),
        ("C:\\temp\\plan.docx", "plan.docx"),
        ("plan\u202excod.exe", "planxcod.exe.docx"),
        ('a"b;c.docx', "a b;c.docx"),
        ("a\r\nSet-Cookie: x=1.docx", None),
        ("x" * 300 + ".docx", "x" * 100 + ".docx"),
        ("plan.pdf", "plan.docx"),
        (".docx", "docx.docx"),
        ("<script>.docx", "script .docx"),
    ],
)
def test_no_name_can_do_harm(app, cast, practice, client, sign_in, sent, kept):
    (sha256,) = attach(app, cast.alice, SLUG, {sent: PLAN})
    (name,) = names(app)
    assert kept is None or name == kept
    sign_in(client, cast.alice)
    answer = fetch(client, address(sha256))
    assert answer.status_code == 200
    said = answer.headers["Content-Disposition"]
    assert said.startswith("attachment")
    assert not set(said) & set("\r\n\\/<>")
    assert "Set-Cookie" not in answer.headers
    assert client.get(f"/practices/{SLUG}").status_code == 200


def test_a_file_whose_bytes_are_gone_is_said_in_words(app, cast, practice, client, sign_in):
    (sha256,) = attach(app, cast.alice, SLUG, {"plan.docx": PLAN})
    with app.app_context():
        places.place(places.root(), sha256).unlink()
    sign_in(client, cast.alice)
    answer = fetch(client, address(sha256))
    assert (answer.status_code, "missing from the portal" in text(answer)) == (404, True)


def test_an_infected_or_waiting_file_is_never_sent(app, cast, practice, client, sign_in):
    (sha256,) = attach(app, cast.alice, SLUG, {"plan.docx": PLAN})
    publish(app, cast)
    sign_in(client, cast.alice)
    for state, words in (("infected", "A virus was found"), ("waiting", "being checked")):
        change_stored(app, sha256, scan_state=state)
        for place in (address(sha256), f"/api/v1/practices/{SLUG}/files/{sha256}"):
            answer = fetch(client, place)
            assert (answer.status_code, words in text(answer)) == (404, True)
        assert f'href="{address(sha256)[:-2]}' not in text(client.get(f"/practices/{SLUG}"))


class TestWithAScannerThatIsDown:
    @pytest.fixture
    def settings(self, tmp_path, assets, database_url):
        return make_settings(
            tmp_path / "data", assets, database_url=database_url, clamd="unix:/nonexistent/clamd"
        )

    def test_the_file_waits_and_people_are_told(self, app, cast, practice, client, sign_in):
        sign_in(client, cast.alice)
        assert post(client, ("plan.docx", PLAN)).status_code == 302
        wait_for_reader(app)
        page = text(client.get(f"/practices/{SLUG}/files"))
        assert "Waiting for the virus scanner" in page
        assert "checked for viruses first" in page
        (ref,) = files(app)
        assert client.get(address(ref.sha256)).status_code == 404


# The API


def test_the_api_lists_the_published_files_and_sends_them(app, cast, practice, client, sign_in):
    attach(app, cast.alice, SLUG, {"plan.docx": PLAN})
    publish(app, cast)
    (late,) = attach(app, cast.alice, SLUG, {"late.png": PICTURE})
    sign_in(client, cast.charlie)
    (file,) = client.get(f"/api/v1/practices/{SLUG}").json["files"]
    assert (file["name"], file["size"]) == ("plan.docx", len(PLAN))
    answer = fetch(client, file["url"])
    assert (answer.status_code, answer.data) == (200, PLAN)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    sign_in(client, cast.alice)
    assert client.get(f"/api/v1/practices/{SLUG}/files/{late}").status_code == 404


def test_what_is_said_of_a_file_nobody_stored(app_context):
    ref = FileRef("0" * 64, "a.docx", "application/x-unknown", 2_200_000)
    (shown,) = attached_files(replace(Content("T"), files=(ref,)))
    assert (shown.kind, shown.size, shown.is_open) == ("File", "2.1 MB", False)


@pytest.mark.parametrize("path", [f"/practices/{SLUG}/files", "/practices/new/scheme/from-file"])
@pytest.mark.parametrize("size", [10, 3_000_000])
def test_who_was_signed_out_meanwhile_is_led_back_to_choose_the_file_again(
    practice, client, path, size
):
    part = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.docx"\r\n\r\n'
    body, kind = part + b"x" * size + b"\r\n--x--\r\n", "multipart/form-data; boundary=x"
    answer = client.post(path, data=body, content_type=kind, csrf=False)
    assert answer.status_code == 302
    assert answer.location == f"/account/sign-in?next={path}"
    assert "choose it again" in client.get(answer.location).text
