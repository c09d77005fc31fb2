"""Addresses that only take a form: whoever opens one, after an error say, is led to its page."""

from collections.abc import Callable
from typing import Final

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from portal.practices.views.blueprint import bp
from portal.web.access import allow

# What stands behind the address of a practice, and the page that has the form.
LED_TO: Final = {
    "publish": "check",
    "submit": "check",
    "merge": "edit",
    "take-back": "review",
    "review/publish": "review",
    "review/send-back": "review",
    "review/comment": "review",
    "care/right": "care",
    "care/date": "care",
    "care/owner": "care",
    "bring-back": "show",
    "template": "show",
    "versions/<int(max=2147483647):number>/restore": "history",
}


def _to(page: str) -> Callable[..., ResponseReturnValue]:
    @allow("signed_in")
    def lead(slug: str, **_rest: int) -> ResponseReturnValue:
        return redirect(url_for(f"practices.{page}", slug=slug))

    return lead


for _number, (_address, _page) in enumerate(LED_TO.items()):
    bp.add_url_rule(
        f"/practices/<slug>/{_address}", f"astray_{_number}", _to(_page), methods=["GET"]
    )
