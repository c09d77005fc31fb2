"""Requests that no browser sends: each gets an answer in words, and none a 500."""

import pytest

from tests.people import PASSWORD

TEXT = {"title": "T", "summary": "S.", "body": "B."}


@pytest.mark.unchecked_pages
@pytest.mark.parametrize(
    "host", ["a..b", "", "[", "evil.example:99999999", "x" * 5000], ids=lambda host: host[:8]
)
def test_a_strange_host_is_no_500(host, cast, client):
    answer = client.get("/", headers={"Host": host})
    assert answer.status_code in (200, 400)


@pytest.mark.parametrize("origin", ["http://[", "null", "https://evil.example"])
def test_a_strange_origin_is_no_500(origin, cast, client):
    answer = client.post("/practices/new/scheme", data=TEXT, csrf=False, headers={"Origin": origin})
    assert answer.status_code == 400


def test_a_part_without_a_name_is_refused(cast, client):
    body = b"--x\r\nContent-Disposition: form-data\r\n\r\nv\r\n--x--\r\n"
    answer = client.post(
        "/account/sign-in", data=body, content_type="multipart/form-data; boundary=x"
    )
    assert answer.status_code == 400
    assert "a field without a name" in answer.text


@pytest.mark.parametrize(
    "kept",
    [
        '["/practices/new/practice_note", [["title", "\\ud800"]]]',
        '["/practices/\\ud800", []]',
        '["/practices/new/scheme", [["title"]]]',
    ],
)
def test_a_carried_form_of_half_characters_is_dropped(kept, cast, client):
    person = {"email": cast.bob.email, "password": PASSWORD, "kept": kept}
    assert client.post("/account/sign-in", data=person).status_code == 302


@pytest.mark.parametrize("based_on", ["9" * 5000, "9" * 10])
def test_an_endless_version_number_is_a_conflict(based_on, samples, client, sign_in):
    sign_in(client, samples.bob)
    answer = client.post("/practices/a-draft/edit", data=TEXT | {"based_on": based_on})
    assert answer.status_code == 409


def test_nul_in_any_field_of_a_practice_is_no_500(samples, client, sign_in):
    sign_in(client, samples.bob)
    fields = ("title", "summary", "body", "tags", "themes", "note", "benefits", "structure")
    for field in fields:
        form = TEXT | {"based_on": "1", field: "a\0b"}
        answer = client.post("/practices/a-draft/edit", data=form)
        assert answer.status_code in (302, 422), field
    sign_in(client, samples.erin)
    copy = {"title": "Ours", "prison": "example-midvale\0"}
    assert client.post("/practices/a-template/copy", data=copy).status_code in (302, 422)


@pytest.mark.parametrize("title", ["\u200b", "\u202egnp.exe", "   ", "\u2066x"])
def test_a_title_that_nobody_can_see_or_that_runs_backwards_is_refused(
    title, cast, client, sign_in
):
    sign_in(client, cast.bob)
    answer = client.post("/practices/new/scheme", data=TEXT | {"title": title})
    assert answer.status_code == 422
    assert 'id="title-error"' in answer.text


@pytest.mark.parametrize("raw", ["0000000999", "101", "0", "-1", "1e3", "٣", ""])
def test_pages_of_the_api_have_a_limit(raw, samples, client, sign_in):
    sign_in(client, samples.bob)
    assert client.get("/api/v1/search", query_string={"per_page": raw}).status_code == 422


def test_a_copied_cookie_ends_with_the_sign_out(app, cast, client, sign_in):
    sign_in(client, cast.bob)
    thief = app.test_client()
    sign_in(thief, cast.bob)
    assert thief.get("/account/").status_code == 200
    client.post("/account/sign-out")
    assert thief.get("/account/").status_code == 302
