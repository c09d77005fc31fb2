"""The shared space of a pair: who sees it, and that nobody's words are lost in it."""

from concurrent.futures import ThreadPoolExecutor
from contextvars import Context
from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update

from portal import clock
from portal.accounts.models import User
from portal.audit import AuditEvent
from portal.db import db
from portal.errors import EditConflict, Forbidden
from portal.matching.partners import meetings, writing
from portal.matching.partners.agenda import EXTERNAL_ID
from portal.matching.partners.models import PartnerEntry, PartnerWords
from portal.matching.rounds.models import CLOSED, PairingGroup, PairingRound
from portal.practices import services
from portal.practices.content import Content
from portal.practices.models import Practice
from portal.practices.queries import practice_by_slug
from tests.pairs import publish

MET = {"words": "We met.", "day-day": "3", "day-month": "11", "day-year": "2025"}


def text(response) -> str:
    return response.get_data(as_text=True)


@pytest.fixture
def pair(app, cast):
    """Give the number of a published pair, Midvale and Westholme, in a portal without others."""
    with app.app_context():
        db.session.execute(delete(PairingRound))
        db.session.commit()
        made = publish([(cast.midvale, cast.westholme)], by=cast.dana.id)
        return made.groups[0].id


@pytest.fixture
def space(pair):
    return f"/matching/partners/{pair}"


def part(app, pair):
    with app.app_context():
        parted = {"parted_at": clock.now(), "parted_why": "It did not work"}
        db.session.execute(update(PairingGroup).where(PairingGroup.id == pair).values(parted))
        db.session.commit()


def words_of(app) -> list[str]:
    with app.app_context():
        rows = db.session.scalars(select(PartnerWords).order_by(PartnerWords.id))
        return [each.words for each in rows]


def test_people_of_other_prisons_do_not_find_it(app, cast, space, client, sign_in):
    with app.app_context():
        elsewhere = cast.prisons["BMI"].id
        db.session.execute(
            update(User).where(User.id == cast.charlie.id).values(prison_id=elsewhere)
        )
        db.session.commit()
    sign_in(client, cast.charlie)
    for below in ("", "/goals", "/answer", "/next-meeting", "/next-meeting.ics"):
        assert client.get(space + below).status_code == 404
    assert client.post(f"{space}/goals", data={"words": "Ours"}).status_code == 404


@pytest.mark.usefixtures("regions")
def test_a_lead_sees_a_national_group_of_their_region_alone(app, cast, client, sign_in):
    with app.app_context():
        prisons = cast.prisons
        made = publish(
            [(prisons["BMI"], prisons["ACI"]), (prisons["AYI"], prisons["FDI"])], region=None
        )
        mine, other = (each.id for each in made.groups)
    sign_in(client, cast.dana)
    assert client.get(f"/matching/partners/{mine}").status_code == 200
    assert client.get(f"/matching/partners/{other}").status_code == 404


def test_leads_and_administrators_read_and_do_not_write(cast, space, client, sign_in):
    for person in (cast.dana, cast.erin):
        sign_in(client, person)
        page = text(client.get(space))
        assert "Add a note of a meeting" not in page
        assert client.post(f"{space}/goals", data={"words": "Ours"}).status_code == 403


def test_a_parted_space_is_read_and_not_written(app, pair, space, cast, client, sign_in):
    sign_in(client, cast.alice)
    client.post(f"{space}/goals", data={"words": "Two reading mentors on each wing"})
    part(app, pair)
    page = text(client.get(space))
    assert "It did not work" in page
    assert "Two reading mentors on each wing" in page
    assert "Change the goals" not in page
    for below, form in (("/goals", MET), ("/notes/new/meeting", MET), ("/answer", MET)):
        assert client.post(space + below, data=form).status_code == 403
    assert len(words_of(app)) == 1


def test_a_closed_round_is_read_and_not_written(app, space, cast, client, sign_in):
    with app.app_context():
        db.session.execute(update(PairingRound).values(state=CLOSED))
        db.session.commit()
    sign_in(client, cast.alice)
    assert "This round has ended" in text(client.get(space))
    assert client.post(f"{space}/goals", data={"words": "Ours"}).status_code == 403


