"""The pages that ask which of two prisons is more like ours."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.errors import Invalid, NotFound
from portal.matching.questions import queries, services
from portal.matching.questions.models import ANSWERS
from portal.matching.questions.permissions import require_answering
from portal.prisons.measures import MEASURES
from portal.prisons.profiles import Profile
from portal.prisons.queries import profile_by_slug, profiles
from portal.web.access import allow

bp = Blueprint("questions", __name__, template_folder="../templates")

SHOWN = ("region", "function", "cohorts", "security", "capacity", "holds_18_to_20")


@bp.get("/prisons/<slug>/similar/questions")
@allow("prison_lead", "regional_lead", "administrator")
def start(slug: str) -> ResponseReturnValue:
    """Say what is asked and why, and how far one has come. Raises NotFound, Forbidden."""
    profile = _profile(slug)
    asked = queries.questions_for(profile, current_user)
    given = sum(question.answer is not None for question in asked)
    following = next((at for at, each in enumerate(asked, 1) if each.answer is None), None)
    return render_template(
        "matching/questions/start.html",
        prison=profile.prison,
        count=len(asked),
        given=given,
        following=following,
    )


@bp.route("/prisons/<slug>/similar/questions/<int(max=99):number>", methods=["GET", "POST"])
@allow("prison_lead", "regional_lead", "administrator")
def ask(slug: str, number: int) -> ResponseReturnValue:
    """Ask one question and keep the answer. Raises NotFound, Forbidden."""
    profile = _profile(slug)
    asked = queries.questions_for(profile, current_user)
    if not 1 <= number <= len(asked):
        raise NotFound("There is no such question.")
    question, problems = asked[number - 1], {}
    if request.method == "POST":
        try:
            services.answer(
                actor=current_user,
                profile=profile,
                question=question,
                chosen=request.form.get("answer", ""),
                shown=request.form.get("shown", ""),
            )
            return redirect(_next(slug, number, len(asked)))
        except Invalid as error:
            problems = error.problems
    known = profiles(prison_ids=(question.a_id, question.b_id), measures=SHOWN)
    page = render_template(
        "matching/questions/ask.html",
        ours=profile,
        pair=[known[question.a_id], known[question.b_id]],
        measures=[MEASURES[key] for key in SHOWN],
        answers=ANSWERS,
        answer=question.answer,
        shown=question.pair,
        number=number,
        count=len(asked),
        problems=problems,
    )
    return page, 422 if problems else 200


def _profile(slug: str) -> Profile:
    profile = profile_by_slug(slug)
    require_answering(current_user, profile)
    return profile


def _next(slug: str, number: int, count: int) -> str:
    if number < count:
        return url_for("questions.ask", slug=slug, number=number + 1)
    return url_for("questions.start", slug=slug)
