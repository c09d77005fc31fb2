"""A round to take away."""

from flask import Response
from flask_login import current_user

from portal.matching.rounds import export, queries
from portal.matching.rounds.views.blueprint import bp
from portal.matching.rounds.views.draft import ONE
from portal.matching.sheets import download
from portal.web.access import allow


@bp.get(f"{ONE}.<ending>")
@allow("regional_lead", "administrator")
def take_away(number: int, ending: str) -> Response:
    """Give a round as CSV, XLSX or JSON. Raises NotFound for another ending."""
    found = queries.round_by_id(number, viewer=current_user)
    return download(export.sheet_of(found), ending, export.stored(found))
