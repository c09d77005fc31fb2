"""Practices as PDF and Word, and role cards: who may have them, and what is in them."""

import dataclasses
import io
import re
from datetime import timedelta

import docx
import pypdfium2
import pytest
from flask import Flask
from pypdf import PdfReader

from portal import clock, confined
from portal.accounts.models import Role, User
from portal.db import db
from portal.documents import pandoc
from portal.documents import pdf as setting_pages
from portal.practices import queries, services
from portal.practices.content import Content
from portal.practices.paper import handing_out
from portal.practices.review import reviewing
from portal.prisons.services import save_contact
from portal.turns import Turns
from tests.people import Cast
from tests.saving import save_revision

A4, A5 = (595, 842), (420, 595)
CARD = {
    "role": "Maths mentor",
    "prison": "Example Midvale",
    "allows": "Help in the classroom\nRed Band or trusted status needed",
    "where": "Education, wing A",
    "when": "Monday to Friday",
    "who_to_call": "Maths tutor, extension 1234",
    "review_on-day": "3",
    "review_on-month": "11",
    "review_on-year": "2027",
}


@pytest.fixture(autouse=True)
def today(monkeypatch) -> None:
    now = clock.now().replace(year=2027, month=3, day=1)
    monkeypatch.setattr(clock, "now", lambda: now)


def write(
    app: Flask, actor: User, prison, title: str, *, kind="scheme", publish=True, **more
) -> str:
    """Write a practice and give its part of the address."""
    content = Content(
        **{"title": title, "summary": "In short.", "body": f"We tried {title}."} | more
    )
    with app.app_context():
        practice = services.create_practice(kind, content, actor=actor, prison=prison)
        if publish:
            services.publish(practice, actor=actor, gaps_meant=True)
        return practice.slug


def save_again(app: Flask, actor: User, slug: str, body: str) -> None:
    with app.app_context():
        practice = queries.practice_by_slug(slug, viewer=actor)
        content = Content(title=practice.latest.title, summary="In short.", body=body)
        save_revision(practice, content, actor=actor, based_on=practice.latest.number, note="")


def words(response) -> str:
    assert response.status_code == 200, response.get_data(as_text=True)[:2000]
    assert response.mimetype == "application/pdf"
    text = " ".join(page.extract_text() for page in read(response).pages)
    return " ".join(text.replace("\u200b", "").split())


def read(response) -> PdfReader:
    return PdfReader(io.BytesIO(response.data))


def size(page) -> tuple[int, int]:
    return round(page.mediabox.width), round(page.mediabox.height)


def text(response) -> str:
    return " ".join(response.get_data(as_text=True).split())


@pytest.fixture
def scheme(app: Flask, cast: Cast) -> str:
    return write(app, cast.alice, cast.midvale, "Reading mentors")


@pytest.fixture
def role(app: Flask, cast: Cast) -> str:
    details = {
        "purpose": ("classroom",),
        "setting": ("classroom", "wing"),
        "frequency": "full_time",
        "reports_to": "The maths tutor",
        "red_band": "not_needed",
    }
    return write(
        app, cast.alice, cast.midvale, "Maths mentor", kind="job_description", details=details
    )


def box(page: str, name: str) -> str:
    """Read what stands in a text area of the form."""
    found = re.search(rf'<textarea [^>]*name="{name}"[^>]*>\s*(.*?)</textarea>', page, re.DOTALL)
    return found[1] if found else "not there"


def newcomer(app: Flask, prison) -> User:
    """Give a real prison somebody who works there."""
    with app.app_context():
        user = User(
            email="new@example.org", name="New", role=Role.MEMBER, prison_id=prison.id,
            password_hash="x", session_key="key-of-new", created_at=clock.now(),
        )  # fmt: skip
        db.session.add(user)
        db.session.commit()
        return db.session.get_one(User, user.id, populate_existing=True)


# PDF and Word


def test_a_practice_becomes_a_tagged_pdf_in_both_layouts(client, cast, sign_in, scheme):
    sign_in(client, cast.charlie)
    for query, name in (
        ("", "Reading mentors.pdf"),
        ("?layout=standard", "Reading mentors.pdf"),
        ("?layout=easy", "Reading mentors (easy read).pdf"),
    ):
        answer = client.get(f"/practices/{scheme}/pdf{query}")
        assert "We tried Reading mentors." in words(answer)
        assert "This is an invented example." in words(answer)
        assert "review by 1 March 2028." in words(answer)
        printed = words(answer).replace("/ ", "/").replace("- ", "-")
        assert f"http://localhost/practices/{scheme}" in printed
        pdf = read(answer)
        assert pdf.metadata.title == "Reading mentors"
        assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]
        assert size(pdf.pages[0]) == A4
        assert answer.headers["Content-Disposition"] in (
            f'attachment; filename="{name}"',
            f"attachment; filename={name}",
        )


