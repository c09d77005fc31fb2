import pytest

from portal.accounts.details import detail_problems, read_email, read_line
from portal.accounts.forms import safe_next


@pytest.mark.parametrize(
    "page", ["/", "/prisons/", "/search?q=a+b&page=2", "/practices/new#body", "/a//b"]
)
def test_a_page_of_this_portal_may_come_next(page):
    assert safe_next(page) == page


@pytest.mark.parametrize(
    "page",
    [
        "",
        "prisons",
        "https://evil.example/",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\/evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "\t//evil.example",
        " //evil.example",
        "/ok\r\nSet-Cookie: a=b",
        "javascript:alert(1)",
    ],
)
def test_nothing_that_could_lead_elsewhere_comes_next(page):
    assert safe_next(page) == ""


@pytest.mark.parametrize(
    ("raw", "email"),
    [
        (" Robin.Reed@Justice.GOV.uk ", "robin.reed@justice.gov.uk"),
        ("o'neill+esw@example.org", "o'neill+esw@example.org"),
        ("robin", ""),
        ("robin@localhost", ""),
        ("robin@example.org\nBcc: all@example.org", ""),
        ("robin@example.org, all@example.org", ""),
        ("Robin <robin@example.org>", ""),
        ("ro\0bin@example.org", ""),
        ("a@" + "b" * 250 + ".uk", ""),
    ],
)
def test_an_email_address_is_kept_in_one_form_or_not_at_all(raw, email):
    assert read_email(raw) == email


def test_a_long_wrong_address_is_refused_at_once():
    assert read_email("a@" + "a-." * 20_000 + "!") == ""


def test_a_line_has_no_breaks_and_no_control_characters():
    assert read_line("  Robin \n\t Re\0ed ") == "Robin Reed"


def test_a_name_is_needed_and_a_job_title_is_not():
    assert detail_problems("Robin", "") == {}
    assert set(detail_problems("", "x" * 121)) == {"name", "job_title"}
    assert set(detail_problems("x" * 121, "")) == {"name"}
