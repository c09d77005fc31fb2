import re
from html import unescape

import pytest
from sqlalchemy import select

from portal.audit.models import AuditEvent
from portal.db import db
from portal.prisons.models import Contact

PAGE = "/prisons/example-midvale/contacts"
ROLE, HOW = "Library manager", "Ask the switchboard for the library"


def text(response):
    words = re.sub(r"<[^>]+>", " ", response.get_data(as_text=True))
    return " ".join(unescape(words).split())


def contacts(app):
    with app.app_context():
        rows = db.session.scalars(select(Contact).order_by(Contact.role))
        return [(row.prison_id, row.role, row.how) for row in rows]


def give(app, prison, role=ROLE, how=HOW):
    """Put a contact there and give its number."""
    with app.app_context():
        contact = Contact(prison_id=prison.id, role=role, how=how)
        db.session.add(contact)
        db.session.commit()
        return contact.id


@pytest.mark.parametrize("name", ["alice", "erin"])
def test_own_prison_leads_and_administrators_add_a_contact(app, cast, as_person, name):
    browser = as_person(name)
    answer = browser.post(PAGE, data={"role": f"  {ROLE} ", "how": HOW})
    assert (answer.status_code, answer.location) == (302, PAGE)
    assert contacts(app) == [(cast.midvale.id, ROLE, HOW)]
    page = browser.get(PAGE)
    assert f"Success Saved how to reach this role: {ROLE}." in text(page)
    assert f"{ROLE} {HOW}" in text(page)


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("alice", "example-westholme"),
        ("alice", "birmingham"),
        ("bob", "example-midvale"),
        ("charlie", "example-midvale"),
        ("dana", "birmingham"),
    ],
)
def test_nobody_else_sees_or_changes_contacts(app, cast, as_person, name, slug):
    prison = next(prison for prison in cast.prisons.values() if prison.slug == slug)
    number = give(app, prison)
    browser = as_person(name)
    page = f"/prisons/{slug}/contacts"
    assert browser.get(page).status_code == 403
    assert browser.post(page, data={"role": "Cook", "how": "Ask"}).status_code == 403
    assert browser.post(f"{page}/{number}/remove").status_code == 403
    assert contacts(app) == [(prison.id, ROLE, HOW)]


def test_a_role_that_is_there_is_changed_however_its_letters_are_written(app, cast, as_person):
    give(app, cast.midvale, role="library manager")
    as_person("alice").post(PAGE, data={"role": "Library  MANAGER", "how": "Write a note"})
    assert contacts(app) == [(cast.midvale.id, "Library MANAGER", "Write a note")]


def test_the_same_role_at_another_prison_is_left_alone(app, cast, as_person):
    give(app, cast.westholme)
    as_person("alice").post(PAGE, data={"role": ROLE, "how": "Write a note"})
    assert sorted(contacts(app)) == sorted(
        [(cast.midvale.id, ROLE, "Write a note"), (cast.westholme.id, ROLE, HOW)]
    )


def test_change_fills_the_form_in(app, cast, as_person):
    give(app, cast.midvale)
    page = as_person("alice").get(PAGE)
    link = unescape(re.search(r'href="([^"#]*)#form"', page.text)[1])
    filled = as_person("alice").get(link).text
    assert f'value="{ROLE}"' in filled
    assert f'value="{HOW}"' in filled


def test_an_unknown_role_to_change_leaves_the_form_empty(as_person):
    page = as_person("alice").get(f"{PAGE}?role=%22%3E")
    assert page.status_code == 200
    assert 'name="role" type="text" value=""' in page.text