def test_the_second_editor_of_goals_sees_both_texts(app, space, cast, client, sign_in):
    sign_in(client, cast.alice)
    client.post(f"{space}/goals", data={"words": "One goal", "based_on": "0"})
    client.post(f"{space}/goals", data={"words": "One goal\nAlice’s goal", "based_on": "1"})
    sign_in(client, cast.charlie)
    late = {"words": "One goal\nCharlie’s goal", "based_on": "1"}
    answer = client.post(f"{space}/goals", data=late)
    assert answer.status_code == 409
    page = text(answer)
    assert "Alice saved this while you were writing" in page
    assert "One goal\nAlice’s goal\n\nCharlie’s goal</textarea>" in page
    assert words_of(app)[-1] == "One goal\nAlice’s goal"
    both = {"words": "One goal\nAlice’s goal\nCharlie’s goal", "based_on": "2"}
    assert client.post(f"{space}/goals", data=both).status_code == 302
    page = text(client.get(space))
    assert "Charlie’s goal" in page
    with app.app_context():
        number = db.session.scalars(select(PartnerEntry.id)).one()
    every = text(client.get(f"{space}/notes/{number}/versions"))
    assert every.count("app-card__title") == 3


def test_of_many_editors_at_once_one_saves_and_the_others_are_told(app, pair, cast):
    def save(number):
        with app.app_context():
            try:
                writing.save_goals(pair, actor=cast.alice, words=f"Goal {number}", based_on=0)
            except EditConflict:
                return "conflict"
            return "saved"

    with ThreadPoolExecutor(6) as pool:
        done = list(pool.map(lambda number: Context().run(save, number), range(6)))
    assert sorted(done) == ["conflict"] * 5 + ["saved"]
    assert len(words_of(app)) == 1


def test_saving_the_same_goals_twice_is_no_conflict(app, pair, cast):
    with app.app_context():
        for _ in range(2):
            writing.save_goals(pair, actor=cast.alice, words="The same", based_on=0)
    assert words_of(app) == ["The same"]


def test_a_note_is_corrected_by_its_writer_alone_and_keeps_what_it_said(app, pair, cast):
    with app.app_context():
        day = clock.today()
        made = writing.note_meeting(pair, actor=cast.alice, day=day, words="We mett.")
        with pytest.raises(Forbidden):
            writing.correct(pair, made.id, actor=cast.bob, words="Mine", based_on=1, day=day)
        writing.correct(pair, made.id, actor=cast.alice, words="We met.", based_on=1, day=day)
        with pytest.raises(EditConflict):
            writing.correct(pair, made.id, actor=cast.alice, words="Late", based_on=1, day=day)
    assert words_of(app) == ["We mett.", "We met."]


def test_the_audit_holds_deeds_and_no_words(app, pair, cast):
    with app.app_context():
        writing.save_goals(pair, actor=cast.alice, words="Secret plan", based_on=0)
        rows = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "partners.goals"))
        (event,) = rows
        assert event.subject == f"pairing_group:{pair}"
        assert "Secret" not in str(event.detail)


@pytest.mark.parametrize(
    ("changed", "field", "message"),
    [
        ({"words": ""}, "words", "Write what you talked about"),
        ({"words": "About A1234BC"}, "words", "prison number"),
        ({"words": "Ask Mr Smith"}, "words", "tick the box below"),
        ({"day-day": "31", "day-month": "2"}, "day", "Enter the day of the meeting"),
        ({"day-year": "2099"}, "day", "not in the future"),
        ({"day-year": "26"}, "day", "four figures"),
    ],
)
def test_a_note_with_a_mistake_comes_back_as_typed(
    space, cast, client, sign_in, changed, field, message
):
    sign_in(client, cast.charlie)
    typed = {**MET, "words": "Kept", **changed}
    answer = client.post(f"{space}/notes/new/meeting", data=typed)
    page = text(answer)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in page
    assert message in page
    assert typed["words"] in page
    assert f'value="{typed["day-year"]}"' in page
    assert ('name="sure"' in page) == ("tick" in message)


