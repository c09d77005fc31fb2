"""Making a role card from a job description: what an officer at a wing gate needs to know.

Section 6.2.1 of the study: mentors were refused at wing gates because staff did not know their
role, and staff thought that a clear job description to show would help.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from portal import clock
from portal.accounts.models import User
from portal.documents.paper import RoleCard
from portal.errors import Invalid
from portal.practices.content import Content, gaps
from portal.practices.guard.small_texts import problem, tidy
from portal.practices.models import Practice, Revision, Status
from portal.practices.review_dates import MOST_MONTHS, months_after
from portal.practices.wording import in_words
from portal.prisons.models import Prison
from portal.prisons.queries import contacts_for

KIND: Final = "job_description"
TITLE_MOST, BOX_MOST, LINES_MOST = 100, 250, 5


@dataclass(frozen=True, slots=True)
class Box:
    """Describe one box of the form."""

    key: str
    label: str
    hint: str
    is_long: bool = True


BOXES: Final = (
    Box("role", "Role", "The name of the role, not of a person", is_long=False),
    Box("prison", "Prison", "Where the card is used", is_long=False),
    Box(
        "allows",
        "What this role allows",
        "What your prison has agreed that the mentor may do, one point a line. "
        "For example: May walk to the library without an officer, 2pm to 4pm",
    ),
    Box("where", "Where", "Wings, rooms and workshops where the mentor works. One a line"),
    Box("when", "When", "Days and times. For example: Monday to Friday, 9am to 4pm"),
    Box(
        "who_to_call",
        "Who to call",
        "A role and an extension, not a name. For example: Maths tutor, extension 1234",
    ),
)
_IF_EMPTY: Final = {
    "role": "Enter the name of the role",
    "prison": "Enter the name of the prison",
    "allows": "Say what the role allows: the officer at the gate needs it most",
    "who_to_call": "Say who an officer can call to check",
}


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Hold what the form begins with. `is_of_another` tells that another prison wrote it."""

    boxes: Mapping[str, str] = field(default_factory=dict)
    review_on: date | None = None
    is_example: bool = False
    is_of_another: bool = False


def suggestion(practice: Practice, revision: Revision, person: User) -> Suggestion:
    """Fill in a card from a job description, for the prison of whoever makes it."""
    prison = person.prison or practice.prison
    content = Content.from_json(revision.content)
    said = {line.key: line.words for line in in_words(practice.kind, content)}
    boxes = {
        "role": revision.title[:TITLE_MOST],
        "prison": prison.name if prison else "",
        # What an officer may let somebody do is a permission: no description gives it.
        "allows": "",
        "where": _points(said.get("setting", ())),
        "when": _points(said.get("frequency", ())),
        "who_to_call": _points(_callable((*said.get("reports_to", ()), *_contacts(prison)))),
    }
    return Suggestion(
        boxes,
        review_on=practice.review_on,
        is_example=_is_example(practice, person),
        is_of_another=prison is None or prison.id != practice.prison_id,
    )


def card(
    practice: Practice, typed: Mapping[str, str], review_on: date | None, person: User
) -> RoleCard:
    """Make a card of what was typed. Raises Invalid with a message for each box that is wrong.

    The date may be None where another message says so already.
    """
    tidied = {box.key: tidy(typed.get(box.key, "")) for box in BOXES}
    problems = {box.key: words for box in BOXES if (words := _problem(box, tidied[box.key]))}
    if review_on is not None and (words := _date_problem(review_on)):
        problems["review_on"] = words
    if problems:
        raise Invalid(problems)
    return RoleCard(
        role=tidied["role"],
        prison=tidied["prison"],
        allows=tuple(tidied["allows"].splitlines()),
        where=tuple(tidied["where"].splitlines()),
        when=tuple(tidied["when"].splitlines()),
        who_to_call=tuple(tidied["who_to_call"].splitlines()),
        review_date=review_on,
        is_draft=practice.status != Status.PUBLISHED,
        is_example=_is_example(practice, person),
    )


def _callable(words: Iterable[str]) -> list[str]:
    """Keep each way to call once, and none with gaps that nobody has filled in."""
    once = {each.casefold(): each for each in words if not gaps(Content(title=each))}
    return list(once.values())


def _contacts(prison: Prison | None) -> list[str]:
    """List whom to ask at a prison; of roles that one extension reaches, the first."""
    reached: dict[str, str] = {}
    for each in contacts_for(prison) if prison else ():
        reached.setdefault(each.how.casefold(), f"{each.role}: {each.how}")
    return list(reached.values())


def _points(words: Iterable[str]) -> str:
    """Put as many points on lines of their own as a box takes; whoever makes the card sees them."""
    kept: list[str] = []
    for each in words:
        if len(kept) < LINES_MOST and len("\n".join([*kept, each])) <= BOX_MOST:
            kept.append(each)
    return "\n".join(kept)


def _is_example(practice: Practice, person: User) -> bool:
    return any(prison and prison.is_example for prison in (practice.prison, person.prison))


def _problem(box: Box, text: str) -> str:
    if not text:
        return _IF_EMPTY.get(box.key, "")
    if box.is_long:
        return problem(text, longest=BOX_MOST, lines=LINES_MOST)
    return problem(text, longest=TITLE_MOST)


def _date_problem(day: date) -> str:
    if day <= clock.today():
        return "This date has passed. Give the day by which somebody looks at the role again"
    if day > months_after(clock.today(), MOST_MONTHS):
        return f"The review date can be up to {MOST_MONTHS} months from now"
    return ""
