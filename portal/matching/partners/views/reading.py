"""The shared space of a group, the list of one's groups, and a round's board."""

from collections.abc import Sequence

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.matching.partners import board as boards
from portal.matching.partners import comparing, copies, groups, vocabulary
from portal.matching.partners.agenda import agenda
from portal.matching.partners.answering import reason_of
from portal.matching.partners.candidates import free_members
from portal.matching.partners.fitting import can_change
from portal.matching.partners.meetings import is_set
from portal.matching.partners.models import Kind
from portal.matching.partners.permissions import can_arrange, can_write, is_open
from portal.matching.partners.views.blueprint import ONE, ROUND, bp
from portal.matching.partners.worth_asking import worth_asking
from portal.practices.queries import cards_by_number
from portal.prisons.models import Prison
from portal.prisons.queries import contacts_for
from portal.web.access import allow


@bp.get("/matching/partners")
@allow("signed_in")
def index() -> ResponseReturnValue:
    """List the groups that somebody's prison is or was in."""
    own = current_user.prison_id
    found = groups.groups_of_prison(own, viewer=current_user) if own else []
    return render_template("matching/partners/index.html", groups=found, is_open=is_open)


@bp.get(ONE)
@allow("signed_in")
def show(number: int) -> ResponseReturnValue:
    """Show a group's shared space. Raises NotFound."""
    group = groups.group_by_number(number, viewer=current_user)
    prisons = [each.prison for each in group.members]
    given = comparing.given_to(group.round_id).get(group.block)
    written = groups.entries(number)
    since = groups.begun_at([group])[number]
    between = copies.copies_between([each.id for each in prisons], viewer=current_user)
    linked = {each.now.practice_id for each in written[Kind.TAKEN]} - {None}
    meeting = groups.next_meeting(number)
    speaker = groups.speaks_for(current_user, group)
    return render_template(
        "matching/partners/show.html",
        group=group,
        word=comparing.word_for(given, group) if given else "",
        why=comparing.why(given, prisons) if given else None,
        questions=worth_asking(group),
        contacts=[(each, contacts_for(each)) for each in _others_first(prisons)],
        agenda=agenda(),
        written=written,
        meeting=meeting,
        meeting_is_set=is_set(meeting),
        practices={card.id: card for card in cards_by_number(each for each in linked if each)},
        copies=copies.of_group(between, group, since),
        accepted_at=groups.accepted_at(group),
        fits=groups.fits([number]),
        fit_times=groups.fit_times_due(group),
        may_write=can_write(current_user, group),
        may_arrange=can_arrange(current_user),
        free=free_members(group) if can_arrange(current_user) else [],
        speaker=speaker,
        is_open=is_open(group),
        can_change_fit=can_change,
        reason_of=reason_of,
        words=vocabulary,
    )


@bp.get(f"{ONE}/notes/<int(max=2147483647):entry_id>/versions")
@allow("signed_in")
def versions(number: int, entry_id: int) -> ResponseReturnValue:
    """Show all that one entry ever said, the newest first. Raises NotFound."""
    group = groups.group_by_number(number, viewer=current_user)
    entry = groups.entry_by_number(number, entry_id)
    return render_template("matching/partners/versions.html", group=group, entry=entry)


@bp.get(f"{ROUND}/board")
@allow("regional_lead", "administrator")
def board(number: int) -> ResponseReturnValue:
    """Show how far each group of a round is. Raises NotFound."""
    chosen = board_chosen()
    found = boards.board(number, viewer=current_user, **chosen)
    return render_template(
        "matching/partners/board.html", board=found, chosen=chosen, words=vocabulary
    )


def board_chosen() -> dict[str, str]:
    """Give which groups of a board the address asks for."""
    return {
        "state": _known(request.args.get("state"), vocabulary.STATES),
        "fit": _known(request.args.get("fit"), vocabulary.FITS),
    }


def _others_first(prisons: Sequence[Prison]) -> list[Prison]:
    return sorted(prisons, key=lambda each: each.id == current_user.prison_id)


def _known(typed: str | None, choices: dict[str, str]) -> str:
    return typed if typed in choices else ""
