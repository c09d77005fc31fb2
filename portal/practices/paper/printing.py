"""Putting a practice on paper: what its page says, as a value for a PDF or Word file."""

from typing import Final

from portal.documents.paper import Layout, Paper
from portal.practices.content import Content
from portal.practices.models import Practice, Revision, Status
from portal.practices.states import is_overdue
from portal.practices.vocabulary import KINDS
from portal.practices.wording import Line, in_words
from portal.web.filters import day

Section = tuple[str, str | tuple[str, ...]]

FOOTER_MOST = 200  # more is cut
NEWEST = "Where to find the newest version"
LIBRARY = "Starter library"
FOR_WRITERS: Final = frozenset({"study_sections"})
TEMPLATE = (
    "This is a template written for this portal from the findings of a study of 5 men’s prisons. "
    "It has not been tested as it stands. Change what does not fit."
)


def paper_of(
    practice: Practice,
    revision: Revision,
    *,
    address: str,
    layout: Layout = "standard",
    is_for_wing: bool = False,
) -> Paper:
    """Set out one version of a practice, whose prison is loaded; `address` is that of its page.

    At the foot of easy-read pages, in large type, there is no room for an address: it stands last.
    Easy read, and what is for a wing, leaves out what only people who write practices need.
    """
    is_easy = layout == "easy_read"
    content = Content.from_json(revision.content)
    left_out = FOR_WRITERS if is_easy or is_for_wing else frozenset()
    lines = [each for each in in_words(practice.kind, content) if each.key not in left_out]
    prison = practice.prison
    return Paper(
        title=revision.title,
        subtitle=f"{KINDS[practice.kind]}, {prison.name if prison else LIBRARY}",
        summary=revision.summary,
        facts=[(line.label, line.words) for line in lines if not line.is_long],
        html=revision.body_html,
        sections=[
            *_long_answers(lines),
            *_files(content, address),
            *([(NEWEST, address)] if is_easy else []),
        ],
        footer=_footer(practice, revision, "" if is_easy else address),
        is_example=bool(prison and prison.is_example),
        notice=" ".join(filter(None, (standing(practice, revision), origin(practice)))),
    )


def origin(practice: Practice) -> str:
    """Say that a practice is an invented example or an untested template; "" for any other."""
    prison = practice.prison
    if prison is not None:
        example = f"This is an invented example. {prison.name} is not a real prison."
        return example if prison.is_example else ""
    return TEMPLATE if practice.is_template else ""


def standing(practice: Practice, revision: Revision) -> str:
    """Say what keeps a version from being what readers should rely on; "" for nothing."""
    if practice.status == Status.ARCHIVED:
        return "Archived. This is no longer shared."
    if practice.status == Status.DRAFT:
        return "Draft. This is not published."
    if revision.id != practice.published_id:
        return f"Draft. Version {revision.number} is not the one that readers see."
    if is_overdue(practice) and practice.review_on:
        return f"Due for review since {day(practice.review_on)}: it may be out of date."
    return ""


def _long_answers(lines: list[Line]) -> list[Section]:
    return [(line.label, line.words[0]) for line in lines if line.is_long]


def _files(content: Content, address: str) -> list[Section]:
    if not content.files:
        return []
    names = tuple(each.name for each in content.files)
    return [("Files on the portal", (*names, f"Download from {address}"))]


def _footer(practice: Practice, revision: Revision, address: str) -> str:
    version, since, due = f"Version {revision.number}", "", ""
    if practice.status != Status.PUBLISHED or revision.id != practice.published_id:
        since = f"not published, saved {day(revision.created_at)}"
    else:
        since = f"published {day(practice.published_at)}" if practice.published_at else ""
        due = _due(practice)
    whole = f"{_sentence(version, since, due)} {address}".rstrip()
    # A long address matters more than since when: it leads to all of it.
    is_short = address and len(whole) <= FOOTER_MOST
    return whole if is_short else f"{_sentence(version, due or since)} {address}".rstrip()


def _due(practice: Practice) -> str:
    if practice.review_on is None:
        return ""
    return f"{'review was due' if is_overdue(practice) else 'review by'} {day(practice.review_on)}"


def _sentence(*parts: str) -> str:
    return ", ".join(filter(None, parts)) + "."
