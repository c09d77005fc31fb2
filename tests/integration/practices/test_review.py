"""Every step of a review, by everybody who might try it."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from portal import clock, mail
from portal.accounts.models import Role, User
from portal.audit import AuditEvent
from portal.db import db
from portal.errors import EditConflict, Forbidden, Invalid, NotFound
from portal.practices import services
from portal.practices.content import Content
from portal.practices.models import Practice, ReviewStep, Revision, Status
from portal.practices.queries import cards_of_prison, copies_of, practice_by_slug
from portal.practices.review import queries as review_queries
from portal.practices.review import reviewing
from portal.practices.reviewers import reviewers_of, waiting_for
from portal.practices.states import state_of
from portal.prisons.services import set_reviews
from tests.people import Cast
from tests.saving import save_revision

pytestmark = pytest.mark.usefixtures("app_context")

NOTE = Content("Role cards", summary="Mentors show a card.", body="We printed cards.")
EVERYBODY = ("alice", "bob", "charlie", "dana", "erin")


@dataclass
class Place:
    """Hold a practice of Bob's and everybody who might do something with it."""

    cast: Cast
    practice: Practice

    def person(self, name: str) -> User:
        return db.session.get_one(User, getattr(self.cast, name).id)

    def submit(self, name: str = "bob", based_on: int | None = None) -> None:
        latest = db.session.get_one(Revision, self.practice.latest_id)
        number = latest.number if based_on is None else based_on
        reviewing.submit(self.practice, actor=self.person(name), based_on=number)

    def save(self, title: str, name: str = "bob") -> Revision:
        latest = db.session.get_one(Revision, self.practice.latest_id)
        content = replace(NOTE, title=title)
        return save_revision(
            self.practice, content, actor=self.person(name), based_on=latest.number
        )

    def steps(self) -> list[str]:
        rows = db.session.scalars(select(ReviewStep).order_by(ReviewStep.id))
        return [each.step for each in rows if each.practice_id == self.practice.id]

    def without_lead(self) -> None:
        db.session.execute(update(User).where(User.role == Role.PRISON_LEAD).values(active=False))
        db.session.commit()


@pytest.fixture
def place(cast: Cast) -> Place:
    practice = services.create_practice("practice_note", NOTE, actor=cast.bob, prison=cast.midvale)
    return Place(cast, practice)


@pytest.fixture
def at_birmingham(cast: Cast, regions: None) -> Place:
    """A real prison of Dana's region that has no lead; Robin is a member there."""
    robin = User(
        email="robin@example.org",
        name="Robin",
        role=Role.MEMBER,
        prison_id=cast.prisons["BMI"].id,
        password_hash="x",
        session_key="robin",
        created_at=clock.now(),
    )
    db.session.add(robin)
    db.session.commit()
    practice = services.create_practice(
        "practice_note", NOTE, actor=robin, prison=cast.prisons["BMI"]
    )
    reviewing.submit(practice, actor=robin, based_on=1)
    return Place(cast, practice)


def outcome(work, *args, **kwargs) -> str:
    try:
        work(*args, **kwargs)
    except (EditConflict, Forbidden, Invalid, NotFound) as error:
        return type(error).__name__
    return "done"


def test_a_member_submits_a_lead_sends_back_the_member_changes_and_the_lead_publishes(
    place: Place, messages
) -> None:
    place.submit()
    assert state_of(place.practice) == "in_review"
    reviewing.send_back(
        place.practice, actor=place.person("alice"), number=1, words="Say how many."
    )
    assert state_of(place.practice) == "draft"
    place.save("Role cards, with figures")
    place.submit()
    reviewing.publish(place.practice, actor=place.person("alice"), number=2, newest=2)
    assert (state_of(place.practice), place.practice.submitted_id) == ("published", None)
    assert place.practice.review_on is not None
    assert place.steps() == ["submitted", "sent_back", "submitted", "published"]
    deeds = [event.action for event in db.session.query(AuditEvent).order_by(AuditEvent.id)]
    assert [each for each in deeds if each.startswith("practice.")] == [
        "practice.created",
        "practice.submitted",
        "practice.sent_back",
        "practice.saved",
        "practice.submitted",
        "practice.published",
    ]
    sent = [(each["To"], each["Subject"].split(":")[0]) for each in messages(4)]
    assert sorted(sent) == [
        ("alice@example.org", "To review"),
        ("alice@example.org", "To review"),
        ("bob@example.org", "Published"),
        ("bob@example.org", "Sent back to you"),
    ]