def test_a_doubt_can_be_set_aside_by_whoever_wrote_it(app, space, cast, client, sign_in):
    sign_in(client, cast.charlie)
    typed = {**MET, "words": "Ask Mr Smith, the librarian", "sure": "yes"}
    assert client.post(f"{space}/notes/new/meeting", data=typed).status_code == 302
    assert words_of(app) == ["Ask Mr Smith, the librarian"]
    never = {**typed, "words": "Ask A1234BC"}
    assert client.post(f"{space}/notes/new/meeting", data=never).status_code == 422


def test_a_session_that_ended_loses_no_note(space, client):
    answer = client.post(
        f"{space}/notes/new/meeting",
        data={**MET, "words": "Long thoughts"},
        headers={"Sec-Fetch-Site": "same-origin"},
    )
    assert answer.status_code == 401
    assert "Long thoughts" in text(answer)


def test_what_was_taken_links_a_practice_of_the_other_prison(app, space, cast, client, sign_in):
    with app.app_context():
        content = Content(title="Cards for the wing office", summary="In short.", body="B.")
        theirs = services.create_practice(
            "scheme", content, actor=cast.charlie, prison=cast.westholme
        )
        services.publish(theirs, actor=cast.charlie)
        slug = theirs.slug
    sign_in(client, cast.alice)
    form = f"{space}/notes/new/taken"
    assert "Cards for the wing office" in text(client.get(form))
    foreign = {"words": "Their cards", "practice": "a-published-scheme"}
    assert client.post(form, data=foreign).status_code == 422
    assert client.post(form, data={"words": "Their cards", "practice": slug}).status_code == 302
    page = text(client.get(space))
    assert "Example Midvale took over" in page
    assert f"/practices/{slug}" in page


def test_copies_between_the_two_are_listed_by_themselves(
    app, samples, space, cast, client, sign_in
):
    with app.app_context():
        source = practice_by_slug("a-published-scheme", viewer=cast.charlie)
        copied = services.copy_practice(
            source, actor=cast.charlie, into=cast.westholme, title="Our copy"
        )
        earlier = services.copy_practice(
            source, actor=cast.charlie, into=cast.westholme, title="Before we were paired"
        )
        long_ago = clock.now() - timedelta(days=400)
        db.session.execute(
            update(Practice).where(Practice.id == earlier.id).values(created_at=long_ago)
        )
        db.session.commit()
        slug = copied.slug
    sign_in(client, cast.charlie)
    page = text(client.get(space))
    assert "Our copy" in page
    assert "Before we were paired" not in page
    sign_in(client, cast.alice)
    assert "Our copy" not in text(client.get(space)), "a draft of theirs is not for others"
    with app.app_context():
        services.publish(practice_by_slug(slug, viewer=cast.charlie), actor=cast.charlie)
    assert "Example Westholme copied it from Example Midvale" in text(client.get(space))


def test_the_next_meeting_goes_into_a_calendar_and_changes_there(
    app, pair, space, cast, client, sign_in
):
    sign_in(client, cast.alice)
    assert client.get(f"{space}/next-meeting.ics").status_code == 404
    soon = clock.today() + timedelta(days=20)
    typed = {
        "day-day": soon.day,
        "day-month": soon.month,
        "day-year": soon.year,
        "time": "2pm",
        "minutes": "90",
        "place": "Video call, link follows",
        "based_on": "-1",
    }
    assert client.post(f"{space}/next-meeting", data=typed).status_code == 302
    first = client.get(f"{space}/next-meeting.ics")
    assert first.mimetype == "text/calendar"
    assert f"UID:partners-{pair}@" in text(first)
    assert "SEQUENCE:0" in text(first)
    assert "LOCATION:Video call\\, link follows" in text(first)
    moved = {**typed, "time": "3pm", "based_on": "0"}
    assert client.post(f"{space}/next-meeting", data=moved).status_code == 302
    assert "SEQUENCE:1" in text(client.get(f"{space}/next-meeting.ics"))
    assert client.post(f"{space}/next-meeting", data=moved).status_code == 302
    assert "SEQUENCE:1" in text(client.get(f"{space}/next-meeting.ics")), "nothing changed"
    assert client.post(f"{space}/next-meeting/call-off", data={"based_on": "1"}).status_code == 302
    assert "STATUS:CANCELLED" in text(client.get(f"{space}/next-meeting.ics"))