@pytest.mark.parametrize("layout", ["standard", "easy"])
def test_the_longest_footer_stays_on_the_page(
    app, client, cast, sign_in, monkeypatch, later, layout
):
    long = f"https://{'practice-exchange.' * 2}example.org"
    settings = dataclasses.replace(app.config["SETTINGS"], public_url=long)
    monkeypatch.setitem(app.config, "SETTINGS", settings)
    slug = write(app, cast.alice, cast.midvale, "mentors " * 12)
    later(days=400)
    sign_in(client, cast.charlie)
    answer = client.get(f"/practices/{slug}/pdf?layout={layout}")
    pdf = read(answer)
    printed = pdf.pages[0].extract_text()
    assert "review was due" in " ".join(printed.split())
    whole = "".join("".join(each.extract_text() for each in pdf.pages).split())
    assert f"{long}/practices/{slug}" in whole.replace("\u200b", "")
    letters = pypdfium2.PdfDocument(answer.data)[0].get_textpage()
    lowest = min(letters.get_charbox(n)[1] for n in range(letters.count_chars()))
    assert lowest > 20  # points: few printers reach lower


def test_a_practice_becomes_a_word_file(client, cast, sign_in, scheme):
    sign_in(client, cast.charlie)
    answer = client.get(f"/practices/{scheme}/word")
    assert answer.mimetype == handing_out.WORD
    lines = [each.text for each in docx.Document(io.BytesIO(answer.data)).paragraphs]
    assert "We tried Reading mentors." in lines
    assert 'filename="Reading mentors.docx"' in answer.headers["Content-Disposition"]


def test_nothing_keeps_or_opens_what_was_sent(client, cast, sign_in, scheme, role):
    sign_in(client, cast.charlie)
    for answer in (
        client.get(f"/practices/{scheme}/pdf"),
        client.get(f"/practices/{scheme}/word"),
        client.post(f"/practices/{role}/role-card", data=CARD),
    ):
        assert answer.status_code == 200
        assert answer.headers["Content-Disposition"].startswith("attachment; ")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_the_public_address_stands_in_the_footer(app, client, cast, sign_in, scheme, monkeypatch):
    settings = dataclasses.replace(app.config["SETTINGS"], public_url="https://exchange.example")
    monkeypatch.setitem(app.config, "SETTINGS", settings)
    sign_in(client, cast.charlie)
    printed = words(client.get(f"/practices/{scheme}/pdf")).replace("/ ", "/")
    assert f"https://exchange.example/practices/{scheme}" in printed


def test_readers_get_the_published_version_its_own_prison_any(app, client, cast, sign_in, scheme):
    save_again(app, cast.alice, scheme, "Now we try it by day.")
    address = f"/practices/{scheme}/pdf"
    for who in (cast.alice, cast.charlie):
        sign_in(client, who)
        assert "We tried Reading mentors." in words(client.get(address))
    for wrong in ("newest", "1", "2", "x"):
        assert client.get(f"{address}?version={wrong}").status_code == 404
        assert client.get(f"/practices/{scheme}/word?version={wrong}").status_code == 404
    assert "PDF of version 2" not in text(client.get(f"/practices/{scheme}"))
    sign_in(client, cast.bob)
    assert "PDF of version 2" in text(client.get(f"/practices/{scheme}"))
    for version in ("newest", "2"):
        newest = words(client.get(f"{address}?version={version}"))
        assert "Now we try it by day." in newest
        assert "Draft. Version 2 is not the one that readers see." in newest
        assert "Version 2, not published" in newest
    assert "We tried Reading mentors." in words(client.get(f"{address}?version=1"))
    for wrong in ("3", "0", "-1", "x", "1.5", "99999999999", "١"):
        assert client.get(f"{address}?version={wrong}").status_code == 404, wrong


