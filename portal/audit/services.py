"""Writing the audit trail."""

from typing import Any, Protocol

from portal import clock
from portal.audit.models import AuditEvent
from portal.db import db


class Actor(Protocol):
    """Whoever does something: a person with a number and a name."""

    @property
    def id(self) -> int:
        """Give the number."""

    @property
    def name(self) -> str:
        """Give the name."""


def record(action: str, subject: str, *, actor: Actor | None, **detail: Any) -> None:
    """Add one deed to the trail inside the running transaction.

    `actor` None means the portal's own command line; `subject` names the thing, such as
    "practice:12"; `detail` must be JSON and hold no text that people wrote,
    apart from a reason that the portal asked them for.
    """
    db.session.add(
        AuditEvent(
            at=clock.now(),
            actor_id=actor.id if actor else None,
            actor_name=actor.name if actor else "command line",
            action=action,
            subject=subject,
            detail=detail,
        )
    )
