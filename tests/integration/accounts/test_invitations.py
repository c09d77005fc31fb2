import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from portal import clock
from portal.accounts import invitations, queries, services
from portal.accounts.models import Invitation, Role, User
from portal.audit import AuditEvent
from portal.db import db
from portal.errors import Forbidden, Invalid, NotFound

NEW = "robin@example.org"
PASSWORD = "seven green bottles"
PLACES = {
    "midvale": ("EX4", None),
    "westholme": ("EX5", None),
    "in the region": ("BMI", None),
    "in another region": ("ACI", None),
    "West Midlands": (None, "West Midlands"),
    "North West": (None, "North West"),
    "the whole portal": (None, None),
}
EVERY_PLACE = [
    *((role, place) for role in ("member", "prison_lead") for place in list(PLACES)[:4]),
    ("regional_lead", "West Midlands"),
    ("regional_lead", "North West"),
    ("administrator", "the whole portal"),
]
ALLOWED = {
    "alice": {("member", "midvale"), ("prison_lead", "midvale")},
    "bob": set(),
    "charlie": set(),
    "dana": {
        ("member", "in the region"),
        ("prison_lead", "in the region"),
        ("regional_lead", "West Midlands"),
    },
    "erin": set(EVERY_PLACE),
}


def invite(cast, *, actor, role=Role.MEMBER, prison="EX4", region=None, email=NEW):
    place = cast.prisons[prison] if prison else None
    return invitations.invite(email=email, role=role, prison=place, region=region, actor=actor)


def accept(token, name="Robin Reed", password=PASSWORD):
    return invitations.accept_invitation(
        token, name=name, job_title="Head of learning", password=password
    )


@pytest.mark.parametrize("who", list(ALLOWED))
def test_nobody_invites_beyond_their_role_and_place(who, app_context, cast, regions):
    may = set()
    for number, (role, place) in enumerate(EVERY_PLACE):
        prison, region = PLACES[place]
        try:
            invite(
                cast,
                actor=getattr(cast, who),
                role=Role(role),
                prison=prison,
                region=region,
                email=f"robin{number}@example.org",
            )
        except Forbidden:
            continue
        may.add((role, place))
    assert may == ALLOWED[who]


@pytest.mark.parametrize("who", list(ALLOWED))
def test_the_list_shows_just_what_somebody_may_manage(who, app_context, cast, regions):
    for number, (role, place) in enumerate(EVERY_PLACE):
        prison, region = PLACES[place]
        email = f"robin{number}@example.org"
        invite(cast, actor=None, role=Role(role), prison=prison, region=region, email=email)
    shown = queries.open_invitations_of(getattr(cast, who))
    by_code = {code: place for place, (code, _) in PLACES.items() if code}
    found = {
        (each.role, by_code[each.prison.code] if each.prison else each.region or "the whole portal")
        for each in shown
    }
    assert found == ALLOWED[who]


@pytest.mark.parametrize("region", [None, "Nowhere"])
def test_a_lead_of_no_known_region_manages_nobody(region, app_context, cast, regions):
    cast.dana.region = region
    with pytest.raises(Forbidden):
        invite(cast, actor=cast.dana, prison="BMI")
    with pytest.raises(Forbidden):
        invite(cast, actor=cast.dana)  # nobody knows the region of this prison
    assert queries.open_invitations_of(cast.dana) == []


def test_who_accepts_becomes_what_the_invitation_says(app_context, cast):
    _, token = invite(cast, actor=cast.alice, role=Role.PRISON_LEAD)
    user = accept(token)
    assert (user.email, user.name, user.job_title) == (NEW, "Robin Reed", "Head of learning")
    assert (user.role, user.prison_id, user.region) == ("prison_lead", cast.midvale.id, None)
    assert not user.is_demo
    assert services.person_for(NEW, PASSWORD, address="127.0.0.1").id == user.id
    deeds = db.session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)).all()
    assert deeds == ["invitation.made", "user.created", "invitation.accepted", "user.signed_in"]


def test_only_the_hash_of_the_token_is_kept(app_context, cast):
    invitation, token = invite(cast, actor=cast.alice)
    assert re.fullmatch(r"[0-9a-f]{64}", invitation.token_hash)
    assert token not in {str(value) for value in vars(invitation).values()}


