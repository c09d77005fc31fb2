"""The blueprint that carries the shared templates and the health check."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from portal.web.access import allow

bp = Blueprint("web", __name__, template_folder="templates")


@bp.get("/health")
@allow("anyone")
def health() -> ResponseReturnValue:
    """Tell a load balancer that this worker answers; touches nothing else."""
    return {"status": "ok"}
