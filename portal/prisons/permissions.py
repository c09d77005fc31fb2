"""Who may change what a prison says about itself."""

from typing import Protocol

from portal.errors import Forbidden
from portal.prisons.models import Prison


class Person(Protocol):
    """Whoever is signed in, as far as prisons need to know.

    Accounts stand above prisons in the tower, so their model is not imported here.
    """

    @property
    def id(self) -> int:
        """Give the number."""

    @property
    def name(self) -> str:
        """Give the name."""

    @property
    def role(self) -> str:
        """Give the role, in the words of the access rules."""

    @property
    def prison_id(self) -> int | None:
        """Give the number of the person's own prison."""


def can_change_contacts(actor: Person, prison: Prison) -> bool:
    """Tell whether somebody may change a prison's contacts: its own leads and administrators."""
    return actor.role == "administrator" or (
        actor.role == "prison_lead" and actor.prison_id == prison.id
    )


def require_contacts(actor: Person, prison: Prison) -> None:
    """Let nobody else go on. Raises Forbidden."""
    if not can_change_contacts(actor, prison):
        raise Forbidden("Only a prison lead of this prison or an administrator can change this.")


def can_tell(actor: Person, prison: Prison) -> bool:
    """Tell whether somebody may say figures of a prison: its own leads and administrators."""
    return actor.role == "administrator" or (
        actor.role == "prison_lead" and actor.prison_id == prison.id
    )


def require_telling(actor: Person, prison: Prison) -> None:
    """Let nobody else go on. Raises Forbidden."""
    if not can_tell(actor, prison):
        raise Forbidden(
            "Only a prison lead of this prison or an administrator can change these figures."
        )


def require_tables(actor: Person) -> None:
    """Let administrators alone bring published tables in. Raises Forbidden."""
    if actor.role != "administrator":
        raise Forbidden("Only an administrator can bring published tables in.")
