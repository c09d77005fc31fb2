"""The search of the JSON API."""

import re

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.errors import Invalid
from portal.search import query_string
from portal.search.finding import Result, find
from portal.web.access import allow
from portal.web.errors import answer as error_answer

bp = Blueprint("search_api", __name__, url_prefix="/api/v1")

PER_PAGE = 20
PER_PAGE_MAX = 100
PAGE_MAX = 100_000


@bp.get("/search")
@allow("signed_in")
def search() -> ResponseReturnValue:
    """Answer a search: `q`, the page's filters, `page` from 1 and `per_page` up to 100."""
    page = _whole_number("page", 1, PAGE_MAX)
    per_page = _whole_number("per_page", PER_PAGE, PER_PAGE_MAX)
    asked = query_string.read(request.args)
    answer = find(asked, viewer=current_user, page=page, per_page=per_page)
    if answer.unavailable:
        return error_answer(503, "The search index is being rebuilt. Try again in a minute.")
    return {
        "query": asked.text,
        "page": page,
        "per_page": per_page,
        "total": answer.page.total,
        "match": answer.match,
        "did_you_mean": answer.suggestion,
        "searched_for": answer.suggestion if answer.is_mended else asked.text,
        "results": [_result(result) for result in answer.page.items],
    }


def _result(result: Result) -> dict[str, object]:
    card = result.card
    return {
        "slug": card.slug,
        "external_id": card.external_id,
        "kind": card.kind,
        "title": card.title,
        "summary": card.summary,
        "snippet": "".join(fragment.text for fragment in result.snippet),
        "file": result.in_file.file.name if result.in_file else None,
        "page": result.in_file.page if result.in_file else None,
        "prison": card.prison_name,
        "is_example": card.is_example,
        "is_template": card.is_template,
        "score": round(result.lifted.score, 6),
        "url": url_for("practices.show", slug=card.slug, _external=True),
    }


def _whole_number(name: str, default: int, largest: int) -> int:
    raw = request.args.get(name)
    if raw is None:
        return default
    if not re.fullmatch("[0-9]{1,9}", raw) or not 1 <= int(raw) <= largest:
        raise Invalid({name: f"{name} must be a whole number from 1 to {largest:,}"})
    return int(raw)
