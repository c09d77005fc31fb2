"""The search page."""

from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.pagination import page_number
from portal.search import query_string
from portal.search.finding import Answer, find
from portal.search.needs import noting
from portal.web.access import allow

bp = Blueprint("search", __name__, template_folder="templates")

PER_PAGE = 10


@bp.get("/search")
@allow("signed_in")
def index() -> ResponseReturnValue:
    """Show what fits the words, or how to ask where there are none."""
    page = page_number(request.args.get("page"))
    asked = query_string.read(request.args)
    answer = (
        find(asked, viewer=current_user, page=page, per_page=PER_PAGE, counted=True)
        if asked
        else None
    )
    noting.searched(asked.text, answer, filtered=bool(asked.filters))
    return render_template(
        "search/index.html",
        asked=asked,
        answer=answer,
        chosen=_chosen(answer, asked),
        sorts=query_string.SORTS,
        too_long=len(request.args.get("q", "").strip()) > query_string.QUERY_MAX,
        address=(address := _address(asked)),
        address_of_page=lambda number: address(page=number),
    )


def _chosen(
    answer: Answer | None, asked: query_string.Asked
) -> list[tuple[str, str, str, tuple[str, ...]]]:
    """List the filters that are on: name, labels, and the values left when one is taken off."""
    if answer is None:
        return []
    return [
        (offer.name, offer.label, option.label, _without(asked.filters[offer.name], option.value))
        for offer in answer.offers
        for option in offer.chosen
    ]


def _without(values: tuple[str, ...], value: str) -> tuple[str, ...]:
    return tuple(each for each in values if each != value)


def _address(asked: query_string.Asked) -> Any:
    """Make the function that writes this search's address with something changed."""

    def address(**changes: Any) -> str:
        args: dict[str, Any] = {**asked.args, **changes}
        return url_for("search.index", **{k: v for k, v in args.items() if v})

    return address
