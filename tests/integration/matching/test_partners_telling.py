"""Telling paired prisons and asking for their answers: letters once, notices, rights."""

from concurrent.futures import ThreadPoolExecutor
from contextvars import Context

import pytest
from sqlalchemy import delete, select, update

from portal import mail
from portal.accounts.models import User
from portal.db import db
from portal.errors import Forbidden, Invalid, NotFound
from portal.matching.partners.answering import answer
from portal.matching.partners.fitting import say_fit
from portal.matching.partners.groups import groups_of_prison
from portal.matching.partners.models import PartnerFit, PartnerLetter
from portal.matching.partners.notices import notices_for
from portal.matching.partners.telling import tell
from portal.matching.rounds.asked import EXAMPLES, Asked
from portal.matching.rounds.drafts import propose_round
from portal.matching.rounds.models import DRAFT, PairingMember, PairingRound
from portal.matching.rounds.publishing import publish_round
from tests.pairs import publish


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


def tell_now(app) -> int:
    with app.app_context():
        return tell()


def answers(app, pair, cast, alice="accepted", charlie="accepted"):
    with app.app_context():
        for who, says in ((cast.alice, alice), (cast.charlie, charlie)):
            if says:
                answer(pair, actor=who, says=says, reason="time")


def notice(app, person) -> list[str]:
    with app.app_context():
        return [f"{each.words} {each.action}" for each in notices_for(person)]


def test_leads_are_told_and_everybody_where_there_is_no_lead(app, pair, messages):
    assert tell_now(app) == 2
    letters = messages(2)
    assert {each["To"] for each in letters} == {"alice@example.org", "charlie@example.org"}
    words = letters[0].get_content()
    assert f"/matching/partners/{pair}" in words
    assert "invented example prisons" in words


def test_each_letter_goes_once(app, pair, messages):
    tell_now(app)
    assert tell_now(app) == 0
    messages(2)


def test_nobody_is_told_of_a_draft_or_a_parted_group(app, pair, messages):
    with app.app_context():
        db.session.execute(update(PairingRound).values(state=DRAFT))
        db.session.commit()
    assert tell_now(app) == 0
    messages(0)


def test_a_mail_server_that_fails_only_puts_a_letter_off(app, pair, messages, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr(mail, "send", lambda *_: False)
        assert tell_now(app) == 0
    assert tell_now(app) == 2
    messages(2)


def test_a_letter_that_a_program_took_and_never_sent_goes_later(app, pair, messages, later):
    tell_now(app)
    with app.app_context():
        db.session.execute(update(PartnerLetter).values(sent_at=None))
        db.session.commit()
    assert tell_now(app) == 0
    later(minutes=11)
    assert tell_now(app) == 2
    messages(4)


def test_of_many_programs_at_once_one_sends_each_letter(app, pair, messages):
    def one(_):
        return Context().run(tell_now, app)

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(one, range(4))) == 2
    messages(2)


def test_whoever_joins_later_is_told_where_nobody_was_there_before(app, pair, cast, messages):
    with app.app_context():
        db.session.execute(update(User).where(User.id == cast.charlie.id).values(active=False))
        db.session.commit()
    assert tell_now(app) == 1
    with app.app_context():
        db.session.execute(update(User).where(User.id == cast.charlie.id).values(active=True))
        db.session.commit()
    assert tell_now(app) == 1
    messages(2)


def test_the_front_page_asks_whoever_answers(app, pair, cast, client, sign_in):
    sign_in(client, cast.alice)
    page = text(client.get("/"))
    assert "You have been paired with Example Westholme." in page
    assert f"/matching/partners/{pair}/answer" in page
    assert notice(app, cast.bob) == ["You have been paired with Example Westholme. See why"]
    assert notice(app, cast.dana) == []


def test_the_notice_follows_the_answers(app, pair, cast):
    answers(app, pair, cast, charlie="")
    assert "who has not answered yet" in notice(app, cast.alice)[0]
    answers(app, pair, cast, alice="")
    assert notice(app, cast.alice) == ["Your partner is Example Westholme. Open your shared space"]


def test_a_member_answers_only_where_there_is_no_lead(app, pair, cast):
    with app.app_context():
        with pytest.raises(Forbidden):
            answer(pair, actor=cast.bob, says="accepted")
        with pytest.raises(Forbidden):
            answer(pair, actor=cast.dana, says="accepted")
        answer(pair, actor=cast.charlie, says="accepted")
        db.session.execute(update(User).where(User.id == cast.alice.id).values(active=False))
        db.session.commit()
        answer(pair, actor=cast.bob, says="accepted")


def test_an_answer_of_strangers_is_not_there(app, pair, cast):
    with app.app_context():
        db.session.execute(
            update(User).where(User.id == cast.charlie.id).values(prison_id=cast.prisons["BMI"].id)
        )
        db.session.commit()
        stranger = db.session.get(User, cast.charlie.id)
        with pytest.raises(NotFound):
            answer(pair, actor=stranger, says="accepted")


def test_declining_needs_a_reason_and_tells_the_lead(app, pair, cast, client, sign_in, messages):
    sign_in(client, cast.alice)
    address = f"/matching/partners/{pair}/answer"
    refused = client.post(address, data={"says": "declined", "words": "Kept words"})
    assert refused.status_code == 422
    assert "Choose why you decline" in text(refused)
    assert "Kept words" in text(refused)
    refused = client.post(address, data={"says": "declined", "reason": "other"})
    assert "Say why you decline" in text(refused)
    tell_now(app)
    sent = client.post(address, data={"says": "declined", "reason": "far", "words": "Six hours"})
    assert sent.status_code == 302
    assert tell_now(app) == 1
    to_dana = messages(3)[-1]
    assert to_dana["To"] == "dana@example.org"
    assert "Example Midvale declined" in to_dana.get_content()
    assert "Six hours" not in to_dana.get_content()
    page = text(client.get(f"/matching/partners/{pair}"))
    assert "The other prison is too far away" in page
    assert "Six hours" in page