def test_a_draft_is_for_its_own_prison_and_says_what_it_is(app, client, cast, sign_in):
    slug = write(app, cast.alice, cast.midvale, "A plan", publish=False)
    sign_in(client, cast.bob)
    assert "Draft. This is not published." in words(client.get(f"/practices/{slug}/pdf"))
    for who in (cast.charlie, cast.dana):
        sign_in(client, who)
        for what in ("pdf", "word", "pdf?layout=easy"):
            assert client.get(f"/practices/{slug}/{what}").status_code == 404


def test_an_archived_practice_says_so_to_its_own_prison_only(app, client, cast, sign_in, scheme):
    with app.app_context():
        services.archive(queries.practice_by_slug(scheme, viewer=cast.alice), actor=cast.alice)
    sign_in(client, cast.alice)
    assert "Archived. This is no longer shared." in words(client.get(f"/practices/{scheme}/pdf"))
    sign_in(client, cast.charlie)
    assert client.get(f"/practices/{scheme}/pdf").status_code == 404


def test_an_overdue_practice_says_so(app, client, cast, sign_in, scheme, monkeypatch):
    later = clock.now() + timedelta(days=400)
    monkeypatch.setattr(clock, "now", lambda: later)
    sign_in(client, cast.charlie)
    printed = words(client.get(f"/practices/{scheme}/pdf"))
    assert "Due for review since 1 March 2028: it may be out of date." in printed
    assert "review was due 1 March 2028" in printed


def test_unknown_layouts_and_practices_are_not_found(client, cast, sign_in, scheme):
    sign_in(client, cast.alice)
    for wrong in (f"{scheme}/pdf?layout=x", f"{scheme}/pdf?layout=", "nothing/pdf", "nothing/word"):
        assert client.get(f"/practices/{wrong}").status_code == 404


def test_a_title_cannot_break_out_of_the_header(app, client, cast, sign_in):
    slug = write(app, cast.alice, cast.midvale, 'Prayer & "work"; rm -rf / – café <b>')
    sign_in(client, cast.alice)
    for what in ("pdf", "word"):
        header = client.get(f"/practices/{slug}/{what}").headers["Content-Disposition"]
        assert header.startswith("attachment; filename=")
        assert "filename*=UTF-8''Prayer%20" in header
        assert "\n" not in header
        assert "/" not in header


def test_hostile_words_are_only_words(app, client, cast, sign_in):
    bad = '#read("/etc/passwd") $x$ @ref <script>alert(1)</script> \\u{41}'
    slug = write(
        app, cast.alice, cast.midvale, bad, summary=bad, details={"benefits": bad}, tags=("x",)
    )
    sign_in(client, cast.alice)
    assert '#read("/etc/passwd") $x$ @ref' in words(client.get(f"/practices/{slug}/pdf"))
    assert client.get(f"/practices/{slug}/word").status_code == 200


def test_a_practice_that_is_too_long_says_so(client, cast, sign_in, scheme, monkeypatch):
    def over(*_args, **_more):
        raise confined.ConfinedError("killed", is_over_limit=True)

    monkeypatch.setattr(confined, "run", over)
    sign_in(client, cast.alice)
    for what, said in (("pdf", "too long to be made into a PDF"), ("word", "a Word file")):
        answer = client.get(f"/practices/{scheme}/{what}")
        assert answer.status_code == 422
        assert said in text(answer)


def test_a_program_that_is_missing_or_broken_is_said_in_words(
    client, cast, sign_in, scheme, monkeypatch, tmp_path
):
    monkeypatch.setattr(setting_pages, "PROGRAM", tmp_path / "gone.py")
    monkeypatch.setattr(pandoc, "_program", lambda: str(tmp_path / "gone"))
    sign_in(client, cast.alice)
    for what, said in (("pdf", "The PDF could not be made"), ("word", "The Word file could not")):
        answer = client.get(f"/practices/{scheme}/{what}")
        assert answer.status_code == 503
        assert said in text(answer)
        assert answer.headers["Retry-After"]


def test_who_has_to_wait_too_long_is_told_and_others_go_on(
    client, cast, sign_in, scheme, monkeypatch
):
    turns = Turns(at_once=1, patience=0.05)
    monkeypatch.setattr(confined, "_turns", turns)
    sign_in(client, cast.alice)
    turns._inside.add("somebody else")
    try:
        answer = client.get(f"/practices/{scheme}/pdf")
        assert answer.status_code == 503
        assert "Many documents are being worked on" in text(answer)
        assert client.get(f"/practices/{scheme}").status_code == 200
    finally:
        turns._inside.clear()
    assert client.get(f"/practices/{scheme}/pdf").status_code == 200


