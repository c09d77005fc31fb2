"""What somebody with bad intent sends to a pair's space, and what becomes of it."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, func, select, update

from portal import clock
from portal.db import db
from portal.matching.partners.models import NextMeeting, PartnerEntry, PartnerWords
from portal.matching.rounds.models import DRAFT, PairingMember, PairingRound
from portal.practices import services
from portal.practices.content import Content
from tests.pairs import publish

MARKUP = "<script>alert(1)</script> [press](javascript:alert(1)) <img src=x onerror=alert(1)>"
MET = {"words": "We met.", "day-day": "3", "day-month": "11", "day-year": "2025"}


def text(response) -> str:
    return response.get_data(as_text=True)


@pytest.fixture
def pair(app, cast):
    """Give the number of a published pair, Midvale and Westholme, in a portal without others."""
    with app.app_context():
        db.session.execute(delete(PairingRound))
        db.session.commit()
        return publish([(cast.midvale, cast.westholme)], by=cast.dana.id).groups[0].id


@pytest.fixture
def space(pair):
    return f"/matching/partners/{pair}"


def meeting_with(place: str) -> dict[str, str]:
    soon = clock.today() + timedelta(days=9)
    day = {"day-day": soon.day, "day-month": soon.month, "day-year": soon.year}
    return {**{key: str(value) for key, value in day.items()}, "time": "2pm", "minutes": "60"} | {
        "place": place
    }


def count(app, model) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_the_space_of_a_draft_is_there_for_nobody(app, cast, space, client, sign_in):
    with app.app_context():
        db.session.execute(update(PairingRound).values(state=DRAFT))
        db.session.commit()
    for person in (cast.alice, cast.dana, cast.erin):
        sign_in(client, person)
        assert client.get(space).status_code == 404
        assert client.post(f"{space}/goals", data={"words": "Ours"}).status_code == 404


@pytest.mark.parametrize("number", ["0", "-1", "2147483648", "9" * 30, "1e3", "١"])
def test_numbers_that_are_none_find_nothing(cast, client, sign_in, number):
    sign_in(client, cast.alice)
    for below in ("", "/brief", "/brief.pdf", "/goals", "/next-meeting.ics"):
        assert client.get(f"/matching/partners/{number}{below}").status_code == 404


def test_markup_stays_text_wherever_it_is_written(cast, space, client, sign_in):
    sign_in(client, cast.alice)
    client.post(f"{space}/answer", data={"says": "declined", "reason": "other", "words": MARKUP})
    client.post(f"{space}/goals", data={"words": MARKUP})
    client.post(f"{space}/notes/new/meeting", data=MET | {"words": MARKUP})
    client.post(f"{space}/notes/new/taken", data={"words": MARKUP})
    client.post(f"{space}/next-meeting", data=meeting_with(MARKUP))
    page = text(client.get(space))
    assert page.count("&lt;script&gt;alert(1)") == 5
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert 'href="javascript:' not in page


def test_markup_stays_text_where_two_wrote_at_once(cast, space, client, sign_in):
    sign_in(client, cast.alice)
    client.post(f"{space}/goals", data={"words": MARKUP})
    answer = client.post(
        f"{space}/goals", data={"words": f"</textarea>{MARKUP}", '"><script>x': "'><script>y"}
    )
    assert answer.status_code == 409
    assert "<script>" not in text(answer).replace("<script type=", "").replace("<script src=", "")
    assert "</textarea>&lt;" not in text(answer)


def test_a_text_that_is_far_too_long_comes_back_with_what_is_wrong(
    app, cast, space, client, sign_in
):
    sign_in(client, cast.alice)
    for below in ("/goals", "/notes/new/meeting", "/notes/new/taken"):
        answer = client.post(space + below, data=MET | {"words": "word " * 40_000})
        assert answer.status_code == 422
        assert "10,000 characters or fewer" in text(answer)
    assert client.post(f"{space}/goals", data={"words": "x" * 3_000_000}).status_code == 413
    assert count(app, PartnerWords) == 0


def test_characters_that_no_database_holds_are_refused(app, cast, space, client, sign_in):
    sign_in(client, cast.alice)
    assert client.post(f"{space}/goals", data={"words": "Two\x00goals"}).status_code == 422
    assert client.post(f"{space}/next-meeting", data=meeting_with("Vi\x01deo")).status_code == 422
    assert count(app, PartnerWords) == count(app, NextMeeting) == 0


@pytest.mark.parametrize("line_end", ["\r\n", "\n", "\r", "\u2028", "\x85", "\x0b"])
def test_a_place_adds_no_line_to_the_calendar(cast, space, client, sign_in, line_end):
    sign_in(client, cast.alice)
    place = line_end.join(["Video", "END:VEVENT", "BEGIN:VALARM", "ATTACH:https://bad.example"])
    client.post(f"{space}/next-meeting", data=meeting_with(place))
    lines = text(client.get(f"{space}/next-meeting.ics")).splitlines()
    assert lines.count("END:VEVENT") == 1
    assert "LOCATION:Video END:VEVENT BEGIN:VALARM ATTACH:https://bad.example" in lines


def test_a_form_that_is_sent_twice_is_kept_once(app, cast, space, client, sign_in):
    sign_in(client, cast.alice)
    for _ in range(2):
        assert client.post(f"{space}/notes/new/meeting", data=MET).status_code == 302
        assert client.post(f"{space}/notes/new/taken", data={"words": "Cards"}).status_code == 302
        assert client.post(f"{space}/goals", data={"words": "Ours"}).status_code == 302
        sent = client.post(f"{space}/next-meeting", data=meeting_with("Video"))
        assert sent.status_code == 302
    assert count(app, PartnerEntry) == count(app, PartnerWords) == 3
    with app.app_context():
        assert db.session.scalars(select(NextMeeting)).one().sequence == 0


def test_the_same_words_about_another_day_are_another_note(app, cast, space, client, sign_in):
    sign_in(client, cast.alice)
    client.post(f"{space}/notes/new/meeting", data=MET)
    client.post(f"{space}/notes/new/meeting", data=MET | {"day-day": "4"})
    assert count(app, PartnerEntry) == 2


def test_what_was_taken_links_only_what_the_partner_published(app, cast, space, client, sign_in):
    with app.app_context():
        content = Content(title="A draft", summary="In short.", body="Not yet.")
        draft = services.create_practice(
            "scheme", content, actor=cast.charlie, prison=cast.westholme
        ).slug
    sign_in(client, cast.alice)
    for practice in (draft, "javascript:alert(1)", "../../account", "https://bad.example"):
        form = {"words": "Cards", "practice": practice}
        answer = client.post(f"{space}/notes/new/taken", data=form)
        assert answer.status_code == 422
        assert "Choose a practice from the list" in text(answer)
    assert "A draft" not in text(client.get(f"{space}/notes/new/taken?practice={draft}"))


def test_answers_that_are_no_choice_are_not_kept(app, cast, space, client, sign_in):
    sign_in(client, cast.alice)
    for form in (
        {"says": "parted"},
        {"says": ""},
        {"says": "declined", "reason": "<b>"},
        {"says": "declined", "reason": "other", "words": " "},
    ):
        assert client.post(f"{space}/answer", data=form).status_code == 422
    with app.app_context():
        assert not any(db.session.scalars(select(PairingMember.answer)))
