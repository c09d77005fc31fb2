"""The address that the search box asks while somebody types."""

from dataclasses import asdict

from flask import Blueprint, Response, jsonify, request

from portal.search.suggesting import suggestions
from portal.web.access import allow

bp = Blueprint("search_suggestions", __name__)

KEPT = 60  # seconds, in the browser of whoever asked


@bp.get("/search/suggestions")
@allow("signed_in")
def index() -> Response:
    """Answer with a list of suggestions, best first, for the words typed so far (`q`)."""
    answer = jsonify([asdict(each) for each in suggestions(request.args.get("q", ""))])
    answer.headers["Cache-Control"] = f"private, max-age={KEPT}"
    return answer
