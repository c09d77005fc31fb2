"""Taking away the pairing rounds of example prisons, when the demo is removed."""

from sqlalchemy import delete, or_, select

from portal import audit
from portal.db import db, transactional
from portal.matching.rounds.asked import EXAMPLES
from portal.matching.rounds.models import PairingGroup, PairingMember, PairingRound
from portal.prisons.models import Prison


@transactional
def remove_example_rounds() -> int:
    """Remove the rounds that hold example prisons, with all that was written, and count them.

    Rounds of real prisons hold none of them.
    """
    held = (
        select(PairingGroup.round_id)
        .join(PairingMember, PairingMember.group_id == PairingGroup.id)
        .join(Prison, Prison.id == PairingMember.prison_id)
        .where(Prison.is_example)
    )
    of_examples = or_(PairingRound.region == EXAMPLES, PairingRound.id.in_(held))
    ids = db.session.scalars(select(PairingRound.id).where(of_examples)).all()
    # The database itself takes away what hangs on a round.
    db.session.execute(
        delete(PairingRound)
        .where(PairingRound.id.in_(ids))
        .execution_options(synchronize_session=False)
    )
    db.session.expire_all()
    audit.record("pairing.examples_removed", "examples", actor=None, rounds=sorted(ids))
    return len(ids)