# At a prison that reviews: who may do what with a member's draft, and with one in review.
@pytest.mark.parametrize(
    ("who", "submits", "publishes", "answers"),
    [
        ("alice", "Invalid", "done", "done"),  # its lead publishes at once
        ("bob", "done", "Forbidden", "Forbidden"),
        ("charlie", "Forbidden", "Forbidden", "Forbidden"),
        ("dana", "Forbidden", "Forbidden", "Forbidden"),  # the prison has a lead
        ("erin", "Invalid", "done", "done"),
    ],
)
def test_who_may_do_what_at_a_prison_that_reviews(
    place: Place, who: str, submits: str, publishes: str, answers: str
) -> None:
    actor = place.person(who)
    number = {"based_on": 1}
    assert outcome(reviewing.submit, place.practice, actor=actor, **number) == submits
    reviewing.take_back(place.practice, actor=place.person("bob"))
    assert outcome(services.publish, place.practice, actor=actor) == publishes
    db.session.execute(update(Practice).values(status="draft", published_id=None))
    db.session.commit()
    for answer in (
        lambda: reviewing.send_back(place.practice, actor=actor, number=1, words="No"),
        lambda: reviewing.publish(place.practice, actor=actor, number=1, newest=1),
    ):
        place.submit()
        assert outcome(answer) == answers


@pytest.mark.parametrize("who", EVERYBODY)
def test_at_a_prison_without_reviews_everybody_there_publishes(place: Place, who: str) -> None:
    set_reviews(actor=place.person("alice"), prison=place.cast.midvale, on=False)
    done = outcome(services.publish, place.practice, actor=place.person(who))
    assert done == ("done" if who in ("alice", "bob", "erin") else "Forbidden")


@pytest.mark.parametrize("who", EVERYBODY)
def test_the_starter_library_is_for_administrators(cast: Cast, who: str) -> None:
    practice = services.create_practice("practice_note", NOTE, actor=cast.erin, prison=None)
    place = Place(cast, practice)
    done = outcome(services.publish, practice, actor=place.person(who))
    assert done == ("done" if who == "erin" else "Forbidden")


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize(
    "deed", ["take_back", "bring_back", "confirm", "date", "hand_on", "archive"]
)
def test_only_its_own_prison_looks_after_a_practice(place: Place, who: str, deed: str) -> None:
    services.publish(place.practice, actor=place.person("alice"))
    actor, practice = place.person(who), place.practice
    deeds = {
        "take_back": lambda: reviewing.take_back(practice, actor=actor),
        "bring_back": lambda: reviewing.bring_back(practice, actor=actor),
        "confirm": lambda: reviewing.confirm_current(practice, actor=actor),
        "date": lambda: reviewing.change_review_date(
            practice, actor=actor, day=clock.today() + timedelta(days=60)
        ),
        "hand_on": lambda: reviewing.hand_on(practice, actor=actor, owner_id=actor.id),
        "archive": lambda: services.archive(practice, actor=actor),
    }
    wanted = "done" if who in ("alice", "bob", "erin") else "Forbidden"
    if (who, deed) == ("bob", "archive"):
        wanted = "Forbidden"  # others read it, and what he writes is reviewed
    if (who, deed) == ("erin", "hand_on"):
        wanted = "Invalid"  # she works elsewhere
    assert outcome(deeds[deed]) == wanted


@pytest.mark.parametrize("who", EVERYBODY)
def test_what_others_read_is_withdrawn_by_who_may_publish_and_a_draft_by_its_prison(
    place: Place, who: str
) -> None:
    actor = place.person(who)
    draft = services.create_practice(
        "practice_note", NOTE, actor=place.person("bob"), prison=place.cast.midvale
    )
    services.publish(place.practice, actor=place.person("alice"))
    own = who in ("alice", "bob", "erin")
    for practice, allowed in ((place.practice, who in ("alice", "erin")), (draft, own)):
        wanted = "done" if allowed else "Forbidden"
        offered = outcome(services.mark_template, practice, actor=actor, is_template=True)
        archived = outcome(services.archive, practice, actor=actor)
        assert (offered, archived) == (wanted, wanted)


