"""Ways to reach one person: telephone numbers and mailboxes."""

import re
from collections.abc import Iterator

from portal.personal_data.context import OF_THINGS, words_before
from portal.personal_data.first_names import FIRST_NAMES
from portal.personal_data.word_list import words_in

Span = tuple[int, int]

_TELEPHONE = re.compile(
    r"(?<![0-9A-Za-z+/.,-])(?:(?:\+|00)[1-9][0-9]{0,2}[ .()\n-]{0,3}(?:[0-9][ .()\n-]{0,3}){6,11}"
    r"|\(?0(?:[ .()\n-]{0,3}[0-9]){9,10})(?![0-9])"
)
_ABROAD = re.compile(r"(?:\+|00)[1-9]")
_DIGITS = re.compile(r"[0-9]+")
_NOT_A_DIGIT = re.compile(r"[^0-9]+")
_OF_A_PLACE = frozenset({"switchboard", "reception", "gate", "helpline", "hotline", "desk"})
_PLACE_AFTER = re.compile(r"[ ,(-]{1,3}(?:main )?(?:switchboard|reception|helpline)", re.I)

# Providers where people keep a mailbox of their own, and how their names may end.
_PRIVATE = words_in(
    """
    aol blueyonder btinternet btopenworld fastmail gmail gmx googlemail hey hotmail icloud live mac
    mail me msn ntlworld orange outlook plusnet proton protonmail rocketmail sky talktalk tiscali
    tutanota tuta virgin virginmedia yahoo yandex ymail zoho
    """
)
_ENDINGS = words_in(
    "ca ch co.in co.nz co.uk com com.au com.pl de es eu fr ie in it me net nl org pl ro uk"
)
_LOCAL = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.!#$%'+=^_{}-"
_AT = re.compile(r"@|[ ]?[(\[{][ ]?at[ ]?[)\]}][ ]?", re.I)
_DOMAIN = re.compile(r"[A-Za-z0-9-]{1,63}(?:(?:\.| ?[(\[]dot[)\]] ?)[A-Za-z0-9-]{1,63}){1,4}", re.I)
_DOT = re.compile(r" ?[(\[]dot[)\]] ?", re.I)
_PERSON = re.compile(r"([a-z]+)[._-]([a-z][a-z'-]{2,})[0-9]{0,4}")
_TEAMS = words_in(
    """
    wing office team hub unit house block admin custody education library learning mentors
    mentoring industries reception security staff desk group centre health
    """
)


def telephones(text: str) -> Iterator[Span]:
    """Find telephone numbers that may be one person's.

    Numbers beginning 03, 08 or 09 are given to organisations only (Ofcom's numbering plan), and
    so is what the words beside it call a switchboard or a helpline.
    """
    for found in _TELEPHONE.finditer(text):
        end = found.start() + len(found.group().rstrip(" .()\n-"))
        if _is_telephone(found.group()) and not _of_a_place(text, found.start(), end):
            yield found.start(), end


def _is_telephone(words: str) -> bool:
    digits = _NOT_A_DIGIT.sub("", words)
    if _ABROAD.match(words):
        national = digits.removeprefix("00")
        return not national.startswith("44") or national[2:].lstrip("0")[:1] in {"1", "2", "7"}
    # Dates, book numbers and rows of counts begin with a group of one or two digits.
    groups = [len(group) for group in _DIGITS.findall(words)]
    spelled = max(groups) == 1 and "." not in words
    if digits in "01234567890":
        return False
    return digits[1] in "127" and (spelled or (groups[0] >= 3 and min(groups) >= 3))


def _of_a_place(text: str, start: int, end: int) -> bool:
    words = words_before(text, start, 6)
    of_things = OF_THINGS - {"extension", "job", "post"}
    return (
        not _OF_A_PLACE.isdisjoint(words)
        or not of_things.isdisjoint(words[-2:])
        or _PLACE_AFTER.match(text, end) is not None
    )


def private_mailboxes(text: str) -> Iterator[Span]:
    """Find mailboxes at private providers, and those that carry a person's name anywhere."""
    for found in _AT.finditer(text):
        domain = _DOMAIN.match(text, found.end())
        before = text[max(0, found.start() - 64) : found.start()]
        local = before[len(before.rstrip(_LOCAL)) :].lstrip(".'_")
        if domain and local and _is_private(local, domain.group()):
            yield found.start() - len(local), domain.start() + len(domain.group().rstrip(".-"))


def _is_private(local: str, domain: str) -> bool:
    provider, _, ending = _DOT.sub(".", domain).lower().rstrip(".-").partition(".")
    if provider in _PRIVATE and ending in _ENDINGS:
        return True
    person = _PERSON.fullmatch(local.lower())
    if not person or person[2] in _TEAMS:
        return False
    return person[1] in FIRST_NAMES or len(person[1]) == 1
