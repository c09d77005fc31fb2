"""A practice set out for paper."""

from datetime import UTC, date, datetime

import pytest

from portal import clock
from portal.practices.content import Content, FileRef
from portal.practices.models import Practice, Revision, Status
from portal.practices.paper.printing import origin, paper_of
from portal.prisons.models import Prison

ADDRESS = "https://portal.example/practices/reading-mentors"
CONTENT = Content(
    title="Reading mentors",
    summary="In short.",
    body="We met.",
    details={
        "purpose": ("reading", "esol"),
        "frequency": "full_time",
        "benefits": "Calmer wings.\n\nMore letters home.",
    },
    files=(FileRef("0" * 64, "Rota.pdf", "application/pdf", 10),),
)


@pytest.fixture(autouse=True)
def today(monkeypatch) -> None:
    monkeypatch.setattr(clock, "today", lambda: date(2027, 3, 1))


def revision(number: int = 2, content: Content = CONTENT) -> Revision:
    return Revision(
        id=number,
        number=number,
        title=content.title,
        summary=content.summary,
        content=content.to_json(),
        body_html="<p>We met.</p>",
        created_at=datetime(2027, 2, 3, tzinfo=UTC),
    )


def practice(**values) -> Practice:
    prison = Prison(id=1, name="Midvale", is_example=False)
    return Practice(
        **{
            "kind": "scheme",
            "status": Status.PUBLISHED,
            "prison": prison,
            "is_template": False,
            "published_id": 2,
            "published_at": datetime(2027, 2, 4, tzinfo=UTC),
            "review_on": date(2028, 2, 4),
        }
        | values
    )


def test_every_field_stands_on_the_paper_in_words():
    paper = paper_of(practice(), revision(), address=ADDRESS)
    assert (paper.title, paper.subtitle) == ("Reading mentors", "Scheme write-up, Midvale")
    assert (paper.summary, paper.html) == ("In short.", "<p>We met.</p>")
    assert paper.facts == [
        ("Purpose", ("Learning to read", "English for speakers of other languages")),
        ("How often mentors work", ("Full time, 5 days a week",)),
    ]
    assert paper.sections == [
        ("Benefits", "Calmer wings.\n\nMore letters home."),
        ("Files on the portal", ("Rota.pdf", f"Download from {ADDRESS}")),
    ]
    assert not paper.is_example
    assert not paper.notice


def test_the_footer_says_which_version_it_is_and_where_the_newest_stands():
    paper = paper_of(practice(), revision(), address=ADDRESS)
    assert paper.footer == (
        f"Version 2, published 4 February 2027, review by 4 February 2028. {ADDRESS}"
    )
    older = paper_of(practice(), revision(1), address=ADDRESS)
    assert older.footer == f"Version 1, not published, saved 3 February 2027. {ADDRESS}"


def test_the_longest_footer_keeps_its_address():
    late = practice(review_on=date(2026, 9, 30))
    address = "https://practice-exchange.some-prison-group.example.org/practices/" + "a" * 83
    footer = paper_of(late, revision(), address=address).footer
    assert footer == f"Version 2, review was due 30 September 2026. {address}"
    assert len(footer) <= 200


def test_easy_read_has_a_short_footer_and_the_address_last():
    paper = paper_of(practice(), revision(), address=ADDRESS, layout="easy_read")
    assert paper.footer == "Version 2, review by 4 February 2028."
    assert paper.sections[-1] == ("Where to find the newest version", ADDRESS)
    older = paper_of(practice(), revision(1), address=ADDRESS, layout="easy_read")
    assert older.footer == "Version 1, not published, saved 3 February 2027."


def test_what_only_writers_need_is_left_off_what_hangs_on_a_wing():
    studied = Content(title="T", details={"study_sections": ("5.2",), "frequency": "full_time"})
    for more, labels in (
        ({}, {"Sections of the 2024 study it rests on", "How often mentors work"}),
        ({"layout": "easy_read"}, {"How often mentors work"}),
        ({"is_for_wing": True}, {"How often mentors work"}),
    ):
        paper = paper_of(practice(), revision(content=studied), address=ADDRESS, **more)
        assert {label for label, _ in paper.facts} == labels


@pytest.mark.parametrize(
    ("values", "number", "words"),
    [
        ({"review_on": date(2027, 2, 1)}, 2, "Due for review since 1 February 2027: it may be out"),
        ({"status": Status.DRAFT, "published_id": None}, 2, "Draft. This is not published."),
        ({"status": Status.ARCHIVED}, 2, "Archived. This is no longer shared."),
        ({}, 3, "Draft. Version 3 is not the one that readers see."),
    ],
)
def test_a_version_not_to_rely_on_says_so_first(values, number, words):
    paper = paper_of(practice(**values), revision(number), address=ADDRESS)
    assert paper.notice.startswith(words)


def test_an_overdue_review_stands_in_the_footer_too():
    paper = paper_of(practice(review_on=date(2027, 2, 1)), revision(), address=ADDRESS)
    assert "review was due 1 February 2027" in paper.footer


def test_an_example_and_a_template_say_what_they_are():
    example = practice(prison=Prison(id=2, name="Example Midvale", is_example=True))
    paper = paper_of(example, revision(), address=ADDRESS)
    assert paper.is_example
    assert paper.notice == ("This is an invented example. Example Midvale is not a real prison.")
    library = practice(prison=None, is_template=True)
    paper = paper_of(library, revision(), address=ADDRESS)
    assert paper.subtitle == "Scheme write-up, Starter library"
    assert paper.notice == origin(library)
    assert "has not been tested" in paper.notice
    assert not paper.is_example


def test_a_prisons_own_template_needs_no_warning():
    assert origin(practice(is_template=True)) == ""


def test_two_warnings_stand_side_by_side():
    draft = practice(
        prison=Prison(id=2, name="Example Midvale", is_example=True),
        status=Status.DRAFT,
        published_id=None,
    )
    notice = paper_of(draft, revision(), address=ADDRESS).notice
    assert "Draft." in notice
    assert "invented example" in notice
