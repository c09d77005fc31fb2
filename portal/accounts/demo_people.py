"""The people that a demo comes with, whose password is on the screen."""

from sqlalchemy import Select, delete, or_, select, update

from portal.accounts import passwords
from portal.accounts.leaving import tell_leaving
from portal.accounts.models import Invitation, Role, User
from portal.accounts.services import create_user, set_password
from portal.db import Base, db, transactional
from portal.prisons.models import Prison


@transactional
def add_demo_person(
    *,
    email: str,
    name: str,
    role: Role,
    prison: Prison | None,
    region: str | None,
    password: str,
) -> None:
    """Make a demo person, or give one who is there this password. Leaves real people alone."""
    there = db.session.scalar(select(User).where(User.email == email))
    if there is None:
        create_user(
            email=email,
            name=name,
            role=role,
            prison=prison,
            region=region,
            password=password,
            is_demo=True,
        )
    elif there.is_demo and not passwords.matches(there.password_hash, password):
        set_password(there, password, deed="password.reset")


@transactional
def remove_demo_people() -> None:
    """Take the demo people away, with their open invitations and what cannot be without them.

    What else they made stays, without a name: wherever a row may do without its person. Real
    people who joined an example prison stay too, at no prison: it is about to be removed.
    """
    demo = select(User.id).where(User.is_demo)
    examples = select(Prison.id).where(Prison.is_example)
    _let_go(demo, examples)
    of_demo = or_(Invitation.invited_by_id.in_(demo), Invitation.prison_id.in_(examples))
    db.session.execute(delete(Invitation).where(of_demo, Invitation.accepted_at.is_(None)))
    for model in (User, Invitation):
        db.session.execute(
            update(model).where(model.prison_id.in_(examples)).values(prison_id=None)
        )
    for table in Base.metadata.tables.values():
        for column in table.columns:
            if not any(key.column is User.__table__.c.id for key in column.foreign_keys):
                continue
            if column.nullable:
                db.session.execute(update(table).where(column.in_(demo)).values({column: None}))
            else:
                db.session.execute(delete(table).where(column.in_(demo)))
    db.session.execute(delete(User).where(User.is_demo))
    # Loaded objects would still point at people who are gone.
    db.session.expire_all()


def _let_go(demo: Select[int], examples: Select[int]) -> None:
    """Tell of everybody who goes, once none of them can be somebody's successor."""
    moving = or_(User.id.in_(demo), User.prison_id.in_(examples))
    leaving = db.session.scalars(select(User).where(moving)).all()
    for person in leaving:
        person.active = person.active and not person.is_demo
    db.session.flush()
    for person in leaving:
        tell_leaving(person, actor=None)
