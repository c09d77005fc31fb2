"""Browsing and reading practices."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.errors import NotFound
from portal.pagination import page_number
from portal.practices import queries
from portal.practices.adapting.duplication import duplicates_at
from portal.practices.adapting.sources import copies_behind, glance_at
from portal.practices.content import Content
from portal.practices.form_steps import first_not_started
from portal.practices.forms import SORTS, read_filters, read_sort, unfinished_of
from portal.practices.models import Practice, Status
from portal.practices.permissions import can_copy, can_edit, can_withdraw, can_write_for
from portal.practices.related import related_to
from portal.practices.review import queries as review_queries
from portal.practices.review.panel import review_panel
from portal.practices.review.shelves import shelves
from portal.practices.reviewers import reviewers_of
from portal.practices.views.blueprint import bp
from portal.practices.views.onward import form_of
from portal.practices.vocabulary import BARRIERS, KINDS, THEMES
from portal.practices.wording import in_words
from portal.prisons.queries import prison_by_slug
from portal.web.access import allow


@bp.get("/practices/")
@allow("signed_in")
def index() -> ResponseReturnValue:
    """List published practices by kind, theme, barrier, tag or prison."""
    filters, sort = read_filters(request.args), read_sort(request.args)
    page = queries.browse(filters, sort=sort, page=page_number(request.args.get("page")))
    prison = prison_by_slug(filters.prison) if filters.prison else None
    return render_template(
        "practices/index.html",
        page=page,
        filters=filters,
        sort=sort,
        sorts=SORTS,
        prison=prison,
        sharing=queries.sharing_prisons(),
        kinds=KINDS,
        themes=_counted(THEMES, "theme"),
        barriers=_counted(BARRIERS, "barrier"),
        address=_address(request.args),
        may_write=can_write_for(current_user, current_user.prison_id),
    )


def _counted(words: dict[str, str], vocabulary: str) -> list[tuple[str, str, int]]:
    counts = queries.label_counts(vocabulary)
    return [(key, label, counts.get(key, 0)) for key, label in words.items()]


def _address(args: Any) -> Any:
    """Make the function that writes this list's address for another page."""
    names = ("kind", "theme", "barrier", "tag", "prison", "templates", "sort")
    kept = {name: args[name] for name in names if args.get(name)}
    return lambda number: url_for("practices.index", **kept, page=number)


@bp.get("/templates")
@allow("signed_in")
def templates() -> ResponseReturnValue:
    """Show the practices that are there to be copied, kind by kind."""
    cards = queries.template_cards()
    grouped = [(kind, label, [c for c in cards if c.kind == kind]) for kind, label in KINDS.items()]
    return render_template("practices/templates.html", grouped=grouped)


@bp.get("/my-prison")
@allow("signed_in")
def my_prison() -> ResponseReturnValue:
    """Show what our own prison has written, drafts first."""
    prison = current_user.prison
    if prison is None:
        raise NotFound("Your account belongs to no prison, so there is no such page for you.")
    cards = queries.cards_of_prison(prison.id, viewer=current_user)
    return render_template(
        "practices/my_prison.html",
        unfinished=unfinished_of(current_user),
        prison=prison,
        cards=shelves(cards, review_queries.sent_back_at(prison.id)),
        behind=copies_behind(prison.id, viewer=current_user),
        duplicates=duplicates_at(prison.id, viewer=current_user),
        nobodys=review_queries.nobodys(current_user),
        reviewers=reviewers_of(prison.id) if prison.reviews_practices else None,
    )


@bp.get("/practices/<slug>")
@allow("signed_in")
def show(slug: str) -> ResponseReturnValue:
    """Show one practice as readers see it; before publication, its newest words."""
    practice = queries.practice_by_slug(slug, viewer=current_user)
    may_edit = can_edit(current_user, practice)
    if practice.published_id is None and not may_edit:
        # Who reviews from outside sees what was submitted, not what was written since.
        return redirect(url_for("practices.review", slug=slug))
    revision = queries.shown_revision(practice)
    content = Content.from_json(revision.content)
    copies = queries.copies_of(practice, viewer=current_user) if practice.copies else []
    return render_template(
        "practices/show.html",
        practice=practice,
        revision=revision,
        content=content,
        lines=in_words(practice.kind, content),
        source=queries.source_of(practice, viewer=current_user),
        copies=copies,
        related=related_to(practice, content) if practice.published_id else [],
        adapting=queries.prisons_adapting(practice) if practice.copies else 0,
        may_edit=may_edit,
        glance=glance_at(practice, viewer=current_user) if may_edit else None,
        review=review_panel(practice, viewer=current_user),
        may_withdraw=can_withdraw(current_user, practice),
        carry_on=_carry_on(practice, content) if may_edit else "",
        may_copy=_may_copy(practice),
        themes=THEMES,
    )


def _carry_on(practice: Practice, content: Content) -> str:
    """Give the address of the first step of a draft that nobody has started; "" where none is."""
    if practice.status != Status.DRAFT or practice.submitted_id is not None:
        return ""
    step = first_not_started(practice.kind, content)
    return form_of(practice, step.key) if step else ""


def _may_copy(practice: Practice) -> bool:
    if current_user.prison_id is None:
        return practice.published_id is not None and can_write_for(current_user, None)
    return can_copy(current_user, practice, current_user.prison_id)
