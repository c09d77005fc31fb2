"""The standing pages, written in Markdown under content/pages/ and rendered once."""

from dataclasses import dataclass
from functools import lru_cache

from portal.config import bundled
from portal.errors import NotFound
from portal.markdown.render import to_html
from portal.practices.library.loading import front_matter

NAMES = ("help", "markdown-help", "accessibility", "privacy", "cookies")


@dataclass(frozen=True, slots=True)
class StandingPage:
    """Hold a standing page; `html` is clean."""

    title: str
    html: str


@lru_cache(maxsize=len(NAMES))
def page(name: str) -> StandingPage:
    """Give a standing page by its name. Raises NotFound for a name that is not in `NAMES`."""
    if name not in NAMES:
        raise NotFound("There is no such page.")
    matter, body = front_matter(bundled("content") / "pages" / f"{name}.md")
    return StandingPage(title=str(matter["title"]), html=to_html(body))