def test_a_pdf_needs_few_queries(client, cast, sign_in, scheme, count_queries):
    sign_in(client, cast.charlie)
    with count_queries(at_most=3):
        client.get(f"/practices/{scheme}/pdf")


def test_the_page_offers_everything_that_can_be_taken(client, cast, sign_in, scheme, role):
    sign_in(client, cast.charlie)
    page = text(client.get(f"/practices/{role}"))
    for label in (
        "PDF",
        "Easy-read PDF: large type, short lines",
        "Word file",
        "Role card for the wing gate",
    ):
        assert f">{label}</a>" in page
    assert "Role card" not in text(client.get(f"/practices/{scheme}"))


# Role cards


def test_a_card_begins_with_what_the_job_description_says(app, client, cast, sign_in, role):
    with app.app_context():
        save_contact(
            actor=cast.alice, prison=cast.midvale, role="Head of learning", how="Extension 42"
        )
    sign_in(client, cast.bob)
    page = text(client.get(f"/practices/{role}/role-card"))
    for line in (
        'name="role" value="Maths mentor"', 'value="Example Midvale"', "On the wing",
        "Full time, 5 days a week",
        "The maths tutor Head of learning: Extension 42", 'value="2028"',
        "The card will say that it is an example.",
    ):  # fmt: skip
        assert line in page, line
    # A permission that nobody gave: neither what the role is for nor its status says it.
    assert box(page, "allows") == ""
    assert "For example: May walk to the library" in page


def test_nobody_is_to_be_called_twice_or_by_words_left_open(app, client, cast, sign_in):
    with app.app_context():
        for name in ("Maths tutor", "Reading tutor"):
            save_contact(actor=cast.alice, prison=cast.midvale, role=name, how="Extension 4")
    for title, said in (("One", "maths tutor: extension 4"), ("Two", "[Job title of the lead]")):
        details = {"reports_to": said}
        slug = write(app, cast.alice, cast.midvale, title, kind="job_description", details=details)
        sign_in(client, cast.bob)
        page = client.get(f"/practices/{slug}/role-card").get_data(as_text=True)
        assert box(page, "who_to_call").casefold() == "maths tutor: extension 4"


def test_a_card_of_what_is_not_published_says_draft(app, client, cast, sign_in, role):
    slug = write(app, cast.alice, cast.midvale, "Gym", kind="job_description", publish=False)
    sign_in(client, cast.alice)
    assert "Draft The job description is not published." in words(
        client.post(f"/practices/{slug}/role-card", data=CARD)
    )
    assert "Draft" not in words(client.post(f"/practices/{role}/role-card", data=CARD))


def test_a_card_for_another_prison_has_its_name_and_a_warning(app, client, cast, sign_in, role):
    sign_in(client, newcomer(app, cast.prisons["BMI"]))
    page = text(client.get(f"/practices/{role}/role-card"))
    assert f'name="prison" value="{cast.prisons["BMI"].name}"' in page
    assert "The card will say that it is an example." in page


def test_a_card_from_the_starter_library_must_be_made_ones_own(app, client, cast, sign_in):
    details = {"reports_to": "[Job title of the lead]"}
    slug = write(app, cast.erin, None, "Gym mentor", kind="job_description", details=details)
    sign_in(client, newcomer(app, cast.prisons["BMI"]))
    page = text(client.get(f"/practices/{slug}/role-card"))
    assert "This job description is from the starter library. Check every line" in page
    assert "The card will say" not in page
    answer = client.post(
        f"/practices/{slug}/role-card", data=CARD | {"who_to_call": "[Job title of the lead]"}
    )
    assert answer.status_code == 422
    assert "Put your own words in the place of “[Job title of the lead]”" in text(answer)
    assert "Not from a real prison" not in words(
        client.post(f"/practices/{slug}/role-card", data=CARD)
    )


def test_a_card_is_one_side_of_a5_and_nothing_of_it_is_kept(app, client, cast, sign_in, role):
    sign_in(client, cast.charlie)
    answer = client.post(f"/practices/{role}/role-card", data=CARD)
    printed = words(answer)
    for line in (
        "Maths mentor", "Help in the classroom", "Red Band or trusted status needed",
        "Education, wing A", "Monday to Friday", "Maths tutor, extension 1234",
        "Review this card by 3 November 2027", "Example",
    ):  # fmt: skip
        assert line in printed, line
    pdf = read(answer)
    assert [size(page) for page in pdf.pages] == [A5]
    assert pdf.metadata.title == "Role card: Maths mentor, Example Midvale"
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert 'filename="Role card - Maths mentor.pdf"' in answer.headers["Content-Disposition"]


