"""Publishing an edition of the lists."""

from portal import audit, clock
from portal.accounts.models import User
from portal.accounts.permissions import is_administrator
from portal.db import db, take_turns, transactional
from portal.errors import Forbidden, Invalid
from portal.matching.core import NOBODY, closeness, suggest, to_spec
from portal.matching.core.specs import plain
from portal.matching.editions.models import Edition, EditionLineUp
from portal.matching.editions.queries import newest_edition
from portal.matching.line_ups import LineUp, line_ups

NAME_MAX = 80
TURN = "matching editions"


def publish_edition(*, actor: User, name: str) -> Edition:
    """Keep today's lists as an edition that later ones are compared with.

    Raises Forbidden for all but administrators, and Invalid for a name that is blank, long or
    taken by the newest edition already.
    """
    if not is_administrator(actor):
        raise Forbidden("Only an administrator can publish the lists.")
    name = " ".join(name.split())
    if not name:
        raise Invalid({"name": "Enter a name for this edition"})
    if len(name) > NAME_MAX:
        raise Invalid({"name": f"The name must be {NAME_MAX} characters or fewer"})
    return _publish(actor, name, [_line_up(compared) for compared in line_ups().values()])


def publish_first_edition() -> Edition | None:
    """Keep today's lists where there is no edition yet, as the portal is set up."""
    if newest_edition() is not None:
        return None
    return _publish_first([_line_up(each) for each in line_ups().values()])


@transactional
def _publish_first(kept: list[EditionLineUp]) -> Edition | None:
    take_turns(TURN)
    # Another node may have been set up at the same moment.
    return None if newest_edition() else _publish(None, "First edition", kept)


@transactional
def _publish(actor: User | None, name: str, kept: list[EditionLineUp]) -> Edition:
    take_turns(TURN)
    newest = newest_edition()
    if newest is not None and newest.name.casefold() == name.casefold():
        raise Invalid({"name": f"The newest edition is called {newest.name} already"})
    edition = Edition(
        name=name,
        as_at=clock.today(),
        published_at=clock.now(),
        published_by_id=actor.id if actor else None,
        line_ups=kept,
    )
    db.session.add(edition)
    db.session.flush()
    audit.record("edition.published", f"edition:{edition.id}", actor=actor, name=name)
    return edition


def _line_up(compared: LineUp) -> EditionLineUp:
    lists = suggest(compared.distances, compared.codes).lists
    return EditionLineUp(
        basis=compared.basis,
        block=compared.block,
        method=to_spec(compared.method),
        codes=list(compared.codes),
        columns=[plain(column) for column in compared.distances.values],
        lists={
            code: [
                [compared.codes[other], closeness(compared.method, float(apart))]
                for other, apart in ((at, compared.distances.total[row, at]) for at in chosen)
                if other != NOBODY
            ]
            for row, (code, chosen) in enumerate(zip(compared.codes, lists.tolist(), strict=True))
        },
    )
