"""The last look at a practice before others read it: what is missing, and what could be better."""

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.plain_english import measure
from portal.practices import queries
from portal.practices.content import Content, gaps, missing_for_publishing
from portal.practices.form_steps import ALL, NOTE
from portal.practices.models import Practice
from portal.practices.review.reviewing import next_step
from portal.practices.views.already import already
from portal.practices.views.blueprint import bp
from portal.practices.views.editable import editable
from portal.practices.views.guarding import findings_of, is_of_finding
from portal.practices.views.onward import form_of, place_of
from portal.practices.vocabulary import THEMES
from portal.practices.wording import in_words
from portal.web.access import allow


@bp.get("/practices/<slug>/check")
@allow("signed_in")
def check(slug: str) -> ResponseReturnValue:
    """Show the newest version as readers would see it, with what to mend first."""
    return check_page(editable(slug))


def check_page(practice: Practice, problems: dict[str, str] | None = None) -> ResponseReturnValue:
    """Show the check; `problems` are what kept it from being published just now."""
    latest = queries.latest_revision(practice)
    content = Content.from_json(latest.content)
    page = render_template(
        "practices/check.html",
        practice=practice,
        revision=latest,
        content=content,
        lines=in_words(practice.kind, content),
        themes=THEMES,
        to_mend=_linked(practice, content, missing_for_publishing(content) | (problems or {})),
        gaps=gaps(content),
        reading=measure(latest.text),
        text_form=form_of(practice, ALL if practice.kind == NOTE else "text"),
        problems=problems or {},
        findings=findings_of(
            practice,
            latest,
            can_answer=next_step(practice, current_user) != "wait",
            problems=problems,
        ),
        **already(practice, content),
    )
    return page, 422 if problems else 200


def _linked(
    practice: Practice, content: Content, problems: dict[str, str]
) -> list[tuple[str, str]]:
    """Give each problem with the address where it can be mended; "" for none."""
    return [(_address(practice, name, content.body), words) for name, words in problems.items()]


def _address(practice: Practice, name: str, body: str) -> str:
    if not name or is_of_finding(name):
        return f"#{name}" if name else ""
    return place_of(practice, name, body)
