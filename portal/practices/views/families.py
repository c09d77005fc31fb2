"""Who adapted a practice, and what they changed."""

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.practices import queries
from portal.practices.adapting.family import COMPARED_MOST, MEMBERS_MOST, Member, family_tree
from portal.practices.views.blueprint import bp
from portal.web.access import allow


@bp.get("/practices/<slug>/family")
@allow("signed_in")
def family(slug: str) -> ResponseReturnValue:
    """Show the original and everything that was made of it, as far as this person may see it."""
    practice = queries.practice_by_slug(slug, viewer=current_user)
    top, is_cut = family_tree(practice, viewer=current_user)
    return render_template(
        "practices/family.html",
        practice=practice,
        title=_title(top, slug),
        top=top,
        is_cut=is_cut,
        says_changed=top.says_changed,
        members_most=MEMBERS_MOST,
        compared_most=COMPARED_MOST,
    )


def _title(member: Member, slug: str) -> str:
    """Find the title under which this person sees a practice of the family."""
    if member.slug == slug:
        return member.title
    return next((found for each in member.copies if (found := _title(each, slug))), "")