@pytest.mark.parametrize(
    ("role", "how", "field", "message"),
    [
        ("", HOW, "role", "Enter a role"),
        (" \t ", HOW, "role", "Enter a role"),
        (ROLE, "", "how", "Enter how to reach this role"),
        ("x" * 121, HOW, "role", "Use 120 characters or fewer"),
        (ROLE, "x" * 301, "how", "Use 300 characters or fewer"),
        (ROLE, "Ask Mr Smith", "how", "looks like a person’s name"),
        ("Mentor A1234BC", HOW, "role", "looks like a prison number"),
        (ROLE, "Ask a 1234-bc", "how", "looks like a prison number"),
        (ROLE, "Ask\0", "how", "cannot be stored"),
    ],
)
def test_what_is_wrong_is_said_twice_and_what_was_typed_is_kept(
    app, as_person, role, how, field, message
):
    page = as_person("alice").post(PAGE, data={"role": role, "how": how})
    assert page.status_code == 422
    summary = re.search(r'<ul class="[^"]*error-summary__list">.*?</ul>', page.text, re.DOTALL)[0]
    assert f'href="#{field}"' in summary
    assert message in summary
    beside = re.search(rf'id="{field}-error">.*?</p>', page.text, re.DOTALL)[0]
    assert message in beside
    assert f'aria-describedby="{field}-hint {field}-error"' in page.text
    for name, typed in (("role", role), ("how", how)):
        kept = re.search(rf'name="{name}" type="text" value="([^"]*)"', page.text)[1]
        assert kept == typed
    assert "<title>Error: " in page.text
    assert contacts(app) == []


def test_both_mistakes_are_told_at_once(as_person):
    page = text(as_person("alice").post(PAGE, data={}))
    assert "There is a problem Enter a role Enter how to reach this role" in page


@pytest.mark.parametrize("how", ["Ask the switchboard on 0121 496 0000", "PO Box 12, B1 1AA"])
def test_numbers_that_are_not_a_prisoners_are_let_through(app, as_person, how):
    as_person("alice").post(PAGE, data={"role": ROLE, "how": how})
    assert [row[2] for row in contacts(app)] == [how]


def test_markup_is_shown_as_text(app, as_person):
    as_person("alice").post(PAGE, data={"role": "<i>Cook</i>", "how": '"><script>x</script>'})
    for address in (PAGE, "/prisons/example-midvale"):
        page = as_person("alice").get(address).text
        assert "&lt;i&gt;Cook" in page
        assert "<script>x" not in page


def test_remove_takes_the_contact_away_and_says_so(app, cast, as_person):
    number = give(app, cast.midvale)
    browser = as_person("alice")
    answer = browser.post(f"{PAGE}/{number}/remove")
    assert (answer.status_code, answer.location) == (302, PAGE)
    assert contacts(app) == []
    page = text(browser.get(PAGE))
    assert f"Removed this role: {ROLE}." in page
    assert "No contact is given yet. Add the first one below." in page


def test_a_contact_of_another_prison_cannot_be_removed_through_ones_own(app, cast, as_person):
    number = give(app, cast.westholme)
    assert as_person("alice").post(f"{PAGE}/{number}/remove").status_code == 404
    assert len(contacts(app)) == 1


@pytest.mark.parametrize("number", ["0", "999999", "2147483648", "9" * 40, "-1", "x"])
def test_a_contact_that_is_not_there_is_not_found(as_person, number):
    assert as_person("alice").post(f"{PAGE}/{number}/remove").status_code == 404


@pytest.mark.parametrize("address", [PAGE, f"{PAGE}/1/remove"])
def test_without_a_token_nothing_is_changed(app, as_person, address):
    answer = as_person("alice").post(address, data={"role": ROLE, "how": HOW}, csrf=False)
    assert answer.status_code == 400
    assert contacts(app) == []


def test_an_unknown_prison_has_no_contacts_page(as_person):
    assert as_person("erin").get("/prisons/no-such-prison/contacts").status_code == 404
    assert as_person("erin").post("/prisons/no-such-prison/contacts").status_code == 404


def test_changes_stand_in_the_audit_trail_without_what_was_written(app, cast, as_person):
    browser = as_person("alice")
    browser.post(PAGE, data={"role": ROLE, "how": HOW})
    with app.app_context():
        number = db.session.scalars(select(Contact.id)).one()
    browser.post(f"{PAGE}/{number}/remove")
    with app.app_context():
        events = db.session.scalars(
            select(AuditEvent).where(AuditEvent.subject == "prison:EX4").order_by(AuditEvent.id)
        ).all()
    assert [(event.action, event.actor_id, event.detail) for event in events] == [
        ("contact.saved", cast.alice.id, {"contact": number}),
        ("contact.removed", cast.alice.id, {"contact": number}),
    ]
