"""Looking for every kind of personal data in texts."""

from collections.abc import Callable, Iterable, Iterator

from portal.personal_data.births import dates_of_birth
from portal.personal_data.contact_details import private_mailboxes, telephones
from portal.personal_data.findings import Finding, Kind
from portal.personal_data.folding import Folded
from portal.personal_data.official_numbers import (
    insurance_numbers,
    numbers_in_name,
    police_numbers,
    prison_numbers,
)
from portal.personal_data.people import named_people

Span = tuple[int, int]

# In the order that decides where two kinds claim the same words.
_DETECTORS: tuple[tuple[Kind, Callable[[str], Iterator[Span]]], ...] = (
    (Kind.PRISON_NUMBER, prison_numbers),
    (Kind.NATIONAL_INSURANCE, insurance_numbers),
    (Kind.PNC, police_numbers),
    (Kind.DATE_OF_BIRTH, dates_of_birth),
    (Kind.PRIVATE_EMAIL, private_mailboxes),
    (Kind.TELEPHONE, telephones),
    (Kind.NAMED_PERSON, named_people),
)


def find(text: str) -> list[Finding]:
    """Find what looks like personal data in a text or its Markdown, in the order of the text.

    Findings do not overlap. Takes time in proportion to the length of the text.
    """
    return _find("", text)


def find_in_name(name: str) -> list[Finding]:
    """Find what looks like personal data in the name of a file."""
    kind, found = Kind.PRISON_NUMBER, find(name)
    for start, end in numbers_in_name(name):
        if all(end <= each.start or each.end <= start for each in found):
            found.append(Finding(kind, "", start, end, name[start:end], kind.why))
    return sorted(found, key=lambda finding: finding.start)


def find_in(texts: Iterable[tuple[str, str]]) -> list[Finding]:
    """Find what looks like personal data in (place, text) pairs, place by place."""
    return [finding for place, text in texts for finding in _find(place, text)]


def _find(place: str, text: str) -> list[Finding]:
    folded = Folded(text)
    taken = bytearray(len(folded.text))
    findings = []
    for kind, detector in _DETECTORS:
        for start, end in detector(folded.text):
            if not any(taken[start:end]):
                taken[start:end] = b"\1" * (end - start)
                begin, stop = folded.origin(start, end)
                findings.append(Finding(kind, place, begin, stop, text[begin:stop], kind.why))
    return sorted(findings, key=lambda finding: finding.start)
