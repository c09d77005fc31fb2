"""Starting from a Word or OpenDocument file: a draft to read through, or what is wrong with it."""

import io

import docx
import pytest
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import encode_multipart

from portal.practices.content import BODY_MAX, Content
from portal.practices.models import Status
from portal.practices.queries import latest_revision, practice_by_slug


def text(response) -> str:
    return response.get_data(as_text=True)


def word_file(*paragraphs: str, heading: str = "") -> bytes:
    document = docx.Document()
    if heading:
        document.add_heading(heading, 1)
    for words in paragraphs:
        document.add_paragraph(words)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def send(client, kind: str, data: bytes, name: str):
    part = FileStorage(io.BytesIO(data), filename=name)
    boundary, body = encode_multipart(MultiDict([("file", part)]))
    kind_of_form = f"multipart/form-data; boundary={boundary}"
    return client.post(f"/practices/new/{kind}/from-file", data=body, content_type=kind_of_form)


def test_a_word_file_becomes_a_draft_and_opens_at_its_text(app, cast, client, sign_in):
    sign_in(client, cast.bob)
    data = word_file("We meet weekly.", heading="Reading club")
    answer = send(client, "scheme", data, "plan.docx")
    assert answer.location == "/practices/reading-club/edit/text?from=file"
    page = text(client.get(answer.location))
    assert "We put your file in “The text”. Read it through and take out anything" in page
    assert "We meet weekly." in page
    with app.app_context():
        practice = practice_by_slug("reading-club", viewer=cast.bob)
        content = Content.from_json(latest_revision(practice).content)
        assert practice.status == Status.DRAFT
    assert content.body == "We meet weekly."
    assert content.details == {}
    sign_in(client, cast.charlie)
    assert client.get("/practices/reading-club").status_code == 404


def test_after_the_text_of_a_file_comes_the_first_step_that_is_empty(cast, client, sign_in):
    sign_in(client, cast.bob)
    sent = send(client, "scheme", word_file("We meet.", heading="Reading club"), "plan.docx")
    assert 'action="/practices/reading-club/edit/text?from=file"' in text(client.get(sent.location))
    form = {"body": "We meet weekly.", "based_on": "1", "action": "continue"}
    saved = client.post(sent.location, data=form)
    assert saved.location == "/practices/reading-club/edit/about"
    saved = client.post("/practices/reading-club/edit/text", data=form | {"based_on": "2"})
    assert saved.location == "/practices/reading-club/edit/finding"


def test_a_file_without_a_title_is_called_by_its_name(cast, client, sign_in):
    sign_in(client, cast.bob)
    answer = send(client, "practice_note", word_file("We tried."), "Gate passes.docx")
    assert answer.location == "/practices/gate-passes/edit"
    assert 'name="body"' in text(client.get(answer.location))


@pytest.mark.parametrize("name", ["?.docx", "..docx", "\u202e\x07.docx", "a/../b.docx"])
def test_a_strange_name_still_makes_a_title(name, app, cast, client, sign_in):
    sign_in(client, cast.bob)
    answer = send(client, "scheme", word_file("Words."), name)
    assert answer.status_code in (302, 422)
    if answer.status_code == 302:
        assert client.get(answer.location).status_code == 200


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"", "plan.docx", "could not be opened"),
        (b"PK\x03\x04 broken", "plan.docx", "could not be opened"),
        (b"%PDF-1.7", "plan.pdf", "must be a Word"),
        (b"plain", "plan", "must be a Word"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "plan.docx", "old .doc format"),
        (b"x" * (10 * 1024 * 1024 + 1), "plan.docx", "smaller than 10 MB"),
    ],
    ids=["empty", "broken", "pdf", "no ending", "old", "large"],
)
def test_what_cannot_be_read_is_said_beside_the_field(data, name, words, cast, client, sign_in):
    sign_in(client, cast.bob)
    answer = send(client, "scheme", data, name)
    page = text(answer)
    assert answer.status_code == 422
    assert words in page
    assert 'id="file-error"' in page
    assert "Error: Start from a file" in page


def test_no_file_is_a_mistake_too(cast, client, sign_in):
    sign_in(client, cast.bob)
    answer = client.post("/practices/new/scheme/from-file", data={})
    assert answer.status_code == 422
    assert "Choose a file" in text(answer)


def test_a_text_that_is_too_long_says_so(cast, client, sign_in):
    sign_in(client, cast.bob)
    data = word_file("word " * (BODY_MAX // 5 + 10))
    answer = send(client, "scheme", data, "long.docx")
    assert answer.status_code == 422
    assert "200,000 characters or fewer" in text(answer)


def test_far_too_much_is_cut_off_and_strangers_send_no_more_than_elsewhere(
    app, cast, client, sign_in
):
    stranger = send(app.test_client(), "scheme", b"x" * 3_000_000, "a.docx")
    assert stranger.status_code in (302, 413)
    sign_in(client, cast.bob)
    assert send(client, "scheme", b"x" * 12_000_000, "a.docx").status_code == 413


def test_a_kind_that_does_not_exist_is_not_found(cast, client, sign_in):
    sign_in(client, cast.bob)
    assert client.get("/practices/new/poem/from-file").status_code == 404
    assert send(client, "poem", b"", "a.docx").status_code == 404


def test_who_belongs_to_no_prison_cannot_start_from_a_file(cast, client, sign_in):
    sign_in(client, cast.dana)
    assert client.get("/practices/new/scheme/from-file").status_code == 403
