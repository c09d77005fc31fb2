"""Reading the forms of the account pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from portal.accounts.details import EMAIL_WANTED, read_email
from portal.accounts.models import ROLE_LABELS, Role, User
from portal.accounts.permissions import GRANTS, OF_A_PRISON, is_administrator, prisons_led
from portal.errors import Invalid
from portal.prisons import queries as prisons
from portal.prisons.models import Prison


@dataclass(frozen=True)
class Choices:
    """Hold what somebody may choose from when they invite others."""

    roles: Mapping[Role, str]
    prisons: Sequence[Prison]
    regions: Sequence[str]


@dataclass(frozen=True)
class InvitationForm:
    """Hold what was chosen on the invitation form."""

    email: str
    role: Role
    prison: Prison | None
    region: str | None


def choices_for(actor: User) -> Choices:
    """Give the roles, prisons and regions that somebody may invite others to."""
    roles = {role: ROLE_LABELS[role] for role in GRANTS[Role(actor.role)]}
    if is_administrator(actor):
        return Choices(roles, prisons.all_prisons(), prisons.regions())
    led = prisons_led(actor)
    own = [prison for prison in prisons.all_prisons() if prison.id in led]
    return Choices(
        roles, own, [actor.region] if Role.REGIONAL_LEAD in roles and actor.region else []
    )


def read_invitation(form: Mapping[str, str], choices: Choices) -> InvitationForm:
    """Read the invitation form. Raises Invalid where there is no address or no role."""
    by_code = {prison.code: prison for prison in choices.prisons}
    role = next((role for role in choices.roles if role == form.get("role")), None)
    problems = {}
    if not read_email(form.get("email", "")):
        problems["email"] = EMAIL_WANTED
    if role is None:
        problems["role"] = "Choose a role"
    if problems or role is None:
        raise Invalid(problems)
    prison = by_code.get(form.get("prison", ""))
    region = next((name for name in choices.regions if name == form.get("region")), None)
    # Nothing to choose means nothing to ask.
    if role in OF_A_PRISON and len(choices.prisons) == 1:
        prison = choices.prisons[0]
    if role == Role.REGIONAL_LEAD and len(choices.regions) == 1:
        region = choices.regions[0]
    return InvitationForm(form.get("email", ""), role, prison, region)


def safe_next(raw: str) -> str:
    """Give a page of this portal to go on to, or nothing where `raw` could lead elsewhere."""
    starts_well = raw.startswith("/") and not raw.startswith("//")
    return raw if starts_well and "\\" not in raw and raw.isprintable() else ""
