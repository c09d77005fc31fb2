"""Editing the groups of a draft: choosing, seeing what it would change, doing it."""

from collections.abc import Mapping

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.datastructures import MultiDict

from portal.errors import Busy, EditConflict, Invalid, NotFound
from portal.matching.rounds import drafts, queries, showing
from portal.matching.rounds.changes import Change, grouped
from portal.matching.rounds.models import PairingRound
from portal.matching.rounds.views.blueprint import bp
from portal.matching.rounds.views.conflict import conflict, edition_sent
from portal.matching.rounds.views.draft import ONE
from portal.web.access import allow

DONE: Mapping[str, str] = {
    "keep": "This group is kept when the rest is solved again",
    "release": "This group may change when the draft is solved again",
    "part": "They are parted, and the rest is solved again",
    "together": "They are together now",
    "take_out": "It is taken out",
    "put_in": "It is put in",
    "again": "The draft is solved again",
}


@bp.get(f"{ONE}/group")
@allow("regional_lead", "administrator")
def group(number: int) -> ResponseReturnValue:
    """Offer what can be done with one group. Raises NotFound where it is not there any more."""
    found = _draft(number)
    codes = set(request.args.getlist("codes"))
    shown = [each for each in showing.shown_groups(found) if set(each.codes) == codes]
    if not shown:
        raise NotFound("This group is not in the draft any more. Go back and look again.")
    return render_template(
        "matching/rounds/group.html",
        round=found,
        group=shown[0],
        others=showing.others_in_block(found, shown[0]),
    )


@bp.get(f"{ONE}/change")
@allow("regional_lead", "administrator")
def change(number: int) -> ResponseReturnValue:
    """Show what an edit would change, before it is made."""
    found = _draft(number)
    try:
        wanted = _read(request.args, found)
        effect = showing.shown_effect(found, wanted)
    except Invalid as error:
        return _cannot(found, error.problems)
    except Busy as error:
        return _cannot(found, {"": str(error)}, is_busy=True)
    return render_template("matching/rounds/change.html", round=found, wanted=wanted, effect=effect)


@bp.post(f"{ONE}/change")
@allow("regional_lead", "administrator")
def make_change(number: int) -> ResponseReturnValue:
    """Edit a draft."""
    found = queries.round_by_id(number, viewer=current_user)
    try:
        wanted = _read(request.form, found)
        drafts.change_draft(found, wanted, actor=current_user, edition=edition_sent())
    except EditConflict:
        return conflict(number)
    except Invalid as error:
        return _cannot(queries.round_by_id(number, viewer=current_user), error.problems)
    except Busy as error:
        found = queries.round_by_id(number, viewer=current_user)
        return _cannot(found, {"": str(error)}, is_busy=True)
    flash(DONE[wanted.do], "success")
    return redirect(url_for("rounds.round_", number=number))


def _cannot(
    found: PairingRound, problems: Mapping[str, str], *, is_busy: bool = False
) -> ResponseReturnValue:
    """Say that nothing was done; where others were before, leave a button to try it again."""
    sent = [pair for pair in request.form.items(multi=True) if pair[0] != "csrf_token"]
    page = render_template(
        "matching/rounds/cannot.html",
        round=found,
        problems=problems,
        is_busy=is_busy,
        wanted=sent if is_busy else [],
    )
    return page, 503 if is_busy else 422


def _draft(number: int) -> PairingRound:
    found = queries.round_by_id(number, viewer=current_user)
    drafts.require_draft(found, current_user, found.edition)
    return found


def _read(sent: MultiDict[str, str], found: PairingRound) -> Change:
    """Read an edit; "move" takes one prison to another, or into the group of the other."""
    do, codes = sent.get("do", ""), sent.getlist("codes")
    if do == "move":
        do, codes = "together", _moved(sent, found)
    return Change.read(do, codes, others_stay=sent.get("others") == "stay")


def _moved(sent: MultiDict[str, str], found: PairingRound) -> list[str]:
    code, to = sent.get("code", ""), sent.get("to", "")
    if not code or not to or code == to:
        raise Invalid({"to": "Choose which prison to move, and another to move it to"})
    if sent.get("how") == "join":
        mates = next((codes for _, codes in grouped(found) if to in codes), frozenset({to}))
        return [*mates, code]
    return [code, to]
