"""What other packages show on a prison's page, without the page knowing them.

Relationships point down: a practice knows its prison, a prison knows no practice. So the page has
a place, and packages above put their panel there when the portal is built:

    register_panel(app, shared_practices, order=10)

A panel is a function that is given the prison with what is known of it, and returns its HTML, an
`<h2>` and what belongs to it, or an empty text where there is nothing to show.
"""

from collections.abc import Callable

from flask import Flask, current_app
from markupsafe import Markup

from portal.prisons.profiles import Profile

Panel = Callable[[Profile], Markup]

_KEY = "prison_panels"


def init_app(app: Flask) -> None:
    """Let templates ask for the panels of a prison."""
    app.extensions[_KEY] = []
    app.add_template_global(prison_panels)


def register_panel(app: Flask, panel: Panel, *, order: int) -> None:
    """Show a panel on every prison's page; small `order` comes first."""
    app.extensions[_KEY].append((order, panel))
    app.extensions[_KEY].sort(key=lambda entry: entry[0])


def prison_panels(profile: Profile) -> list[Markup]:
    """Give the panels for a prison, in their order, without the empty ones."""
    panels: list[tuple[int, Panel]] = current_app.extensions[_KEY]
    shown = [panel(profile) for _, panel in panels]
    return [html for html in shown if html]
