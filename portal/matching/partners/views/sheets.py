"""A board to take away."""

from flask import Response
from flask_login import current_user

from portal.matching.partners import board as boards
from portal.matching.partners.board_sheet import sheet_of
from portal.matching.partners.views.blueprint import ROUND, bp
from portal.matching.partners.views.reading import board_chosen
from portal.matching.sheets import download
from portal.web.access import allow


@bp.get(f"{ROUND}/board.<ending>")
@allow("regional_lead", "administrator")
def take_board(number: int, ending: str) -> Response:
    """Give a board, as chosen, as CSV, XLSX or JSON. Raises NotFound for another ending."""
    found = boards.board(number, viewer=current_user, **board_chosen())
    return download(sheet_of(found), ending)
