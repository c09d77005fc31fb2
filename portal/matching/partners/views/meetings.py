"""The next meeting: setting it, calling it off, and taking it into a calendar."""

from datetime import datetime
from urllib.parse import urlsplit

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.accounts.links import absolute
from portal.errors import EditConflict, Invalid, NotFound
from portal.matching.partners import forms, meetings
from portal.matching.partners.calendar import Event, to_ics
from portal.matching.partners.groups import group_by_number, names, next_meeting
from portal.matching.partners.permissions import require_writing
from portal.matching.partners.views.blueprint import ONE, bp, form_page, sent
from portal.matching.partners.vocabulary import LENGTHS
from portal.web.access import allow


@bp.get(f"{ONE}/next-meeting")
@allow("signed_in")
def meeting(number: int) -> ResponseReturnValue:
    """Show the next meeting in a form. Raises NotFound, Forbidden."""
    require_writing(current_user, group_by_number(number, viewer=current_user))
    found = next_meeting(number)
    return _page(number, forms.meeting_typed(found if meetings.is_set(found) else None))


@bp.post(f"{ONE}/next-meeting")
@allow("signed_in")
def set_meeting(number: int) -> ResponseReturnValue:
    """Set or move the next meeting. Raises NotFound, Forbidden."""
    typed, sure = sent()
    require_writing(current_user, group_by_number(number, viewer=current_user))
    try:
        meetings.set_meeting(
            number,
            actor=current_user,
            starts_at=_start(typed, sure),
            minutes=typed.get("minutes", ""),
            place=typed.get("place", ""),
            based_on=forms.read_number(typed.get("based_on"), otherwise=-1),
            sure=sure,
        )
    except Invalid as error:
        return _page(number, typed, error.problems), error.status
    except EditConflict as error:
        return _page(
            number, typed, {"": f"{error} Both are below: save yours again if it holds."}
        ), 409
    flash("The next meeting is set. Take it into your calendar below.", "success")
    return redirect(url_for("partners.show", number=number, _anchor="next-meeting"))


@bp.post(f"{ONE}/next-meeting/call-off")
@allow("signed_in")
def call_off(number: int) -> ResponseReturnValue:
    """Call the next meeting off. Raises NotFound, Forbidden, EditConflict."""
    based_on = forms.read_number(request.form.get("based_on"), otherwise=-1)
    meetings.call_off(number, actor=current_user, based_on=based_on)
    flash("The meeting is called off.", "success")
    return redirect(url_for("partners.show", number=number, _anchor="next-meeting"))


@bp.get(f"{ONE}/next-meeting.ics")
@allow("signed_in")
def calendar(number: int) -> ResponseReturnValue:
    """Give the next meeting as a file for calendars. Raises NotFound."""
    group = group_by_number(number, viewer=current_user)
    found = next_meeting(number)
    if found is None:
        raise NotFound("No meeting is set.")
    link = absolute(url_for("partners.show", number=number))
    event = Event(
        uid=f"partners-{number}@{urlsplit(link).hostname}",
        sequence=found.sequence,
        changed_at=found.changed_at,
        starts_at=found.starts_at,
        minutes=found.minutes,
        summary=f"Partner meeting: {names(group)}",
        place=found.place,
        description=f"Goals, notes and who to ask: {link}",
        url=link,
        is_cancelled=found.is_cancelled,
    )
    headers = {"Content-Disposition": f'attachment; filename="partner-meeting-{number}.ics"'}
    return Response(to_ics(event), mimetype="text/calendar", headers=headers)


def _start(typed: dict[str, str], sure: bool) -> datetime:
    """Read when it starts; what is wrong with the rest is told at once. Raises Invalid."""
    try:
        return forms.read_start(typed)
    except Invalid as error:
        minutes, place = typed.get("minutes", ""), " ".join(typed.get("place", "").split())
        rest = meetings.problems_beside_start(minutes, place, sure=sure)
        raise Invalid({**error.problems, **rest}) from error


def _page(number: int, typed: dict[str, str], problems: dict[str, str] | None = None) -> str:
    found = next_meeting(number)
    return form_page(
        "matching/partners/next_meeting.html",
        number,
        typed,
        problems,
        lengths=LENGTHS,
        meeting=found,
        meeting_is_set=meetings.is_set(found),
    )