def test_an_invitation_works_once(app_context, cast):
    _, token = invite(cast, actor=cast.alice)
    accept(token)
    with pytest.raises(NotFound):
        accept(token, "Somebody else")


def test_an_invitation_expires(app_context, cast, later):
    invitation, token = invite(cast, actor=cast.alice)
    days = app_context.config["SETTINGS"].invitation_days
    assert invitation.expires_at - invitation.created_at == timedelta(days=days)
    later(days=days, minutes=-1)
    assert queries.open_invitation(token).id == invitation.id
    later(minutes=2)
    with pytest.raises(NotFound):
        accept(token)
    assert queries.open_invitations_of(cast.alice) == []


def test_inviting_again_replaces_the_earlier_invitation(app_context, cast):
    _, first = invite(cast, actor=cast.alice)
    _, second = invite(cast, actor=cast.alice, email=" ROBIN@example.org ")
    with pytest.raises(NotFound):
        accept(first)
    assert accept(second).email == NEW


def test_a_lead_cannot_replace_what_is_out_of_reach(app_context, cast, later):
    _, token = invite(cast, actor=cast.erin, role=Role.ADMINISTRATOR, prison=None)
    with pytest.raises(Invalid) as caught:
        invite(cast, actor=cast.alice)
    assert set(caught.value.problems) == {"email"}
    assert queries.open_invitation(token).role == "administrator"
    later(days=15)
    assert invite(cast, actor=cast.alice)[0].role == "member"


@pytest.mark.parametrize(
    ("more", "fields"),
    [
        ({"email": "bob@example.org"}, {"email"}),
        ({"email": "BOB@example.org"}, {"email"}),
        ({"email": "nonsense"}, {"email"}),
        ({"prison": None}, {"prison"}),
        ({"role": Role.PRISON_LEAD, "prison": None}, {"prison"}),
        ({"role": Role.REGIONAL_LEAD}, {"region"}),
        ({"email": "", "role": Role.REGIONAL_LEAD, "region": ""}, {"email", "region"}),
    ],
)
def test_what_is_wrong_is_said_by_field(more, fields, app_context, cast):
    with pytest.raises(Invalid) as caught:
        invite(cast, actor=cast.erin, **more)
    assert set(caught.value.problems) == fields
    assert db.session.scalars(select(Invitation)).all() == []


def test_a_place_that_the_role_has_not_is_left_out(app_context, cast):
    invitation, _ = invite(cast, actor=cast.erin, role=Role.ADMINISTRATOR, region="North West")
    assert (invitation.prison_id, invitation.region) == (None, None)


def test_the_invitation_of_somebody_deactivated_does_not_work(app_context, cast):
    _, token = invite(cast, actor=cast.alice)
    services.deactivate(cast.alice.id, actor=cast.erin)
    with pytest.raises(NotFound):
        accept(token)


def test_an_address_that_got_an_account_meanwhile_is_refused(app_context, cast):
    _, token = invite(cast, actor=cast.alice)
    services.create_user(email=NEW, name="Robin", role=Role.ADMINISTRATOR, password=PASSWORD)
    with pytest.raises(Invalid) as caught:
        accept(token)
    assert set(caught.value.problems) == {"email"}


def test_a_mail_server_that_fails_stops_no_invitation(app_context, cast):
    (app_context.config["SETTINGS"].data / "mail").write_text("in the way")
    _, token = invite(cast, actor=cast.alice)
    assert accept(token).email == NEW


def test_a_withdrawn_invitation_does_not_work(app_context, cast):
    invitation, token = invite(cast, actor=cast.alice)
    with pytest.raises(NotFound):
        invitations.withdraw_invitation(invitation.id, actor=cast.charlie)
    invitations.withdraw_invitation(invitation.id, actor=cast.alice)
    with pytest.raises(NotFound):
        accept(token)
    with pytest.raises(NotFound):
        invitations.withdraw_invitation(invitation.id, actor=cast.alice)