def test_the_fullest_card_fits_its_side_uncut(client, cast, sign_in, role):
    box = "\n".join(["Mentors help people in class and on the wing today"] * 5)[:250]
    full = dict.fromkeys(("allows", "where", "when", "who_to_call"), box)
    sign_in(client, cast.alice)
    answer = client.post(
        f"/practices/{role}/role-card",
        data=CARD | full | {"role": ("Mentor " * 14).strip(), "prison": ("Prison " * 14).strip()},
    )
    printed = words(answer)
    assert len(read(answer).pages) == 1
    assert "cut" not in printed.lower()


def test_a_wrong_card_keeps_what_was_typed(client, cast, sign_in, role):
    sign_in(client, cast.alice)
    bad = {
        "where": "Wing of A1234BC",
        "who_to_call": "",
        "review_on-day": "40",
        "when": "By <b> day",
    }
    answer = client.post(f"/practices/{role}/role-card", data=CARD | bad)
    page = text(answer)
    assert answer.status_code == 422
    for line in (
        "There is a problem", 'href="#where"', 'href="#who_to_call"', 'href="#review_on-day"',
        "“A1234BC”: This looks like a prison number", "Wing of A1234BC", "By &lt;b&gt; day",
        'value="40"', "Enter a real date", "Say who an officer can call",
    ):  # fmt: skip
        assert line in page, line


def test_personal_data_never_gets_onto_a_card(client, cast, sign_in, role):
    sign_in(client, cast.alice)
    for key in ("role", "prison", "allows", "where", "when", "who_to_call"):
        for bad in ("A1234BC", "AB123456C", "John Smith, convicted of burglary"):
            answer = client.post(f"/practices/{role}/role-card", data=CARD | {key: bad})
            assert answer.status_code == 422, (key, bad)
            assert f'id="{key}-error"' in text(answer)


def test_hostile_and_long_words_on_a_card_are_words_or_refused(client, cast, sign_in, role):
    sign_in(client, cast.alice)
    bad = '#panic() $x$ <b> "'
    answer = client.post(f"/practices/{role}/role-card", data=CARD | {"where": bad})
    assert bad in words(answer)
    for long in ("x" * 251, "y\n" * 100, "z" * 400_000, "\x00", "\u202e"):
        answer = client.post(f"/practices/{role}/role-card", data=CARD | {"where": long + "a"})
        assert answer.status_code == 422
    unbroken = client.post(f"/practices/{role}/role-card", data=CARD | {"role": "W" * 100})
    assert len(read(unbroken).pages) == 1


def test_only_job_descriptions_that_one_may_see_have_cards(app, client, cast, sign_in, scheme):
    draft = write(
        app, cast.alice, cast.midvale, "Gym mentor", kind="job_description", publish=False
    )
    sign_in(client, cast.charlie)
    for slug in (scheme, draft, "nothing"):
        assert client.get(f"/practices/{slug}/role-card").status_code == 404
        assert client.post(f"/practices/{slug}/role-card", data=CARD).status_code == 404
    sign_in(client, cast.bob)
    assert "is not published" in text(client.get(f"/practices/{draft}/role-card"))
    assert client.post(f"/practices/{draft}/role-card", data=CARD).status_code == 200


def test_who_reviews_from_outside_gets_what_was_submitted(app, client, cast, sign_in, regions):
    writer = newcomer(app, cast.prisons["BMI"])
    content = Content(title="Sent in", summary="In short.", body="As submitted.")
    with app.app_context():
        practice = services.create_practice(
            "scheme", content, actor=writer, prison=cast.prisons["BMI"]
        )
        reviewing.submit(practice, actor=writer, based_on=1)
    save_again(app, writer, "sent-in", "Written since.")
    sign_in(client, cast.dana)
    assert "As submitted." in words(client.get("/practices/sent-in/pdf"))
    assert client.get("/practices/sent-in/pdf?version=newest").status_code == 404
    sign_in(client, cast.charlie)
    assert client.get("/practices/sent-in/pdf").status_code == 404