def test_a_meeting_that_somebody_moved_is_not_moved_blindly(
    app, pair, space, cast, client, sign_in
):
    with app.app_context():
        soon = clock.now() + timedelta(days=20)
        for place in ("Here", "There"):
            meetings.set_meeting(
                pair,
                actor=cast.charlie,
                starts_at=soon,
                minutes="60",
                place=place,
                based_on=-1 if place == "Here" else 0,
            )
    sign_in(client, cast.alice)
    typed = {
        "day-day": soon.day,
        "day-month": soon.month,
        "day-year": soon.year,
        "time": "9:00",
        "minutes": "60",
        "place": "At ours",
        "based_on": "0",
    }
    answer = client.post(f"{space}/next-meeting", data=typed)
    assert answer.status_code == 409
    assert "There" in text(answer)
    assert 'value="At ours"' in text(answer)
    assert 'name="based_on" value="1"' in text(answer)
    gone = client.post(f"{space}/next-meeting/call-off", data={"based_on": "0"})
    assert gone.status_code == 409


@pytest.mark.parametrize(
    ("changed", "field"),
    [({"time": "25"}, "time"), ({"day-year": "1999"}, "day"), ({"place": ""}, "place")],
)
def test_a_meeting_with_a_mistake_comes_back(space, cast, client, sign_in, changed, field):
    soon = clock.today() + timedelta(days=20)
    typed = {"time": "9:00", "minutes": "60", "place": "Video call", "day-day": soon.day}
    typed |= {"day-month": soon.month, "day-year": soon.year, **changed}
    sign_in(client, cast.alice)
    answer = client.post(f"{space}/next-meeting", data=typed)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in text(answer)


def test_the_agenda_of_the_library_stands_in_the_space(app, space, cast, client, sign_in):
    with app.app_context():
        content = Content(title="An agenda", summary="In short.", body="## The hour\n\nTalk.")
        made = services.create_practice(
            "practice_note", content, actor=cast.erin, prison=None, is_template=True
        )
        services.publish(made, actor=cast.erin)
        db.session.execute(
            update(Practice).where(Practice.id == made.id).values(external_id=EXTERNAL_ID)
        )
        db.session.commit()
    sign_in(client, cast.alice)
    page = text(client.get(space))
    assert "/practices/an-agenda" in page
    assert "The hour" in page


def test_the_space_asks_little_of_the_database(space, cast, client, sign_in, count_queries):
    sign_in(client, cast.alice)
    for each in range(2):
        client.post(f"{space}/notes/new/meeting", data=MET | {"day-day": str(each + 1)})
    with count_queries() as few:
        client.get(space)
    for each in range(8):
        client.post(f"{space}/notes/new/meeting", data=MET | {"day-day": str(each + 3)})
    with count_queries(at_most=len(few)):
        client.get(space)


def test_a_meeting_that_is_over_is_no_longer_the_next(
    app, pair, space, cast, client, sign_in, later
):
    with app.app_context():
        soon = clock.now() + timedelta(hours=1)
        meetings.set_meeting(
            pair, actor=cast.alice, starts_at=soon, minutes="30", place="Here", based_on=-1
        )
    sign_in(client, cast.alice)
    assert "Take it into your calendar" in text(client.get(space))
    later(minutes=100)
    page = text(client.get(space))
    assert "No meeting is set. The last one was on" in page
    assert 'value="Here"' not in text(client.get(f"{space}/next-meeting"))
