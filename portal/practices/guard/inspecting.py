"""Looking through a practice, before others read it, for what tells who a person is."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final, Literal

from sqlalchemy import select

from portal.db import db
from portal.errors import EditConflict, Invalid
from portal.personal_data import Kind
from portal.practices.content import Content
from portal.practices.guard.acceptance import Reason, digest_of, reasons_given
from portal.practices.guard.excerpts import Spot, shortened, spot_at
from portal.practices.guard.file_passages import Matter, look_into
from portal.practices.guard.passages import Passage, passages_of
from portal.practices.guard.shown import Hit, hits_of
from portal.practices.guard.spans import MOST_SPANS
from portal.practices.models import Practice, Revision

CONCERNS_MAX = 50
SPOTS_SHOWN = 3

# Never published; wait until it is read; published with a reason; only said.
Weight = Literal["blocks", "waits", "asks", "tells"]

NAMES: Final = {
    Kind.PRISON_NUMBER: "Prison number",
    Kind.NATIONAL_INSURANCE: "National Insurance number",
    Kind.PNC: "Police National Computer number",
    Kind.DATE_OF_BIRTH: "Date of birth",
    Kind.TELEPHONE: "Telephone number",
    Kind.PRIVATE_EMAIL: "Private email address",
    Kind.NAMED_PERSON: "Name beside an offence or a health condition",
}
_OF_FILES: Final[dict[str, tuple[str, Weight]]] = {
    "being_read": ("File that is still being read", "waits"),
    "place_taken": ("Place where a picture was taken", "asks"),
    "unchecked": ("File that could not be checked", "asks"),
    "author": ("Name of an author", "tells"),
}


@dataclass(frozen=True, slots=True)
class Concern:
    """Hold one thing that was found, wherever it stands; `more` counts places not shown.

    `place` is its first place without any heading; `given` is the reason that was given so far.
    """

    digest: str
    kind: str
    title: str
    why: str
    weight: Weight
    place: str
    spots: tuple[Spot, ...] = ()
    more: int = 0
    given: Reason | None = None

    @property
    def is_open(self) -> bool:
        """Tell whether it keeps the practice from being published as things stand."""
        return self.weight in ("blocks", "waits") or (self.weight == "asks" and not self.given)


@dataclass(frozen=True, slots=True)
class Inspection:
    """Hold what was found in one revision, and how its files stood when it was looked through."""

    revision_id: int
    files: tuple[str, ...]
    concerns: tuple[Concern, ...]
    is_too_much: bool

    def of(self, *weights: Weight) -> list[Concern]:
        """Give the concerns of some weights."""
        return [each for each in self.concerns if each.weight in weights]


def inspect(practice: Practice, revision: Revision) -> Inspection:
    """Look through a revision and its files; takes up to two seconds where files are long.

    Call it before the transaction that publishes, and let `clearing.clear` judge it within.
    """
    content = Content.from_json(revision.content)
    looked = look_into(content)
    passages = [*passages_of(practice.kind, content), *looked.passages]
    hits = hits_of(passages, revision.text)
    found, is_full = _concerns(practice.id, hits)
    is_too_much = is_full or any(len(spans) > MOST_SPANS for _, spans in hits)
    found += [_of_file(practice.id, each) for each in looked.matters]
    given = reasons_given(practice.id)
    concerns = tuple(replace(each, given=given.get(each.digest)) for each in found)
    return Inspection(revision.id, looked.state, concerns, is_too_much)


def inspect_number(practice: Practice, number: int | None) -> Inspection:
    """Look through a revision by its number, None for the newest. Raises EditConflict for none."""
    query = select(Revision).where(Revision.practice_id == practice.id)
    if number is not None:
        query = query.where(Revision.number == number)
    revision = db.session.scalar(query.order_by(Revision.number.desc()).limit(1))
    if revision is None:
        raise EditConflict("There is no such version. Look at the newest one.")
    return inspect(practice, revision)


def blocking_words(kind: str, content: Content, shown: str) -> list[str]:
    """Say what in a content can never be published, and where; files are not read.

    `shown` is its text as readers will see it.
    """
    found: dict[str, str] = {}
    for passage, spans in hits_of(passages_of(kind, content), shown):
        for each, start, end in spans:
            words = shortened(passage.text[start:end])
            if each.is_blocking:
                where = _named(passage.where or passage.place)
                found.setdefault(words.casefold(), f"“{words}” in {where}")
    return list(found.values())


def count_or_refuse(kind: str, content: Content, shown: str, *, first_line: int = 0) -> int:
    """Count what looks like personal data in a content that is published as it comes in.

    `shown` is its text as readers will see it; `first_line` is the line of a file in which the
    text begins, 0 where that says nothing. Raises Invalid where something can never be published.
    """
    problems: dict[str, str] = {}
    counted: set[tuple[Kind, str]] = set()
    for passage, spans in hits_of(passages_of(kind, content), shown):
        for each, start, end in spans:
            words = shortened(passage.text[start:end])
            if not each.is_blocking:
                counted.add((each, words.casefold()))
                continue
            where = _in_file(passage, start, first_line)
            key = f"{passage.where or passage.name} {start}"
            problems[key] = f"“{words}” in {where}: {each.why}"
    if problems:
        raise Invalid(problems)
    return len(counted)


def _in_file(passage: Passage, start: int, first_line: int) -> str:
    if first_line and passage.name == "body" and not passage.where:
        return f"line {first_line + passage.text.count(chr(10), 0, start)}"
    return _named(passage.where or passage.place)


def _concerns(practice_id: int, hits: list[Hit]) -> tuple[list[Concern], bool]:
    """Bring the same words together, what blocks first; true with it where there are too many."""
    flat = [(passage, span) for passage, spans in hits for span in spans]
    flat.sort(key=lambda hit: not hit[1][0].is_blocking)
    found: dict[tuple[Kind, str], Concern] = {}
    for passage, (kind, start, end) in flat:
        words = passage.text[start:end]
        known = found.get((kind, words))
        if known is None and len(found) == CONCERNS_MAX:
            return list(found.values()), True
        if known is None:
            known = _concern(practice_id, passage, kind, words)
        found[kind, words] = _with_spot(known, passage, start, end)
    return _joined(found.values()), False


def _concern(practice_id: int, passage: Passage, kind: Kind, words: str) -> Concern:
    return Concern(
        digest=digest_of(practice_id, kind, words),
        kind=kind,
        title=NAMES[kind],
        why=kind.why,
        weight="blocks" if kind.is_blocking else "asks",
        place=passage.place,
    )


def _with_spot(concern: Concern, passage: Passage, start: int, end: int) -> Concern:
    if len(concern.spots) == SPOTS_SHOWN:
        return replace(concern, more=concern.more + 1)
    return replace(concern, spots=(*concern.spots, spot_at(passage, start, end)))


def _joined(concerns: Iterable[Concern]) -> list[Concern]:
    """Make one of those whose words differ in spaces or capitals only."""
    joined: dict[str, Concern] = {}
    for each in concerns:
        known = joined.setdefault(each.digest, each)
        if known is not each:
            spots = known.spots + each.spots
            more = known.more + each.more + max(0, len(spots) - SPOTS_SHOWN)
            joined[each.digest] = replace(known, spots=spots[:SPOTS_SHOWN], more=more)
    return list(joined.values())


def _of_file(practice_id: int, matter: Matter) -> Concern:
    title, weight = _OF_FILES[matter.kind]
    return Concern(
        digest=digest_of(practice_id, matter.kind, matter.words),
        kind=matter.kind,
        title=title,
        why=f"{matter.why}.",
        weight=weight,
        place="a file",
        spots=(Spot("files", matter.name),),
    )


def _named(where: str) -> str:
    """Say a place within a sentence."""
    return where[:1].lower() + where[1:]
