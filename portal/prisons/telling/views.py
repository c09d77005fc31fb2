"""The pages on which a prison tells about itself, and the history of what is known."""

from collections.abc import Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from markupsafe import Markup

from portal import clock
from portal.errors import Invalid
from portal.prisons import queries
from portal.prisons.measures import MEASURES, grouped
from portal.prisons.mentoring import MATURITIES
from portal.prisons.models import Prison
from portal.prisons.permissions import require_telling
from portal.prisons.profiles import Figure
from portal.prisons.telling import fields, sections, services
from portal.prisons.telling.fields import DAY, NO_SCHEME, NONE_OF, Typed
from portal.prisons.telling.sections import Form
from portal.web.access import allow

bp = Blueprint("prison_profile", __name__, url_prefix="/prisons/<slug>/profile")

HIGHEST_ID = 2**31 - 1
TEMPLATES = {"profile": "prisons/profile.html", "record": "prisons/record.html"}


@bp.get("")
@allow("prison_lead", "administrator")
def profile(slug: str) -> ResponseReturnValue:
    """Show the form for what a prison tells about itself. Raises NotFound, Forbidden."""
    return _form(slug, sections.PROFILE)


@bp.post("")
@allow("prison_lead", "administrator")
def save_profile(slug: str) -> ResponseReturnValue:
    """Save what a prison tells about itself. Raises NotFound, Forbidden."""
    return _save(slug, sections.PROFILE)


@bp.get("/record")
@allow("prison_lead", "administrator")
def record(slug: str) -> ResponseReturnValue:
    """Show the form that corrects the public record. Raises NotFound, Forbidden."""
    return _form(slug, sections.RECORD)


@bp.post("/record")
@allow("prison_lead", "administrator")
def save_record(slug: str) -> ResponseReturnValue:
    """Save corrections of the public record. Raises NotFound, Forbidden."""
    return _save(slug, sections.RECORD)


@bp.get("/history")
@allow("signed_in")
def history(slug: str) -> ResponseReturnValue:
    """Show every figure that was ever known about a prison. Raises NotFound."""
    prison = queries.prison_by_slug(slug)
    known = queries.history_of(prison)
    return render_template(
        "prisons/history.html",
        prison=prison,
        history=known,
        groups=grouped(lambda each: each.key in known),
    )


def _form(slug: str, form: Form) -> str:
    prison = queries.prison_by_slug(slug)
    require_telling(current_user, prison)
    newest = queries.newest_fact(prison)
    return _page(prison, form, _filled(form, queries.figures_at(prison, newest)), newest)


def _filled(form: Form, figures: Mapping[str, Figure]) -> dict[str, list[str]]:
    today = clock.today()
    typed = {part: [str(getattr(today, part))] for part in DAY}
    for measure in form.measures:
        figure = figures.get(measure.key)
        typed |= fields.filled(measure, figure.value if figure else None)
    return typed


def _save(slug: str, form: Form) -> ResponseReturnValue:
    prison = queries.prison_by_slug(slug)
    require_telling(current_user, prison)
    since = _since()
    typed, problems = _decided(form, queries.figures_at(prison, since))
    values = {}
    for measure in form.measures:
        if fields.is_in(measure, typed):
            try:
                values[measure.key] = fields.read(measure, typed)
            except Invalid as error:
                problems |= error.problems
    try:
        day = fields.read_day(typed)
        if problems:
            raise Invalid(problems)
        told = services.tell(
            actor=current_user, prison=prison, form=form, as_at=day, values=values, since=since
        )
    except Invalid as error:
        return _page(prison, form, typed, since, error.problems | problems), error.status
    except services.ToldMeanwhile as error:
        return _both(prison, form, typed, error), error.status
    flash(_words(prison, told), "success")
    return redirect(url_for("prisons.show", slug=slug))


def _since() -> int:
    raw = request.form.get("since", "")
    digits = raw.isascii() and raw.isdigit() and len(raw) <= len(str(HIGHEST_ID))
    return min(int(raw), HIGHEST_ID) if digits else 0


def _decided(
    form: Form, figures: Mapping[str, Figure]
) -> tuple[dict[str, list[str]], dict[str, str]]:
    """Read what was typed, with what was decided between two people's figures put in its place."""
    typed = request.form.to_dict(flat=False)
    problems: dict[str, str] = {}
    between = set(typed.get("between", ()))
    for measure in form.measures:
        if measure.key not in between:
            continue
        keep = fields.one(typed, f"keep-{measure.key}")
        if keep == "theirs":
            figure = figures.get(measure.key)
            typed |= fields.filled(measure, figure.value if figure else None)
        elif keep != "mine":
            problems |= _pick(measure.key)
    return typed, problems


def _pick(key: str) -> dict[str, str]:
    return {f"keep-{key}": f"{MEASURES[key].label}: choose which figure is right"}


def _both(
    prison: Prison, form: Form, typed: dict[str, list[str]], error: services.ToldMeanwhile
) -> str:
    """Show both figures of each that two people changed; what only they changed is theirs."""
    newest = queries.newest_fact(prison)
    figures = queries.figures_at(prison, newest)
    for measure in form.measures:
        if measure.key not in error.changed:
            figure = figures.get(measure.key)
            typed |= fields.filled(measure, figure.value if figure else None)
    problems: dict[str, str] = {}
    for key in error.differing:
        problems |= _pick(key)
    return _page(prison, form, typed, newest, problems)


def _page(
    prison: Prison,
    form: Form,
    typed: Typed,
    since: int,
    problems: Mapping[str, str] | None = None,
) -> str:
    problems = problems or {}
    figures = queries.figures_at(prison, since)
    return render_template(
        TEMPLATES[form.name],
        prison=prison,
        form=form,
        typed=typed,
        figures=figures,
        since=since,
        problems=problems,
        between={
            measure.key: _said(measure.key, typed)
            for measure in form.measures
            if f"keep-{measure.key}" in problems
        },
        part_name=fields.part_name,
        maturities=MATURITIES,
        no_scheme=NO_SCHEME,
        none_of=NONE_OF,
    )


def _said(key: str, typed: Typed) -> str:
    """Say what was typed for one measure; what cannot be read stands in its field below."""
    measure = MEASURES[key]
    try:
        return measure.say(fields.read(measure, typed))
    except Invalid:
        return "What you typed below"


def _words(prison: Prison, told: services.Told) -> Markup:
    if not told.changed:
        return Markup("Nothing was changed, so nothing was saved.")
    words = []
    if saved := len(told.changed) - len(told.taken_back):
        words.append(f"Saved {_counted(saved)}.")
    if told.taken_back:
        words.append(f"Took back {_counted(len(told.taken_back))}: not known from now on.")
    if told.hidden:
        words.append(f"We keep “too few to give” for: {', '.join(told.hidden)}.")
    link = '<a class="govuk-notification-banner__link" href="{}">See prisons like yours</a>'
    link = Markup(link).format(url_for("matching.similar", slug=prison.slug))  # noqa: S704
    return Markup(" ").join((*words, link))


def _counted(figures: int) -> str:
    return f"{figures} {'figure' if figures == 1 else 'figures'}"
