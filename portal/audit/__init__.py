"""Who did what, and when: written in the same transaction as the deed."""

from portal.audit.models import AuditEvent
from portal.audit.services import record

__all__ = ["AuditEvent", "record"]
