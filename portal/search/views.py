"""The search page."""

from typing import Any

from flask import Blueprint, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.pagination import page_number
from portal.search import query_string
from portal.search.finding import find
from portal.web.access import allow

bp = Blueprint("search", __name__, template_folder="templates")

PER_PAGE = 10


@bp.get("/search")
@allow("signed_in")
def index() -> ResponseReturnValue:
    """Show what fits the words, or how to ask where there are none."""
    page = page_number(request.args.get("page"))
    query = query_string.read(request.args, offset=(page - 1) * PER_PAGE, limit=PER_PAGE)
    filters = query_string.filters(query)
    asked = bool(query.text or filters)
    answer = find(query, viewer=current_user, page=page, per_page=PER_PAGE) if asked else None
    return render_template(
        "search/index.html",
        query=query,
        filters=filters,
        answer=answer,
        choices=current_app.extensions["search_choices"],
        too_long=len(request.args.get("q", "").strip()) > query_string.QUERY_MAX,
        address=(address := _address(query.text, filters)),
        address_of_page=lambda number: address(page=number),
    )


def _address(text: str, filters: dict[str, str]) -> Any:
    """Make the function that writes this search's address with something changed."""

    def address(**changes: str | int | None) -> str:
        args: dict[str, Any] = {"q": text, **filters, **changes}
        return url_for("search.index", **{k: v for k, v in args.items() if v not in ("", None)})

    return address
