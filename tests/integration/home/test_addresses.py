"""Addresses in templates are kept, and are still those that the request needs."""

import pytest
from werkzeug.routing import BuildError

from portal.web.addresses import address


def test_an_address_follows_the_path_that_the_portal_is_served_under(app):
    for prefix in ("", "/exchange", ""):
        with app.test_request_context("/", base_url=f"http://localhost{prefix}"):
            assert address("search.index", q="a b&c") == f"{prefix}/search?q=a+b%26c"
            assert address("prisons.show", slug="oakwood") == f"{prefix}/prisons/oakwood"


def test_a_whole_address_follows_the_host(app):
    for host in ("one.example", "two.example"):
        with app.test_request_context("/", base_url=f"http://{host}"):
            assert address("home.index", _external=True) == f"http://{host}/"


def test_an_endpoint_that_is_not_there_is_told(app):
    with app.test_request_context("/"), pytest.raises(BuildError):
        address("no.such")
