"""What stands on the one page about a group that people print: the values, no layout."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Final

from sqlalchemy import select

from portal import clock
from portal.db import db
from portal.matching.core.travel import km
from portal.matching.partners.agenda import hour
from portal.matching.partners.comparing import given_to, why, word_for
from portal.matching.partners.meetings import is_set
from portal.matching.partners.models import NextMeeting
from portal.matching.partners.shared_cards import newest_of
from portal.matching.partners.vocabulary import LENGTHS
from portal.matching.partners.worth_asking import questions
from portal.matching.rounds.given import Given
from portal.matching.rounds.models import DRAFT, PairingGroup
from portal.practices.queries import Card
from portal.prisons.models import Contact, Prison
from portal.prisons.profiles import Profile
from portal.prisons.queries import profiles
from portal.web.filters import moment

SAYS_NOTHING: Final = "This says nothing about how well a prison does."
NO_CONTACT: Final = "No role is given yet: ring the prison and ask for the {post}."
POST: Final = "Head of Education, Skills and Work"
NOT_SET: Final = "Not set yet. Any of you can set it on your shared page, for all to see."
TOO_LITTLE: Final = "too little is known to say"
DRAFTED: Final = "Draft. Nobody has been told, and it may still change."

# The most of each that one page holds.
ALIKE_MOST: Final = 5
DIFFERENT_MOST: Final = 4
UNKNOWN_MOST: Final = 3
ASKING_MOST: Final = 4
CONTACTS_MOST: Final = 3
SHARED_MOST: Final = 3
MEASURES: Final = ("function", "region", "barriers_now", "barriers_solved")


@dataclass(frozen=True, slots=True)
class BriefPrison:
    """Hold what the page says of one prison: what it is, who to ask, what it shared last."""

    prison: Prison
    about: str
    contacts: tuple[str, ...]
    shared: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Brief:
    """Hold what the page says of one group.

    `standing` says that it is a draft or was parted; "" for one that holds. `apart` says the
    distances as the crow flies, `least_alike` which two the reasons are of where there are more.
    """

    group: PairingGroup
    round_name: str
    standing: str
    prisons: tuple[BriefPrison, ...]
    apart: tuple[str, ...]
    word: str
    least_alike: str
    alike: tuple[str, ...]
    different: tuple[str, ...]
    unknown: tuple[str, ...]
    asking: tuple[str, ...]
    meeting: str
    hour: tuple[str, ...]
    method: str
    printed: date

    @property
    def how_close(self) -> str:
        """Say how close they are, and of which two the reasons speak where there are more."""
        said = self.word.capitalize()
        if not self.least_alike:
            return said
        return f"{said}. {self.least_alike} are the least alike: the reasons below are theirs"

    @property
    def is_example(self) -> bool:
        """Tell whether it is about invented prisons."""
        return any(each.prison.is_example for each in self.prisons)


def briefs_of(groups: Sequence[PairingGroup]) -> list[Brief]:
    """Set out groups of one round, in their order; the number of SELECTs does not grow."""
    if not groups:
        return []
    ids = sorted({each.prison_id for group in groups for each in group.members})
    known = profiles(prison_ids=ids, measures=MEASURES)
    contacts, cards = _contacts(ids), newest_of(ids, most=SHARED_MOST)
    about = {
        number: BriefPrison(
            prison=profile.prison,
            about=_about(profile),
            contacts=_ask(contacts.get(number, ())),
            shared=tuple(cards[number]),
        )
        for number, profile in known.items()
    }
    meetings = _meetings(groups)
    given, agenda = given_to(groups[0].round_id), hour()
    return [
        _brief(group, known, about, given.get(group.block), meetings.get(group.id), agenda)
        for group in groups
    ]


def _brief(
    group: PairingGroup,
    known: Mapping[int, Profile],
    about: Mapping[int, BriefPrison],
    given: Given | None,
    meeting: NextMeeting | None,
    agenda: tuple[str, ...],
) -> Brief:
    prisons = [each.prison for each in group.members]
    explained = why(given, prisons) if given else None
    reasons, pair = explained or (None, None)
    asking = questions([known[each.id] for each in prisons])
    return Brief(
        group=group,
        round_name=group.round.name or group.round.region or "The whole country",
        standing=_standing(group),
        prisons=tuple(about[each.id] for each in prisons),
        apart=apart_in_words(prisons),
        word=(word_for(given, group) if given else "") or TOO_LITTLE,
        least_alike=f"{pair[0].name} and {pair[1].name}" if pair and len(prisons) > 2 else "",
        alike=reasons.alike[:ALIKE_MOST] if reasons else (),
        different=reasons.different[:DIFFERENT_MOST] if reasons else (),
        unknown=reasons.unknown[:UNKNOWN_MOST] if reasons else (),
        asking=tuple(each.words for each in asking[:ASKING_MOST]),
        meeting=_meeting(meeting),
        hour=agenda,
        method=f"{given.method.name}, version {given.method.version}" if given else "",
        printed=clock.today(),
    )


def apart_in_words(prisons: Sequence[Prison]) -> tuple[str, ...]:
    """Say how far apart each two prisons are in a straight line."""
    pairs = [(one, other, _far(one, other)) for one, other in combinations(prisons, 2)]
    if not any(far for _, _, far in pairs):
        return ("How far apart they are is not known",)
    if len(pairs) == 1:
        return (f"{pairs[0][2]} as the crow flies",)
    return tuple(
        f"{one.name} to {other.name}: {f'{far} as the crow flies' if far else 'not known'}"
        for one, other, far in pairs
    )


def _far(one: Prison, other: Prison) -> str:
    places = (one.latitude, one.longitude, other.latitude, other.longitude)
    if None in places:
        return ""
    far = km(*(float(place) for place in places if place is not None))
    if far < 1:
        return "Less than 1 km"
    return f"About {round(far) if far < 10 else 5 * round(far / 5)} km"


def _about(profile: Profile) -> str:
    """Say its kind, whom it holds and its region, as far as they are known."""
    function, region = profile.value("function"), profile.value("region")
    holds = "women" if profile.prison.sex == "F" else "men"
    kind = f"{profile.said('function')}, for {holds}" if function else f"A prison for {holds}"
    return f"{kind}, {region}" if region else kind


def _ask(contacts: Iterable[Contact]) -> tuple[str, ...]:
    lines = tuple(f"{each.role}: {each.how}" for each in contacts)[:CONTACTS_MOST]
    return lines or (NO_CONTACT.format(post=POST),)


def _standing(group: PairingGroup) -> str:
    if group.parted_at is not None:
        return "Parted. These prisons are no longer partners."
    return DRAFTED if group.round.state == DRAFT else ""


def _meeting(found: NextMeeting | None) -> str:
    if found is None or not is_set(found):
        return NOT_SET
    length = LENGTHS.get(str(found.minutes), f"{found.minutes} minutes").lower()
    return f"{moment(found.starts_at)}, {length}. {found.place}"


def _contacts(ids: Sequence[int]) -> dict[int, list[Contact]]:
    rows = db.session.scalars(
        select(Contact).where(Contact.prison_id.in_(ids)).order_by(Contact.role)
    )
    found: dict[int, list[Contact]] = {}
    for each in rows:
        found.setdefault(each.prison_id, []).append(each)
    return found


def _meetings(groups: Sequence[PairingGroup]) -> dict[int, NextMeeting]:
    ids = [each.id for each in groups]
    rows = db.session.scalars(select(NextMeeting).where(NextMeeting.group_id.in_(ids)))
    return {each.group_id: each for each in rows}
