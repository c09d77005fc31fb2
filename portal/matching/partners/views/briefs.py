"""The one page about a group to print, and all of a round in one PDF."""

from flask import current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.documents import pdf
from portal.documents.paper import Paper
from portal.matching.partners.brief import SAYS_NOTHING, Brief, briefs_of
from portal.matching.partners.brief_paper import paper_of
from portal.matching.partners.brief_rights import group_to_brief, groups_to_brief
from portal.matching.partners.views.blueprint import ONE, ROUND, bp
from portal.practices.paper.handing_out import PDF, made_for, send
from portal.web.access import allow
from portal.web.filters import day


@bp.get(f"{ONE}/brief")
@allow("signed_in")
def brief(number: int) -> ResponseReturnValue:
    """Show a group's brief. Raises NotFound."""
    (found,) = briefs_of([group_to_brief(number, viewer=current_user)])
    return render_template(
        "matching/partners/brief.html",
        brief=found,
        group=found.group,
        base=_base(),
        says_nothing=SAYS_NOTHING,
    )


@bp.get(f"{ONE}/brief.pdf")
@allow("signed_in")
def brief_pdf(number: int) -> ResponseReturnValue:
    """Send a group's brief as one page. Raises NotFound, Busy."""
    (found,) = briefs_of([group_to_brief(number, viewer=current_user)])
    paper = _paper(found)
    return send(
        made_for(current_user, lambda: pdf.pdf(paper, "one_page")), f"Brief {paper.title}", PDF
    )


@bp.get(f"{ROUND}/briefs.pdf")
@allow("regional_lead", "administrator")
def briefs_pdf(number: int) -> ResponseReturnValue:
    """Send the briefs of all groups of a round, a page each. Raises NotFound, Busy."""
    found = briefs_of(groups_to_brief(number, viewer=current_user))
    title = f"Partner briefs: {found[0].round_name}"
    papers = [_paper(each) for each in found]
    groups = "1 group" if len(papers) == 1 else f"{len(papers)} groups"
    holds = f"{groups} of partner prisons, a page each. Printed {day(found[0].printed)}."
    made = made_for(current_user, lambda: pdf.pack(title, papers, layout="one_page", holds=holds))
    return send(made, title, PDF)


def _paper(found: Brief) -> Paper:
    page = url_for("partners.show", number=found.group.id)
    return paper_of(found, page=_base() + page, base=_base())


def _base() -> str:
    return current_app.config["SETTINGS"].public_url or request.host_url.rstrip("/")
