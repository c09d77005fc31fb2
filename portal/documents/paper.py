"""What is handed out on paper, as values: no feature's models, no markup but clean HTML."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

Layout = Literal["standard", "easy_read", "one_page"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """Hold one write-up.

    `facts` are a label and its words, one or more. `html` is clean HTML as portal.markdown gives
    it. `sections` follow it: a heading, and a text or a list of points. `footer` runs at the foot
    of every page. `notice` stands above all else; an example without one says what it is.
    """

    title: str
    subtitle: str = ""
    summary: str = ""
    facts: list[tuple[str, tuple[str, ...]]]
    html: str
    sections: list[tuple[str, str | tuple[str, ...]]]
    footer: str = ""
    is_example: bool = False
    notice: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Poster:
    """Hold what one page in very large type says."""

    title: str
    lines: tuple[str, ...] = ()
    call_to_action: str = ""
    is_example: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleCard:
    """Hold what staff at a wing gate need to know of a mentor's role, and nothing of any person.

    Each answer is a text, or several points. The card names roles and places of work only: there
    is no field for a prisoner, on purpose.
    """

    role: str
    prison: str
    allows: tuple[str, ...] = ()
    where: tuple[str, ...] = ()
    when: tuple[str, ...] = ()
    who_to_call: tuple[str, ...] = ()
    review_date: date | None = None
    is_draft: bool = False
    is_example: bool = False