def test_a_newer_draft_leaves_the_submitted_one_in_review(place: Place) -> None:
    place.submit()
    submitted = place.practice.submitted_id
    place.save("Newer")
    assert place.practice.submitted_id == submitted
    alice = place.person("alice")
    with pytest.raises(EditConflict, match="saved a newer version"):
        reviewing.publish(place.practice, actor=alice, number=1, newest=1)
    reviewing.publish(place.practice, actor=alice, number=1, newest=2)
    published = db.session.get_one(Revision, place.practice.published_id)
    assert (published.title, place.practice.latest_id != published.id) == ("Role cards", True)


def test_a_stale_form_publishes_nothing(place: Place) -> None:
    place.submit()
    alice = place.person("alice")
    assert outcome(reviewing.publish, place.practice, actor=alice, number=2, newest=2) == (
        "EditConflict"
    )
    place.save("Newer")
    assert outcome(place.submit, "bob", 1) == "EditConflict"
    assert outcome(services.publish, place.practice, actor=alice, number=9) == "EditConflict"
    reviewing.take_back(place.practice, actor=place.person("bob"))
    for work in (
        lambda: reviewing.publish(place.practice, actor=alice, number=1, newest=2),
        lambda: reviewing.send_back(place.practice, actor=alice, number=1, words="No"),
    ):
        assert outcome(work) == "EditConflict"
    assert place.practice.status == Status.DRAFT


def test_pressing_a_button_twice_does_nothing_more(place: Place, messages) -> None:
    alice, bob = place.person("alice"), place.person("bob")
    twice = [
        lambda: place.submit(),
        lambda: reviewing.comment(place.practice, actor=alice, words="Good."),
        lambda: reviewing.send_back(place.practice, actor=alice, number=1, words="More."),
    ]
    after = [
        lambda: reviewing.publish(place.practice, actor=alice, number=1, newest=1),
        lambda: services.archive(place.practice, actor=alice),
        lambda: reviewing.bring_back(place.practice, actor=bob),
    ]
    for work in (*twice, lambda: place.submit(), *after):
        work()
        work()
    assert place.steps() == [
        "submitted",
        "comment",
        "sent_back",
        "submitted",
        "published",
        "archived",
        "brought_back",
    ]
    messages(5)  # asked, commented, sent back, asked, published


def test_what_is_not_ready_is_neither_submitted_nor_published(cast: Cast) -> None:
    bare = services.create_practice("scheme", Content("Bare"), actor=cast.bob, prison=cast.midvale)
    place = Place(cast, bare)
    with pytest.raises(Invalid) as refused:
        place.submit()
    assert set(refused.value.problems) >= {"summary", "body"}
    assert place.steps() == []


def test_an_archived_practice_is_brought_back_before_it_is_submitted(place: Place) -> None:
    services.publish(place.practice, actor=place.person("alice"))
    services.archive(place.practice, actor=place.person("alice"))
    place.save("Again")
    assert outcome(place.submit) == "Invalid"
    reviewing.bring_back(place.practice, actor=place.person("bob"))
    assert outcome(place.submit) == "done"


@pytest.mark.parametrize("words", ["", "  \n ", "x" * 2001, "It was A1234BC."])
def test_a_comment_and_a_reason_need_words_without_prison_numbers(place: Place, words) -> None:
    place.submit()
    alice = place.person("alice")
    work = (
        lambda: reviewing.comment(place.practice, actor=alice, words=words),
        lambda: reviewing.send_back(place.practice, actor=alice, number=1, words=words),
    )
    assert [outcome(each) for each in work] == ["Invalid", "Invalid"]
    assert place.steps() == ["submitted"]


def test_a_review_goes_on_where_the_mail_server_is_down(place: Place, monkeypatch) -> None:
    def refuse(*_args):
        raise OSError("no mail")

    monkeypatch.setattr(mail, "send_in_background", refuse)
    place.submit()
    reviewing.publish(place.practice, actor=place.person("alice"), number=1, newest=1)
    assert place.practice.status == Status.PUBLISHED


def test_a_regional_lead_reviews_where_a_prison_has_no_lead(at_birmingham: Place) -> None:
    place = at_birmingham
    dana = place.person("dana")
    assert [each.name for each in reviewers_of(place.practice.prison_id).people] == ["Dana"]
    assert waiting_for(dana) == {place.practice.prison_id: 1}
    assert waiting_for(place.person("erin")) == {}
    assert practice_by_slug(place.practice.slug, viewer=dana).id == place.practice.id
    reviewing.send_back(place.practice, actor=dana, number=1, words="More, please.")
    with pytest.raises(NotFound):  # it is a draft of another prison again
        practice_by_slug(place.practice.slug, viewer=dana)
    assert outcome(services.publish, place.practice, actor=dana) == "Forbidden"


