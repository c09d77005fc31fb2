"""Keeping a copy up with its original: seeing what changed there, and bringing it in."""

import re

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.errors import EditConflict, Invalid
from portal.practices import queries
from portal.practices.adapting import bringing_in as adapting
from portal.practices.adapting.source_page import offers_of
from portal.practices.adapting.sources import News, news_of, require_copy, ticks_carried_over
from portal.practices.comparing.shown import opens
from portal.practices.models import Practice
from portal.practices.views.blueprint import bp
from portal.practices.views.editable import editable
from portal.web.access import allow
from portal.web.filters import plural

# How the fields begin with which somebody picks a part.
TAKE = "take-"


@bp.route("/practices/<slug>/source", methods=["GET", "POST"])
@allow("signed_in")
def source(slug: str) -> ResponseReturnValue:
    """Show what changed at the original of a copy, then bring in what is ticked."""
    practice = editable(slug)
    news = _news(practice)
    if request.method == "GET":
        return _source_page(practice, news, {})
    picks = _picks()
    if _numbers_sent() != _numbers(news):
        return _conflict(practice, news, picks)
    try:
        is_leaving = request.form.get("do") == "leave"
        if is_leaving and not any(picks.values()):
            adapting.leave(practice, news, actor=current_user)
            flash("Your copy stays as it is. These changes are not shown again.", "success")
            return redirect(url_for("practices.show", slug=slug))
        left = adapting.bring_in(practice, news, picks, actor=current_user, leaves_rest=is_leaving)
    except Invalid as error:
        return _source_page(editable(slug), news, picks, problems=error.problems)
    except EditConflict:
        practice = editable(slug)
        return _conflict(practice, _news(practice), picks)
    flash(_done(left), "success")
    return redirect(url_for("practices.check", slug=slug))


def _done(left: int) -> str:
    still = (
        f" {plural(left, 'part')} {'is' if left == 1 else 'are'} still on offer." if left else ""
    )
    return f"Brought in as a new version.{still} Read it through, then publish it."


def _news(practice: Practice) -> News:
    latest = queries.latest_revision(practice)
    return require_copy(news_of(practice, latest, viewer=current_user))


def _picks() -> dict[str, str]:
    sent = request.form
    return {name[len(TAKE) :]: sent[name] for name in sent if name.startswith(TAKE)}


def _numbers(news: News) -> tuple[int, int, int]:
    """Give the versions that the page compares: of the original before and now, and of the copy."""
    now = news.source.now
    return news.source.known.number, now.number if now else 0, news.latest.number


def _numbers_sent() -> tuple[int, int, int]:
    sent = [request.form.get(name, "") for name in ("known", "original", "based_on")]
    known, original, ours = (int(each) if re.fullmatch("[0-9]{1,9}", each) else 0 for each in sent)
    return known, original, ours


def _conflict(practice: Practice, news: News, picks: dict[str, str]) -> ResponseReturnValue:
    """Show the page as it is now, with the ticks that still mean the same."""
    kept = ticks_carried_over(practice, _numbers_sent(), picks, news.parts)
    return _source_page(practice, news, kept, is_again=True)


def _source_page(
    practice: Practice,
    news: News,
    picks: dict[str, str],
    *,
    problems: dict[str, str] | None = None,
    is_again: bool = False,
) -> ResponseReturnValue:
    offers = offers_of(news, picks)
    page = render_template(
        "practices/source.html",
        practice=practice,
        source=news.source,
        numbers=_numbers(news),
        offers=offers,
        more=len(news.parts) - len(offers),
        take=TAKE,
        opens=opens,
        problems=problems or {},
        is_again=is_again,
    )
    return page, 409 if is_again else 422 if problems else 200