def test_an_accepted_invitation_cannot_be_withdrawn(app_context, cast):
    invitation, token = invite(cast, actor=cast.alice)
    accept(token)
    with pytest.raises(NotFound):
        invitations.withdraw_invitation(invitation.id, actor=cast.alice)


def test_from_the_form_to_the_first_page(client, app, cast, sign_in, messages):
    sign_in(client, cast.alice)
    form = client.get("/account/people/invite")
    assert "Example Midvale" in form.text
    assert "Regional lead" not in form.text
    answer = client.post("/account/people/invite", data={"email": NEW, "role": "member"})
    assert answer.status_code == 200
    shown = re.search(r"http://localhost(/account/invitations/[\w-]+)", answer.text)[1]
    (message,) = messages(1)
    assert message["To"] == NEW
    assert f"http://127.0.0.1:8000{shown}" in message.get_content()
    assert "Member, Example Midvale" in message.get_content()

    newcomer = app.test_client()
    assert "Example Midvale" in newcomer.get(shown).text
    weak = newcomer.post(shown, data={"name": "Robin Reed", "password": "short"})
    assert weak.status_code == 422
    assert 'value="Robin Reed"' in weak.text
    assert "12 characters or more" in weak.text
    done = newcomer.post(shown, data={"name": "Robin Reed", "password": PASSWORD})
    assert done.location == "/"
    assert "Robin Reed" in newcomer.get("/account/").text
    assert newcomer.get(shown).status_code == 404


def test_the_page_of_an_address_that_has_an_account_says_so(client, app, cast):
    with app.app_context():
        _, token = invite(cast, actor=cast.alice)
        services.create_user(email=NEW, name="Robin", role=Role.ADMINISTRATOR, password=PASSWORD)
    answer = client.post(
        f"/account/invitations/{token}", data={"name": "Robin", "password": PASSWORD}
    )
    assert answer.status_code == 422
    assert "already has an account" in answer.text


@pytest.mark.parametrize(
    ("form", "problem"),
    [
        ({"email": NEW}, "Choose a role"),
        ({"email": "nonsense"}, "Enter an email address"),
        ({"email": NEW, "role": "administrator"}, "Choose a role"),
        ({"email": "bob@example.org", "role": "member"}, "already has an account"),
        ({"email": "nonsense", "role": "member"}, "Enter an email address"),
    ],
)
def test_the_form_keeps_what_was_typed(form, problem, client, cast, sign_in):
    sign_in(client, cast.alice)
    answer = client.post("/account/people/invite", data=form)
    assert answer.status_code == 422
    assert problem in answer.text
    assert f'value="{form["email"]}"' in answer.text


def test_a_lead_invites_to_their_own_prison_whatever_the_form_says(client, app, cast, sign_in):
    sign_in(client, cast.alice)
    form = {"email": NEW, "role": "member", "prison": "EX5"}
    assert client.post("/account/people/invite", data=form).status_code == 200
    with app.app_context():
        assert db.session.scalars(select(Invitation.prison_id)).one() == cast.midvale.id


def test_a_regional_lead_chooses_among_the_prisons_of_the_region(client, cast, sign_in, regions):
    sign_in(client, cast.dana)
    form = client.get("/account/people/invite").text
    assert 'value="BMI"' in form
    assert 'value="ACI"' not in form
    refused = client.post(
        "/account/people/invite", data={"email": NEW, "role": "member", "prison": "ACI"}
    )
    assert refused.status_code == 422
    assert "Choose the prison" in refused.text


def test_an_administrator_chooses_among_all(client, app, cast, sign_in, regions):
    sign_in(client, cast.erin)
    form = client.get("/account/people/invite").text
    for value in ("ACI", "BMI", "EX4", "West Midlands", "North West", "administrator"):
        assert f'value="{value}"' in form
    sent = {"email": NEW, "role": "regional_lead", "region": "North West"}
    assert client.post("/account/people/invite", data=sent).status_code == 200
    with app.app_context():
        invitation = db.session.scalars(select(Invitation)).one()
        assert (invitation.role, invitation.region) == ("regional_lead", "North West")
        assert invitation.expires_at > clock.now()
        assert db.session.get_one(User, invitation.invited_by_id).name == "Erin"