def test_a_regional_lead_sees_what_was_submitted_and_nothing_newer(at_birmingham: Place) -> None:
    place = at_birmingham
    dana, erin = place.person("dana"), place.person("erin")
    place.save("Not for Dana", "erin")
    source = services.create_practice("practice_note", NOTE, actor=erin, prison=None)
    services.publish(source, actor=erin)
    place.practice.copied_from_id = source.published_id
    db.session.commit()
    assert [each.title for each in copies_of(source, viewer=dana)] == ["Role cards"]
    shown = cards_of_prison(place.practice.prison_id, viewer=dana)
    assert [each.title for each in shown] == ["Role cards"]
    assert [each.title for each in review_queries.to_review(dana)] == ["Role cards"]
    assert outcome(services.publish, place.practice, actor=dana) == "Forbidden"
    assert outcome(services.publish, place.practice, actor=dana, number=1) == "done"


def test_without_a_regional_lead_it_waits_for_administrators(place: Place) -> None:
    place.submit()
    assert waiting_for(place.person("erin")) == {}
    place.without_lead()
    erin = place.person("erin")
    assert waiting_for(erin) == {place.practice.prison_id: 1}
    assert reviewers_of(place.practice.prison_id).role == Role.ADMINISTRATOR
    reviewing.publish(place.practice, actor=erin, number=1, newest=1)


def test_switching_review_off_is_for_its_leads_and_administrators(place: Place) -> None:
    done = {
        who: outcome(set_reviews, actor=place.person(who), prison=place.cast.midvale, on=False)
        for who in EVERYBODY
    }
    assert done == dict.fromkeys(EVERYBODY, "Forbidden") | {"alice": "done", "erin": "done"}


def test_a_review_date_lies_between_1_and_24_months_away(place: Place, monkeypatch) -> None:
    services.publish(place.practice, actor=place.person("alice"))
    monkeypatch.setattr(clock, "today", lambda: date(2028, 2, 29))
    bob = place.person("bob")

    def set_to(day: date) -> str:
        return outcome(reviewing.change_review_date, place.practice, actor=bob, day=day)

    assert set_to(date(2028, 3, 28)) == set_to(date(2030, 3, 2)) == "Invalid"
    assert set_to(date(2028, 3, 29)) == set_to(date(2030, 3, 1)) == "done"
    reviewing.confirm_current(place.practice, actor=bob)
    assert place.practice.review_on == date(2029, 3, 1)
    reviewing.confirm_current(place.practice, actor=bob)
    assert place.steps() == ["published", "review_date", "review_date", "checked"]


def test_lists_and_counts_say_what_waits_for_whom(place: Place, count_queries) -> None:
    place.submit()
    alice, bob, charlie = (place.person(who) for who in ("alice", "bob", "charlie"))
    assert [each.title for each in review_queries.to_review(alice)] == ["Role cards"]
    assert review_queries.to_review(bob) == []
    reviewing.send_back(place.practice, actor=alice, number=1, words="More.")
    assert [each.title for each in review_queries.sent_back(bob)] == ["Role cards"]
    assert review_queries.sent_back(alice) == review_queries.sent_back(charlie) == []
    place.submit()
    assert review_queries.sent_back(bob) == []
    reviewing.publish(place.practice, actor=alice, number=1, newest=1)
    assert review_queries.due(bob) == []
    place.practice.review_on = clock.today() + timedelta(days=30)
    db.session.commit()
    assert [each.title for each in review_queries.due(alice)] == ["Role cards"]
    assert review_queries.due(charlie) == []
    with count_queries(at_most=1):
        assert review_queries.counts(bob).due == 1
    for number in range(5):
        services.create_practice(
            "practice_note", replace(NOTE, title=f"N{number}"), actor=bob, prison=place.cast.midvale
        )
    alice = place.person("alice")
    with count_queries(at_most=5):
        review_queries.to_review(alice)
        review_queries.sent_back(alice)
        review_queries.due(alice)
        review_queries.nobodys(alice)
