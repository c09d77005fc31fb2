"""The standing pages, and what every answer carries."""

import gzip
import re

import pytest

from portal.home.standing import NAMES
from portal.web.security import POLICY

HREF = re.compile(r'<a [^>]*href="([^"]*)"')
HEADING = re.compile(r"<h1[^>]*>(.*?)</h1>")


def test_everybody_may_read_the_standing_pages(cast, client, sign_in):
    for person in (None, cast.bob, cast.dana):
        if person:
            sign_in(client, person)
        for name in NAMES:
            page = client.get(f"/pages/{name}")
            html = page.get_data(as_text=True)
            heading = HEADING.search(html)
            assert page.status_code == 200, name
            assert heading, name
            assert f"<title>{heading.group(1)} – ESW Practice Exchange</title>" in html, name
            assert '<div class="app-prose">' in html, name


def test_links_on_standing_pages_lead_somewhere(cast, client, sign_in):
    sign_in(client, cast.bob)
    for name in NAMES:
        html = client.get(f"/pages/{name}").get_data(as_text=True)
        for address in filter(lambda found: found.startswith("/"), HREF.findall(html)):
            found = client.get(address.partition("#")[0])
            assert found.status_code == 200, (name, address)


@pytest.mark.parametrize(
    "path", ["/pages/nothing", "/pages/..", "/pages/%2e%2e%2fREADME", "/pages/help.md", "/nowhere"]
)
def test_a_page_that_is_not_there_is_not_found(path, app, client):
    page = client.get(path)
    html = page.get_data(as_text=True)
    assert page.status_code == 404
    assert "Page not found" in html
    assert 'href="/account/sign-in"' in html  # with the menu of a stranger


def test_an_unknown_page_keeps_the_menu_of_who_is_signed_in(cast, client, sign_in):
    sign_in(client, cast.bob)
    for path in ("/nowhere", "/pages/nothing"):
        page = client.get(path)
        assert page.status_code == 404, path
        assert 'href="/my-prison"' in page.get_data(as_text=True), path


def test_every_answer_carries_the_security_headers(samples, client, sign_in):
    addresses = ("/", "/pages/help", "/health", "/nowhere", "/search", "/api/v1/search", "/?x=%00")
    for person in (None, samples.charlie):
        if person:
            sign_in(client, person)
        for address in addresses:
            headers = client.get(address).headers
            assert headers["Content-Security-Policy"] == POLICY, address
            assert headers["X-Content-Type-Options"] == "nosniff", address
            assert headers["Referrer-Policy"] == "same-origin", address
            assert headers["Cross-Origin-Opener-Policy"] == "same-origin", address
            assert "Strict-Transport-Security" not in headers, address


def test_the_policy_lets_no_foreign_or_inline_code_in():
    rules = dict(rule.split(" ", 1) for rule in POLICY.split("; "))
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == rules["style-src"] == "'self'"
    assert rules["frame-ancestors"] == rules["base-uri"] == "'none'"
    assert "unsafe" not in POLICY
    assert "http:" not in POLICY


def test_over_https_browsers_are_told_to_stay_there(app, client):
    headers = client.get("/", base_url="https://localhost").headers
    assert headers["Strict-Transport-Security"] == "max-age=31536000"


def test_pages_are_kept_nowhere(samples, client, sign_in):
    addresses = ("/", "/search?q=scheme", "/api/v1/search", "/pages/help", "/nowhere")
    for address in addresses:
        assert client.get(address).headers["Cache-Control"] == "private, no-store", address
    sign_in(client, samples.charlie)
    for address in addresses:
        assert client.get(address).headers["Cache-Control"] == "private, no-store", address


@pytest.mark.unchecked_pages  # the checks read no compressed pages
def test_long_answers_are_compressed_for_those_who_can_read_them(client):
    # A page without a form: tokens in forms carry the time.
    plain = client.get("/pages/help")
    packed = client.get("/pages/help", headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert len(packed.data) < len(plain.data) / 2
    for answer in (plain, packed):
        assert "Accept-Encoding" in answer.headers["Vary"]
    short = client.get("/health", headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in short.headers


def test_health_answers_anybody_without_the_database(app, client, count_queries):
    with count_queries(at_most=0):
        answer = client.get("/health")
    assert (answer.status_code, answer.json) == (200, {"status": "ok"})
    assert client.post("/health").status_code == 405
