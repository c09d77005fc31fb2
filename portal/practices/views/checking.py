"""The last look at a practice before others read it: what is missing, and what could be better."""

from typing import Final

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.plain_english import measure
from portal.practices import queries
from portal.practices.content import GAPS_MEANT, Content, gaps_problem, missing_for_publishing
from portal.practices.form_steps import ALL, NOTE, START
from portal.practices.models import Practice
from portal.practices.review.reviewing import next_step
from portal.practices.reviewers import reviewers_of
from portal.practices.views.already import already
from portal.practices.views.blueprint import bp
from portal.practices.views.editable import editable
from portal.practices.views.guarding import findings_of, is_of_finding
from portal.practices.views.onward import form_of, place_of
from portal.practices.vocabulary import THEMES
from portal.practices.wording import in_words
from portal.practices.writing.gap_places import SHOWN_MOST, gap_places
from portal.practices.writing.next_reader import first_readers, sends_for_review
from portal.web.access import allow

LONG: Final = 1_500  # characters, from which a link to the buttons helps


@bp.get("/practices/<slug>/check")
@allow("signed_in")
def check(slug: str) -> ResponseReturnValue:
    """Show the newest version as readers would see it, with what to mend first."""
    return check_page(editable(slug))


def check_page(practice: Practice, problems: dict[str, str] | None = None) -> ResponseReturnValue:
    """Show the check; `problems` are what kept it from being published just now."""
    latest = queries.latest_revision(practice)
    content = Content.from_json(latest.content)
    places = gap_places(practice.kind, content)
    step = next_step(practice, current_user)
    page = render_template(
        "practices/check.html",
        practice=practice,
        revision=latest,
        content=content,
        lines=in_words(practice.kind, content),
        themes=THEMES,
        to_mend=_linked(practice, content, missing_for_publishing(content) | (problems or {})),
        gaps=[(each, place_of(practice, each.name, content.body)) for each in places[:SHOWN_MOST]],
        more_gaps=len(places) - SHOWN_MOST,
        asks_gaps=_asks_gaps(practice, content),
        gaps_meant=GAPS_MEANT in request.form,
        is_sent=sends_for_review(current_user, practice),
        first_readers=first_readers(reviewers_of(practice.prison_id)) if step == "submit" else "",
        first_form=form_of(practice, ALL if practice.kind == NOTE else START),
        is_long=len(latest.text) > LONG,
        reading=measure(latest.text),
        text_form=form_of(practice, ALL if practice.kind == NOTE else "text"),
        problems=problems or {},
        findings=findings_of(
            practice,
            latest,
            can_answer=step != "wait",
            problems=problems,
        ),
        **already(practice, content),
    )
    return page, 422 if problems else 200


def _asks_gaps(practice: Practice, content: Content) -> bool:
    """Tell whether to ask if the gaps are meant: not of a template, nor of what readers saw."""
    shown = Content.from_json(practice.published.content) if practice.published else None
    return not practice.is_template and bool(gaps_problem(content, before=shown))


def _linked(
    practice: Practice, content: Content, problems: dict[str, str]
) -> list[tuple[str, str]]:
    """Give each problem with the address where it can be mended; "" for none."""
    return [(_address(practice, name, content.body), words) for name, words in problems.items()]


def _address(practice: Practice, name: str, body: str) -> str:
    if not name or name == GAPS_MEANT or is_of_finding(name):
        return f"#{name}" if name else ""
    return place_of(practice, name, body)
