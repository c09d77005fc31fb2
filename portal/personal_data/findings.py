"""What can be found in a text, and what a page says about it."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """Kinds of personal data; the first three are never published."""

    PRISON_NUMBER = "prison_number"
    NATIONAL_INSURANCE = "national_insurance"
    PNC = "pnc"
    DATE_OF_BIRTH = "date_of_birth"
    TELEPHONE = "telephone"
    PRIVATE_EMAIL = "private_email"
    NAMED_PERSON = "named_person"

    @property
    def is_blocking(self) -> bool:
        """Tell whether no reason can make this fit to publish."""
        return self in _BLOCKING

    @property
    def why(self) -> str:
        """Say in plain English what this is and what to do about it."""
        return _WHY[self]


_BLOCKING = frozenset({Kind.PRISON_NUMBER, Kind.NATIONAL_INSURANCE, Kind.PNC})

_WHY = {
    Kind.PRISON_NUMBER: (
        "This looks like a prison number. Nobody in prison may be identified here: take it out."
    ),
    Kind.NATIONAL_INSURANCE: (
        "This looks like a National Insurance number. Nobody may be identified here: take it out."
    ),
    Kind.PNC: (
        "This looks like a number from the Police National Computer. "
        "Nobody may be identified here: take it out."
    ),
    Kind.DATE_OF_BIRTH: (
        "This looks like a date of birth. Take it out, or say why it is about nobody in particular."
    ),
    Kind.TELEPHONE: (
        "This looks like somebody’s telephone number. "
        "Give a switchboard or an extension, or say why this number may be public."
    ),
    Kind.PRIVATE_EMAIL: (
        "This looks like one person’s email address. "
        "Give the mailbox of a role or a team, or say why this address may be public."
    ),
    Kind.NAMED_PERSON: (
        "This looks like a person’s name beside an offence or a health condition. "
        "Take the name out, or say why it may be public."
    ),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that looks like personal data.

    `start` and `end` are offsets into the text as it was given, and `words` is what stands there,
    markup included. `place` is whatever the caller called the text.
    """

    kind: Kind
    place: str
    start: int
    end: int
    words: str
    why: str
