"""Changing whom to ask for at a prison, and whether it reviews what it shares."""

import re

from sqlalchemy import select

from portal import audit
from portal.db import db, take_turns, transactional
from portal.errors import Invalid, NotFound
from portal.personal_data import first_blocking
from portal.prisons.models import Contact, Prison
from portal.prisons.permissions import Person, require_contacts

ROLE_MAX = 120
HOW_MAX = 300
PERSON = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr)\b\.? +\w", re.IGNORECASE)


@transactional
def save_contact(*, actor: Person, prison: Prison, role: str, how: str) -> Contact:
    """Say how to reach a role at a prison, in place of what was said about that role before.

    Raises Forbidden, and Invalid for blank or long text, names and prisoner numbers.
    """
    require_contacts(actor, prison)
    role, how = " ".join(role.split()), " ".join(how.split())
    problems = {
        "role": _problem(role, "Enter a role", ROLE_MAX),
        "how": _problem(how, "Enter how to reach this role", HOW_MAX),
    }
    found = {field: problem for field, problem in problems.items() if problem}
    if found:
        raise Invalid(found)
    take_turns(f"contacts {prison.id}")
    contact = _contact_for(prison, role)
    if contact is None:
        contact = Contact(prison_id=prison.id, role=role, how=how)
        db.session.add(contact)
    contact.role, contact.how = role, how
    db.session.flush()
    audit.record("contact.saved", f"prison:{prison.code}", actor=actor, contact=contact.id)
    return contact


@transactional
def remove_contact(*, actor: Person, prison: Prison, contact_id: int) -> Contact:
    """Take a role off a prison's contacts. Raises Forbidden and NotFound."""
    require_contacts(actor, prison)
    contact = db.session.scalar(
        select(Contact).where(Contact.id == contact_id, Contact.prison_id == prison.id)
    )
    if contact is None:
        raise NotFound("This contact is not there any more.")
    db.session.delete(contact)
    audit.record("contact.removed", f"prison:{prison.code}", actor=actor, contact=contact_id)
    return contact


@transactional
def set_reviews(*, actor: Person, prison: Prison, on: bool) -> None:
    """Say whether a lead reads what members write before others see it. Raises Forbidden."""
    require_contacts(actor, prison)
    kept = db.session.get_one(Prison, prison.id, with_for_update=True, populate_existing=True)
    if kept.reviews_practices != on:
        kept.reviews_practices = on
        audit.record("prison.reviews", f"prison:{prison.code}", actor=actor, on=on)


def _contact_for(prison: Prison, role: str) -> Contact | None:
    """Find a role however its letters are written: a prison has few, so they are compared here."""
    rows = db.session.scalars(select(Contact).where(Contact.prison_id == prison.id))
    return next((row for row in rows if row.role.casefold() == role.casefold()), None)


def _problem(text: str, if_blank: str, longest: int) -> str:
    if not text:
        return if_blank
    if len(text) > longest:
        return f"Use {longest} characters or fewer"
    if "\0" in text:
        return "This holds a character that cannot be stored. Type it again"
    if found := first_blocking(text):
        return found.why
    if PERSON.search(text):
        return (
            "This looks like a person’s name. Give a role, so that it stays right when people move"
        )
    return ""
