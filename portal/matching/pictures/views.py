"""Pictures of the estate: who is like whom, where they are, and two side by side."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.matching.line_ups import BASIS_LABELS, BLOCK_LABELS
from portal.matching.pictures import asking, heat, likeness_map, near_me, side_by_side
from portal.matching.pictures.keeping import Kept, kept
from portal.prisons import map
from portal.web.access import allow

bp = Blueprint("pictures", __name__, url_prefix="/matching")


@bp.get("/pictures")
@allow("signed_in")
def index() -> ResponseReturnValue:
    """Lead to the pictures."""
    return render_template("matching/pictures/index.html", prison=current_user.prison)


@bp.get("/map")
@allow("signed_in")
def likeness() -> ResponseReturnValue:
    """Show the map of likeness of a block, seen from a prison if one is chosen."""
    found = kept()
    asked = asking.read(request.args, found, current_user.prison_id)
    return render_template(
        "matching/pictures/map.html",
        picture=likeness_map.likeness_map(found, asked.basis, asked.block, asked.here),
        map=likeness_map,
        **_form(found, asked),
    )


@bp.get("/heat")
@allow("signed_in")
def heat_map() -> ResponseReturnValue:
    """Show how close the prisons of a region are to each other."""
    found = kept()
    asked = asking.read(request.args, found, current_user.prison_id)
    regions = heat.regions_of(found, asked.basis, asked.block)
    region, message = _region(regions, asked)
    return render_template(
        "matching/pictures/heat.html",
        heat=heat.heat(found, asked.basis, asked.block, region) if region else None,
        regions=regions,
        region=region,
        missing=message,
        **_form(found, asked),
    )


@bp.get("/compare")
@allow("signed_in")
def compare() -> ResponseReturnValue:
    """Show two prisons side by side."""
    found = kept()
    args = request.args
    ours, message = asking.chosen(args.get("prison"), found, current_user.prison_id)
    theirs, also = asking.chosen(args.get("with", ""), found, None)
    reason, shown = "", None
    if ours and theirs:
        reason = side_by_side.why_not(ours, theirs)
        if not reason:
            shown = side_by_side.side_by_side(found, ours, theirs, asking.asked_basis(args))
    return render_template(
        "matching/pictures/compare.html",
        ours=ours,
        theirs=theirs,
        shown=shown,
        reason=reason,
        message=message or also,
        prisons=asking.choices(found),
        bases=BASIS_LABELS,
        labels=BLOCK_LABELS,
    )


@bp.get("/near-me")
@allow("signed_in")
def near() -> ResponseReturnValue:
    """Show a prison and those most like it on the map of England and Wales."""
    found = kept()
    asked = asking.read(request.args, found, current_user.prison_id)
    comparable = asked.here is not None and asked.block in asked.here.blocks
    return render_template(
        "matching/pictures/near_me.html",
        near=near_me.near_me(found, asked.basis, asked.block, asked.here)
        if comparable and asked.here
        else None,
        map=map,
        size=near_me,
        **_form(found, asked),
    )


def _region(regions: dict[str, int], asked: asking.Asked) -> tuple[str, str]:
    """Read the region: the viewer's own, or that of the prison, where none is asked for."""
    wanted = request.args.get("region")
    if wanted is not None:
        gone = "There is no such region here. Choose one from the list."
        return (wanted, "") if wanted in regions else ("", gone if wanted else "")
    usual = current_user.region or (asked.here.region if asked.here else None) or ""
    return (usual if usual in regions else ""), ""


def _form(found: Kept, asked: asking.Asked) -> dict[str, object]:
    return {
        "asked": asked,
        "prisons": asking.choices(found),
        "labels": BLOCK_LABELS,
        "bases": BASIS_LABELS,
    }
