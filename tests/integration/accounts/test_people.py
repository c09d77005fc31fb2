import pytest
from sqlalchemy import select

from portal.accounts import services, tokens
from portal.accounts.models import ApiToken, Role, User
from portal.audit import AuditEvent
from portal.db import db
from portal.errors import Forbidden, Invalid, NotFound

PEOPLE = "/account/people"
PASSWORD = "seven green bottles"


def add(app, email="robin@example.org", role=Role.MEMBER, prison=None, region=None):
    with app.app_context():
        return services.create_user(
            email=email, name=email, role=role, prison=prison, region=region, password=PASSWORD
        )


def test_a_prison_lead_sees_the_people_of_the_own_prison_only(client, cast, sign_in):
    sign_in(client, cast.alice)
    page = client.get(PEOPLE)
    assert page.status_code == 200
    assert "bob@example.org" in page.text
    for other in ("charlie", "dana", "erin"):
        assert f"{other}@example.org" not in page.text


def test_a_regional_lead_sees_the_people_of_the_region(client, app, cast, sign_in, regions):
    add(app, "inside@example.org", prison=cast.prisons["BMI"])
    add(app, "outside@example.org", prison=cast.prisons["ACI"])
    add(app, "beside@example.org", Role.REGIONAL_LEAD, region="West Midlands")
    add(app, "beyond@example.org", Role.REGIONAL_LEAD, region="North West")
    sign_in(client, cast.dana)
    page = client.get(PEOPLE).text
    shown = {
        name
        for name in ("inside", "outside", "beside", "beyond", "dana", "alice", "erin")
        if f"{name}@example.org" in page
    }
    assert shown == {"inside", "beside", "dana"}


def test_an_administrator_sees_everyone_and_a_member_no_such_page(client, app, cast, sign_in):
    sign_in(client, cast.erin)
    page = client.get(PEOPLE).text
    assert all(f"{name}@example.org" in page for name in ("alice", "bob", "charlie", "dana"))
    member = app.test_client()
    sign_in(member, cast.bob)
    assert member.get(PEOPLE).status_code == 403
    assert "Staff accounts" not in member.get("/account/").text


def test_a_long_list_has_pages_and_few_statements(client, app, cast, sign_in, count_queries):
    with app.app_context():
        db.session.add_all(
            User(
                email=f"robin{number}@example.org",
                name=f"Robin {number:02}",
                role=Role.MEMBER,
                prison_id=cast.midvale.id,
                password_hash="none",
                session_key=f"key {number}",
                created_at=cast.alice.created_at,
            )
            for number in range(40)
        )
        db.session.commit()
    sign_in(client, cast.alice)
    # Who is asking, the total, the people, the invitations, and what waits for a review.
    with count_queries(at_most=5):
        first = client.get(PEOPLE).text
    assert "Page 1 of 2" in first
    assert "robin39@example.org" not in first
    assert "robin39@example.org" in client.get(f"{PEOPLE}?page=2").text
    assert client.get(f"{PEOPLE}?page=9").status_code == 200


def test_deactivating_ends_sessions_and_tokens_and_activating_lets_in_again(
    client, app, cast, sign_in
):
    with app.app_context():
        tokens.new_token(cast.bob, actor=cast.bob)
    other = app.test_client()
    sign_in(other, cast.bob)
    assert other.get("/account/").status_code == 200
    sign_in(client, cast.alice)
    assert f'href="{PEOPLE}/{cast.bob.id}/deactivate"' in client.get(PEOPLE).text
    assert "Stop access for Bob?" in client.get(f"{PEOPLE}/{cast.bob.id}/deactivate").text
    assert other.get("/account/").status_code == 200
    assert client.post(f"{PEOPLE}/{cast.bob.id}/deactivate").location == PEOPLE
    page = client.get(PEOPLE).text
    assert "Bob can no longer sign in." in page
    assert "No access" in page
    assert other.get("/account/").status_code == 302
    client.post(f"{PEOPLE}/{cast.bob.id}/activate")
    assert other.get("/account/").status_code == 302
    with app.app_context():
        assert db.session.get_one(User, cast.bob.id).active
        assert db.session.scalars(select(ApiToken)).all() == []
        deeds = db.session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)).all()
    assert deeds == ["token.made", "user.deactivated", "user.activated"]


@pytest.mark.parametrize(
    ("actor", "person"),
    [("alice", "charlie"), ("alice", "dana"), ("alice", "erin"), ("dana", "bob"), ("bob", "alice")],
)
def test_nobody_deactivates_beyond_their_reach(actor, person, app_context, cast, regions):
    number = getattr(cast, person).id
    for deed in (services.deactivate, services.activate):
        with pytest.raises(NotFound):
            deed(number, actor=getattr(cast, actor))
    assert db.session.get_one(User, number).active


def test_nobody_deactivates_themselves(client, app, cast, sign_in):
    sign_in(client, cast.erin)
    assert client.get(f"{PEOPLE}/{cast.erin.id}/deactivate").status_code == 403
    assert client.post(f"{PEOPLE}/{cast.erin.id}/deactivate").status_code == 403
    with app.app_context(), pytest.raises(Forbidden):
        services.deactivate(cast.erin.id, actor=cast.erin)


@pytest.mark.parametrize("number", [0, 999_999, 2**31 - 1, 2**31, 10**30])
def test_a_number_of_nobody_is_not_found(number, client, cast, sign_in):
    sign_in(client, cast.erin)
    for path in (f"{number}/deactivate", f"{number}/activate", f"invitations/{number}/withdraw"):
        assert client.post(f"{PEOPLE}/{path}").status_code == 404


def test_withdrawing_on_the_page(client, cast, sign_in):
    sign_in(client, cast.alice)
    client.post(f"{PEOPLE}/invite", data={"email": "robin@example.org", "role": "member"})
    page = client.get(PEOPLE).text
    assert "robin@example.org" in page
    path = next(part for part in page.split('"') if part.endswith("/withdraw"))
    assert client.post(path).location == PEOPLE
    assert "robin@example.org" not in client.get(PEOPLE).text


def test_names_are_shown_as_text(client, app, cast, sign_in):
    with app.app_context():
        services.update_details(cast.bob, name="<b>Bob</b>", job_title="")
    sign_in(client, cast.alice)
    page = client.get(PEOPLE).text
    assert "&lt;b&gt;Bob&lt;/b&gt;" in page
    assert "<b>Bob" not in page


def test_every_problem_with_a_new_account_is_told_at_once(app_context, cast):
    with pytest.raises(Invalid) as caught:
        services.create_user(
            email="alice@example.org", name="\0", role=Role.MEMBER, password="short"
        )
    assert set(caught.value.problems) == {"email", "name", "prison", "password"}