def test_an_answer_can_be_changed_until_both_have_accepted(app, pair, cast):
    answers(app, pair, cast, alice="declined", charlie="accepted")
    with app.app_context():
        answer(pair, actor=cast.alice, says="accepted")
        with pytest.raises(Forbidden, match="All have accepted"):
            answer(pair, actor=cast.charlie, says="declined", reason="time")


def test_two_answers_at_once_are_both_kept_and_settle_it(app, pair, cast):
    def one(who):
        def act():
            with app.app_context():
                answer(pair, actor=who, says="accepted")

        return Context().run(act)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(one, (cast.alice, cast.charlie)))
    with app.app_context():
        kept = db.session.scalars(select(PairingMember.answer)).all()
    assert kept == ["accepted", "accepted"]


def test_a_prisoner_number_is_refused_beside_the_field(pair, cast, client, sign_in):
    sign_in(client, cast.charlie)
    words = {"says": "accepted", "words": "As A1234BC said"}
    refused = client.post(f"/matching/partners/{pair}/answer", data=words)
    assert refused.status_code == 422
    assert 'id="words-error"' in text(refused)
    assert "As A1234BC said" in text(refused)


def test_fit_is_asked_at_six_weeks_and_at_six_months_once_each(app, pair, cast, messages, later):
    tell_now(app)
    answers(app, pair, cast)
    later(weeks=5)
    assert tell_now(app) == 0
    later(weeks=1, minutes=1)
    assert tell_now(app) == 2
    assert tell_now(app) == 0
    assert "for six weeks" in messages(4)[-1].get_content()
    assert notice(app, cast.alice) == ["Is Example Westholme a good fit as your partner? Answer"]
    assert notice(app, cast.bob) == ["Your partner is Example Westholme. Open your shared space"]
    later(weeks=20)
    assert tell_now(app) == 2
    assert tell_now(app) == 0
    assert "for six months" in messages(6)[-1].get_content()


def test_whoever_answered_already_is_not_asked_by_letter(app, pair, cast, messages, later):
    tell_now(app)
    answers(app, pair, cast)
    later(weeks=6, minutes=1)
    with app.app_context():
        say_fit(pair, "six_weeks", actor=cast.alice, answer="good")
    assert tell_now(app) == 1
    assert messages(3)[-1]["To"] == "charlie@example.org"


def test_a_fit_can_be_changed_for_14_days(app, pair, cast, client, sign_in, later):
    answers(app, pair, cast)
    later(weeks=6, minutes=1)
    sign_in(client, cast.alice)
    address = f"/matching/partners/{pair}/fit/six_weeks"
    assert client.post(address, data={"answer": "perfect"}).status_code == 422
    assert (
        client.post(address, data={"answer": "deciding", "words": "Too early"}).status_code == 302
    )
    later(days=13)
    assert "Too early" in text(client.get(address))
    assert client.post(address, data={"answer": "not_good"}).status_code == 302
    later(days=2)
    assert client.get(address).status_code == 403
    assert client.post(address, data={"answer": "good"}).status_code == 403
    with app.app_context():
        kept = db.session.scalars(select(PartnerFit)).one()
        assert (kept.answer, kept.prison_id, kept.at) == ("not_good", cast.midvale.id, "six_weeks")


def test_fit_is_not_asked_early_of_a_member_or_of_a_parted_group(app, pair, cast, later):
    answers(app, pair, cast)
    with app.app_context():
        with pytest.raises(NotFound):
            say_fit(pair, "six_weeks", actor=cast.alice, answer="good")
        later(weeks=7)
        with pytest.raises(Forbidden):
            say_fit(pair, "six_weeks", actor=cast.bob, answer="good")
        with pytest.raises(NotFound):
            say_fit(pair, "six_months", actor=cast.alice, answer="good")
        with pytest.raises(Invalid):
            say_fit(pair, "six_weeks", actor=cast.alice, answer="good", words="A1234BC")


def test_a_letter_is_given_up_after_two_weeks(app, pair, messages, monkeypatch, later):
    with monkeypatch.context() as broken:
        broken.setattr(mail, "send", lambda *_: False)
        tell_now(app)
    later(days=15)
    assert tell_now(app) == 0
    messages(0)


def test_a_round_that_a_lead_drafts_and_publishes_reaches_both_prisons(
    app, whole_estate, client, sign_in, messages
):
    erin = whole_estate.erin
    with app.app_context():
        asked = Asked(pins=(("EX4", "EX5"),))
        draft = propose_round(actor=erin, region=EXAMPLES, basis="profile", asked=asked)
        assert tell() == 0
        publish_round(draft.id, actor=erin, edition=draft.edition)
        assert tell() == 2
        group = groups_of_prison(whole_estate.midvale.id, viewer=whole_estate.alice)[0]
        number, round_number = group.id, group.round_id
    messages(2)
    sign_in(client, whole_estate.alice)
    page = text(client.get(f"/matching/partners/{number}"))
    assert "Worth asking" in page
    assert "<dt>Alike</dt>" in page
    sign_in(client, erin)
    board = text(client.get(f"/matching/rounds/{round_number}/board"))
    assert "Example Midvale and Example Westholme" in board
