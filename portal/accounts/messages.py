"""The words of the e-mails about accounts."""

from portal.accounts import links
from portal.accounts.models import ROLE_LABELS, Invitation, Role
from portal.web.filters import moment

INVITED = """\
You are invited to the ESW Practice Exchange, where prisons share what works in peer mentoring.
Your role: {role}{place}.

To make your account, open this link. It works once, until {until}.

{link}

If you did not expect this, you need do nothing.
"""
RESET = """\
Somebody asked to set a new password for your account at the ESW Practice Exchange.

To set it, open this link. It works once, for one hour.

{link}

If it was not you, you need do nothing: your password stays as it is.
"""


def invited(invitation: Invitation, token: str) -> tuple[str, str]:
    """Give the subject and the words of an invitation."""
    place = invitation.prison.name if invitation.prison else invitation.region
    words = INVITED.format(
        role=ROLE_LABELS[Role(invitation.role)],
        place=f", {place}" if place else "",
        until=moment(invitation.expires_at),
        link=links.invitation(token),
    )
    return "Your invitation to the ESW Practice Exchange", words


def reset(token: str) -> tuple[str, str]:
    """Give the subject and the words that carry a reset link."""
    return "Set a new password for the ESW Practice Exchange", RESET.format(link=links.reset(token))
