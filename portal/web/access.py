"""Who may reach which address: every route carries a rule, or the portal does not start."""

from collections.abc import Callable
from typing import Literal, TypeVar

from flask import Flask, current_app, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.errors import Forbidden

Who = Literal["anyone", "signed_in", "member", "prison_lead", "regional_lead", "administrator"]
View = TypeVar("View", bound=Callable[..., ResponseReturnValue])

_RULE = "portal_access_rule"


class RouteWithoutRule(Exception):
    """Name the routes that say nothing about who may reach them."""


def allow(*who: Who) -> Callable[[View], View]:
    """Say who may reach a view: anyone, everybody signed in, or the roles named.

    This is the outer gate. What a person may do with one particular thing is asked of the
    feature's permissions.
    """

    def mark(view: View) -> View:
        setattr(view, _RULE, frozenset(who))
        return view

    return mark


def rule_for(app: Flask, endpoint: str) -> frozenset[str] | None:
    """Give the rule of an endpoint, or None where it has none."""
    found: frozenset[str] | None = getattr(app.view_functions[endpoint], _RULE, None)
    return found


def init_app(app: Flask) -> None:
    """Ask at the gate before every request."""
    app.before_request(_gate)


def check_every_route(app: Flask) -> None:
    """Refuse to start with a route that has no rule. Raises RouteWithoutRule."""
    bare = sorted(name for name in app.view_functions if rule_for(app, name) is None)
    if bare:
        raise RouteWithoutRule(", ".join(bare))


def _gate() -> ResponseReturnValue | None:
    if request.endpoint is None:  # no such address: the 404 page follows
        return None
    rule = rule_for(current_app, request.endpoint)
    if rule is None:
        raise Forbidden("Nobody may see this page yet.")
    if "anyone" in rule:
        return None
    if not current_user.is_authenticated:
        answer: ResponseReturnValue = current_app.login_manager.unauthorized()  # type: ignore[attr-defined]
        return answer
    if "signed_in" not in rule and current_user.role not in rule:
        raise Forbidden("Your account does not let you see this page.")
    return None
