"""Setting the weights: a new version beside the old ones."""

from collections.abc import Mapping

from portal import audit, clock
from portal.accounts.models import User
from portal.accounts.permissions import is_administrator
from portal.db import db, take_turns, transactional
from portal.errors import Forbidden, Invalid
from portal.matching.core import Basis, Block
from portal.matching.setting.models import WeightVersion
from portal.matching.setting.queries import methods_in_use

WHY_MAX = 1000


def set_weights(
    *, actor: User, basis: Basis, block: Block, groups: Mapping[str, float], why: str, before: str
) -> WeightVersion:
    """Give the groups of a method other weights from now on; earlier rounds keep theirs.

    `before` is the version that the person saw. Raises Forbidden for all but administrators, and
    Invalid without a reason, for weights that cannot be, or where the weights are not `before` any
    more.
    """
    if not is_administrator(actor):
        raise Forbidden("Only an administrator can set the weights.")
    why = why.strip()
    problems = {}
    if not why:
        problems["why"] = "Say why the weights change"
    elif len(why) > WHY_MAX:
        problems["why"] = f"The reason must be {WHY_MAX:,} characters or fewer"
    method = methods_in_use()[basis, block]
    try:
        wanted = method.weighted(groups, version="")
    except ValueError as error:
        problems[""] = f"These weights cannot be used: {error}"
    else:
        if wanted.groups == method.groups:
            problems[""] = "These are the weights in use already. Change at least one."
    if problems:
        raise Invalid(problems)
    return _add(actor, basis, block, wanted.groups, why, before)


@transactional
def _add(
    actor: User, basis: Basis, block: Block, groups: Mapping[str, float], why: str, before: str
) -> WeightVersion:
    take_turns("matching weights")
    if methods_in_use()[basis, block].version != before:
        raise Invalid({"": "Somebody else set these weights meanwhile. Look at theirs first."})
    made = WeightVersion(
        basis=basis,
        block=block,
        groups=dict(groups),
        why=why,
        created_at=clock.now(),
        created_by_id=actor.id,
    )
    db.session.add(made)
    db.session.flush()
    audit.record(
        "weights.set", f"weights:{made.id}", actor=actor, basis=basis, block=block, groups=groups
    )
    return made
