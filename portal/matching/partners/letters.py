"""The e-mails about paired prisons: short, with a link, and without what anybody wrote."""

from typing import Final

from flask import current_app

from portal.accounts.links import absolute
from portal.accounts.models import User
from portal.matching.partners.groups import names
from portal.matching.partners.models import Letter, PartnerLetter
from portal.matching.rounds.models import DECLINED, PairingGroup

PAIRED: Final = """\
{ours} has been paired with {theirs}.

You hold similar people, so you can learn from each other: what works, what gets in the way, and
what to copy. Read why you were paired, who to ask there and what a first meeting could be about.

Please accept or decline within two weeks:
{link}
"""
DECLINED_WORDS: Final = """\
{who} declined to be paired in a round that you look after: {all}.

Read the reason, and find another partner for them:
{link}
"""
FIT: Final = """\
{ours} and {theirs} have been partners for {long}.

Is it a good fit? One answer is enough. It decides nothing about your prison; it helps to pair up
prisons better next time.
{link}
"""
EXAMPLE: Final = "\nThese are invented example prisons.\n"
LONG: Final = {Letter.SIX_WEEKS: "six weeks", Letter.SIX_MONTHS: "six months"}


def letter(noted: PartnerLetter, group: PairingGroup, reader: User) -> tuple[str, str, str] | None:
    """Give the address, subject and words of a letter; None where it no longer holds."""
    if group.parted_at is not None:
        return None
    written = _written(noted, group)
    if written is None:
        return None
    subject, words = written
    if any(each.prison.is_example for each in group.members):
        words += EXAMPLE
    return reader.email, subject, words


def _written(noted: PartnerLetter, group: PairingGroup) -> tuple[str, str] | None:
    about = Letter(noted.about)
    if about is Letter.DECLINED:
        return _of_decline(group)
    ours = next(
        (each.prison.name for each in group.members if each.prison_id == noted.prison_id), None
    )
    if ours is None:
        return None
    theirs = names(group, besides=noted.prison_id)
    if about is Letter.PAIRED:
        link = _link("partners.show", number=group.id)
        return f"{ours}: you have been paired", PAIRED.format(ours=ours, theirs=theirs, link=link)
    link = _link("partners.fit", number=group.id, at=about.value)
    words = FIT.format(ours=ours, theirs=theirs, long=LONG[about], link=link)
    return f"{ours}: is your partner a good fit?", words


def _of_decline(group: PairingGroup) -> tuple[str, str] | None:
    who = [each.prison.name for each in group.members if each.answer == DECLINED]
    if not who:
        return None
    link = _link("partners.show", number=group.id)
    words = DECLINED_WORDS.format(who=" and ".join(who), all=names(group), link=link)
    return f"{' and '.join(who)} declined to be paired", words


def _link(endpoint: str, **values: object) -> str:
    """Give the address of a page where no request tells the host."""
    return absolute(current_app.url_map.bind("localhost").build(endpoint, values))
