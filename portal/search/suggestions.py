"""The address that the search box asks while somebody types."""

from flask import Blueprint, Response, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.search.suggesting import Suggestion, slug_titled, suggestions
from portal.web.access import allow

bp = Blueprint("search_suggestions", __name__)

KEPT = 60  # seconds, in the browser of whoever asked


@bp.get("/search/suggestions")
@allow("signed_in")
def index() -> Response:
    """Answer with a list of suggestions, best first, for the words typed so far (`q`)."""
    answer = jsonify([_written(each) for each in suggestions(request.args.get("q", ""))])
    answer.headers["Cache-Control"] = f"private, max-age={KEPT}"
    return answer


@bp.get("/search/open")
@allow("signed_in")
def open_title() -> ResponseReturnValue:
    """Lead to what has this title (`q`), or to a search for it where that is not one thing."""
    title = request.args.get("q", "")
    slug = slug_titled(title, current_user)
    if slug:
        return redirect(url_for("practices.show", slug=slug))
    return redirect(url_for("search.index", q=title))


def _written(suggestion: Suggestion) -> dict[str, str]:
    written = {"text": suggestion.text, "kind": suggestion.kind}
    if suggestion.kind == "title":
        written["url"] = url_for("search_suggestions.open_title", q=suggestion.text)
    return written
