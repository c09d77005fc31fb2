"""Letting a practice pass to its readers: it is whole, and all that was found in it may stay."""

from collections.abc import Mapping

from portal.accounts.models import User
from portal.db import db
from portal.errors import EditConflict, Invalid
from portal.practices.content import Content, gaps, gaps_problem, missing_for_publishing
from portal.practices.guard.acceptance import keep_reason, problem_of, reasons_given, tidy_reason
from portal.practices.guard.file_passages import reading_state
from portal.practices.guard.inspecting import Concern, Inspection
from portal.practices.models import Practice, Revision

TOO_MUCH = "So much here looks like personal data that it cannot be published. Take most of it out"
READ_SINCE = "A file was read just now. Check this version once more."
CHANGED = "Somebody saved a newer version meanwhile. Check that one before you go on."


def clear(
    practice: Practice,
    revision: Revision,
    inspection: Inspection,
    reasons: Mapping[str, str],
    *,
    actor: User,
    gaps_meant: bool = False,
) -> None:
    """Let a revision pass on its way to readers, and keep the reasons given with it, by digest.

    Gaps in square brackets pass where somebody says that they are meant, and in a template.

    Needs a running service. Raises Invalid with what is wrong under the names of the page's
    fields, and EditConflict where the inspection is of something else by now.
    """
    content = Content.from_json(revision.content)
    if inspection.revision_id != revision.id:
        raise EditConflict(CHANGED)
    if inspection.files != reading_state(content):
        raise EditConflict(READ_SINCE)
    problems = missing_for_publishing(content) | _gaps(practice, content, gaps_meant=gaps_meant)
    if inspection.is_too_much:
        problems["findings"] = TOO_MUCH
    given = {digest: each.words for digest, each in reasons_given(practice.id).items()}
    accepted: list[tuple[Concern, str]] = []
    for each in inspection.concerns:
        reason = tidy_reason(reasons.get(each.digest, "")) or given.get(each.digest, "")
        if problem := _problem(each, reason, is_new=reason != given.get(each.digest)):
            problems[_field(each)] = problem
        elif each.weight == "asks" and reason != given.get(each.digest):
            accepted.append((each, reason))
    if problems:
        raise Invalid(problems)
    for each, reason in accepted:
        keep_reason(practice, each.digest, each.kind, each.place, reason, actor=actor)


def _gaps(practice: Practice, content: Content, *, gaps_meant: bool) -> dict[str, str]:
    if gaps_meant or practice.is_template or not gaps(content):
        return {}
    shown = db.session.get(Revision, practice.published_id) if practice.published_id else None
    return gaps_problem(content, before=Content.from_json(shown.content) if shown else None)


def _problem(concern: Concern, reason: str, *, is_new: bool) -> str:
    if concern.weight == "waits":
        return concern.why.rstrip(".")
    if concern.weight == "blocks":
        return f"“{concern.spots[0].words}” cannot be published. {concern.why}"
    if concern.weight == "asks" and is_new:
        return problem_of(reason)
    return ""


def _field(concern: Concern) -> str:
    return f"{'reason' if concern.weight == 'asks' else 'finding'}-{concern.digest}"
