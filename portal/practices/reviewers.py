"""Who reads what a prison has submitted: its leads, else its region's, else administrators."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from portal.accounts import colleagues
from portal.accounts.models import Role, User
from portal.accounts.queries import may_enter
from portal.db import db
from portal.practices.models import Practice
from portal.prisons import queries as prisons
from portal.prisons.models import Prison


@dataclass(frozen=True, slots=True)
class Reviewers:
    """Hold who reviews for a prison, and as what: a role of portal.accounts.models.Role."""

    role: Role
    people: Sequence[User]


def reviewers_of(prison_id: int | None) -> Reviewers:
    """Find who reviews what a prison submits; None is the starter library."""
    if prison_id is not None:
        if leads := colleagues.leads_of(prison_id):
            return Reviewers(Role.PRISON_LEAD, leads)
        region = prisons.region_of(prison_id)
        if region and (leads := colleagues.regional_leads(region)):
            return Reviewers(Role.REGIONAL_LEAD, leads)
    return Reviewers(Role.ADMINISTRATOR, colleagues.administrators())


def prisons_reviewed(viewer: User) -> frozenset[int]:
    """Give the prisons without a lead whose submitted practices a regional lead reviews now."""
    if viewer.role != Role.REGIONAL_LEAD or viewer.region is None:
        return frozenset()
    regions = _regions(_waiting_without_lead())
    return frozenset(number for number, region in regions.items() if region == viewer.region)


def waiting_for(viewer: User) -> dict[int, int]:
    """Count what waits for somebody to review, by prison; prisons with nothing are left out.

    One query, and two more only while a prison that has no lead waits.
    """
    if viewer.role == Role.PRISON_LEAD and viewer.prison_id is not None:
        waiting = (Practice.submitted_id.is_not(None), Practice.prison_id == viewer.prison_id)
        count = db.session.scalar(select(func.count(Practice.id)).where(*waiting))
        return {viewer.prison_id: count} if count else {}
    if viewer.role not in (Role.REGIONAL_LEAD, Role.ADMINISTRATOR):
        return {}
    waiting_there = _waiting_without_lead()
    regions = _regions(waiting_there)
    if viewer.role == Role.REGIONAL_LEAD:
        mine = {number for number, region in regions.items() if region == viewer.region}
    else:
        led = {lead.region for lead in colleagues.regional_leads()} if waiting_there else set()
        mine = {number for number in waiting_there if regions.get(number) not in led}
    return {number: count for number, count in waiting_there.items() if number in mine}


def _waiting_without_lead() -> dict[int, int]:
    """Count what was submitted at prisons that review and have no active lead, by prison."""
    lead = aliased(User)
    has_lead = (
        select(lead.id)
        .where(lead.prison_id == Practice.prison_id, lead.role == Role.PRISON_LEAD, may_enter(lead))
        .exists()
    )
    rows = db.session.execute(
        select(Practice.prison_id, func.count())
        .join(Prison, Prison.id == Practice.prison_id)
        .where(Practice.submitted_id.is_not(None), Prison.reviews_practices, ~has_lead)
        .group_by(Practice.prison_id)
    )
    return {number: count for number, count in rows if number is not None}


def _regions(prison_ids: Collection[int]) -> dict[int, str]:
    if not prison_ids:
        return {}
    profiles = prisons.profiles(measures=("region",), prison_ids=prison_ids)
    return {
        number: str(each.value("region"))
        for number, each in profiles.items()
        if each.value("region")
    }
