"""Numbers that the state gives to one person: prison, National Insurance, police computer.

Every pattern is of fixed shape with gaps of at most a few signs between parts that cannot stand
for one another, so that each offset is looked at a bounded number of times.
"""

import re
from collections.abc import Iterator

from portal.personal_data.context import OF_THINGS, words_before
from portal.personal_data.first_names import FIRST_NAMES
from portal.personal_data.word_list import words_in

Span = tuple[int, int]

_GAP = r"[ \n._/-]{0,3}"
# Other signs stand only before the last letters: "A1234 · BC" may be two cells of a table.
_ANY_GAP = r"[ \n]{0,4}+(?:[^A-Za-z0-9 \n\x1f]{1,3}+[ \n]{0,4}+)?+"
_PRISON = re.compile(
    rf"(?<![A-Za-z0-9])([A-Za-z])({_GAP})"
    rf"([0-9]{{4}}|[0-9]{{2}}[ .-][0-9]{{2}}|[0-9](?:[ .-][0-9]){{3}}|[0-9OIl]{{4}})"
    rf"({_ANY_GAP})([A-Za-z][ .-]?[A-Za-z])(?![A-Za-z0-9])"
)
_PLAIN_GAP = re.compile(_GAP)
# Where a postcode may begin with the letter and go on with O: CO10 1AB without its space.
_POSTAL = frozenset("CHPSTY")
# Forms of the prison service that are called as a prison number would be.
_FORMS = frozenset({"F2052SH"})
# In the name of a file, words are told apart by their capitals only.
_IN_NAME = re.compile(r"(?<![A-Z])[A-Z][ ._-]?[0-9]{4}[ ._-]?[A-Z]{2}(?![A-Z])")
_OLD_PRISON = re.compile(
    r"(?<![A-Za-z0-9])(?:[A-Za-z]{2}[ -]?[0-9]{4}|[A-Za-z][0-9]{5})(?![A-Za-z0-9])"
)
# Two letters that more often are a word or a unit after a number in the middle of a sentence.
_SHORT_WORDS = words_in(
    """
    ad am an as at be by cm do eu ft gb go he hp hr hz id if in is it kb kg km lb mb me ml mm my no
    of on or oz pc pm rd so st th to tv uk up us vs we
    """
)
_NUMBER_WORDS = frozenset({"id", "no", "nos", "nr", "num", "number", "numbers", "ref"})
_OF_PRISONERS = frozenset({"inmate", "lids", "noms", "nomis", "offender", "prisoner", "prisoner's"})
_TITLES = frozenset({"mr", "mrs", "ms", "miss", "mx"})
_AFTER = re.compile(r"\W{1,3}(?:old )?(?:nomis|noms|lids|prison(?:er)? (?:no|num|id))", re.I)

_INSURANCE = re.compile(
    r"(?<![A-Za-z0-9])([A-Za-z]{2})[ \n.-]{0,2}"
    r"[0-9](?:[ \n.-]{0,2}[0-9]){5}(?![0-9])"
    r"(?:[ \n.-]{0,2}([A-Da-d])(?![A-Za-z0-9]))?(?![A-Za-z0-9])"
)
_NEVER_FIRST = frozenset("DFIQUV")
_NEVER_SECOND = _NEVER_FIRST | {"O"}
_NEVER_ISSUED = frozenset({"BG", "GB", "KN", "NK", "NT", "TN", "ZZ"})

_POLICE = re.compile(
    r"(?<![A-Za-z0-9/])((?:19|20)?[0-9]{2})[ \n]?/[ \n]?([0-9]{1,7})"
    r"([ \n]?)([A-Za-z])(?![A-Za-z0-9/])"
)
_CHECK_LETTERS = "ZABCDEFGHJKLMNPQRTUVWXY"


def prison_numbers(text: str) -> Iterator[Span]:
    """Find prison numbers: such as A1234BC, however it is spaced, and the older AB1234 and A12345.

    The older forms are also codes of other things, so words near them must say what they are.
    """
    for found in _PRISON.finditer(text):
        if _is_prison_number(found):
            yield found.span()
    for found in _OLD_PRISON.finditer(text):
        # "in 1993" and "by 2008" are no numbers of anybody.
        written_apart = not found.group().isalnum()
        if written_apart and found.group()[:2].lower() in _SHORT_WORDS:
            continue
        if _said_to_be_a_prisoners(text, *found.span()):
            yield found.span()


def numbers_in_name(name: str) -> Iterator[Span]:
    """Find prison numbers in the name of a file that other words touch: reportA1234BC2.png."""
    for found in _IN_NAME.finditer(name):
        yield found.span()


def _is_prison_number(found: re.Match[str]) -> bool:
    first, gap, digits, second_gap, last = found.groups()
    letters = first + last
    if "\n-" in gap or found.group().upper() in _FORMS:  # "\n-": two points of a list
        return False
    if not _PLAIN_GAP.fullmatch(second_gap):
        return not gap and len(digits) == 4 and digits.isdecimal() and _has_odd_gap(found)
    if len(digits) == 4 and not digits.isdecimal():
        return not (gap or second_gap) and letters.isupper() and _has_letters_for_digits(found)
    if len(digits) == 5:  # such as A12 34BC, but not B10-12 pm
        return not (gap or second_gap) and letters.isupper() and last not in {"AM", "PM"}
    if len(digits) > 5 and len(last) > 2 and gap:
        return True
    # What has gaps may be a word, a number and a word: "a 2024 UK review".
    tight = not (gap.strip("-._/") or second_gap.strip("-._/")) and len(last) == 2
    if tight or _said_to_be_a_prisoners(found.string, *found.span()):
        return len(digits) == 4
    if len(digits) > 5 or len(last) > 2:
        return False
    is_year = bool(gap) and first in "AaIi" and digits[:2] in {"19", "20"}
    return not is_year and last.lower() not in _SHORT_WORDS


def _has_odd_gap(found: re.Match[str]) -> bool:
    """Tell a number that a sign divides from a code, and the word after it."""
    first, gap, last = found[1], found[4], found[5]
    if gap.count("\n") > 1 or last.lower() in _SHORT_WORDS:
        return False
    if not ((first + last).isupper() or (first + last).islower()):
        return False
    return OF_THINGS.isdisjoint(words_before(found.string, found.start(), 3))


def _has_letters_for_digits(found: re.Match[str]) -> bool:
    first, digits = found[1], found[3]
    is_postal = digits[0] == "O" and first in _POSTAL
    return sum(map(str.isdecimal, digits)) >= 2 and len(found[5]) == 2 and not is_postal


def _said_to_be_a_prisoners(text: str, start: int, end: int) -> bool:
    if _AFTER.match(text, end):
        return True
    words = words_before(text, start, 4)
    for back, word in enumerate(reversed(words)):
        if word in OF_THINGS and word != "ref":
            return False
        prison = word == "prison" and back and words[-back] in _NUMBER_WORDS
        if prison or word in _OF_PRISONERS or (word in _TITLES and back < 3):
            return True
    return len(words) > 1 and words[-2] in FIRST_NAMES


def insurance_numbers(text: str) -> Iterator[Span]:
    """Find National Insurance numbers, by HMRC's rules for prefixes (manual page NIM39110).

    HMRC's own example, QQ 12 34 56 A, is never issued and is found all the same: people type over
    it, and nobody needs it here.
    """
    for found in _INSURANCE.finditer(text):
        prefix, letter = found.groups()
        whole = found.group()
        unsure = not letter or (whole[:3].strip().islower() and not whole.isalnum())
        if _is_prefix(prefix.upper()) and (not unsure or _said_to_be_insurance(text, found)):
            yield found.span()


def _is_prefix(prefix: str) -> bool:
    if prefix == "QQ":
        return True
    issued = prefix[0] not in _NEVER_FIRST and prefix[1] not in _NEVER_SECOND
    return issued and prefix not in _NEVER_ISSUED


def _said_to_be_insurance(text: str, found: re.Match[str]) -> bool:
    return not {"ni", "nino", "insurance"}.isdisjoint(words_before(text, found.start(), 5))


def police_numbers(text: str) -> Iterator[Span]:
    """Find numbers of the Police National Computer, such as 2001/0123456X and 01/123456X.

    The last letter checks the rest (modulus 23 over the last two digits of the year and the serial
    of 7 digits, as in the Ministry of Justice's hmpps-person-record). People mistype, so a wrong
    letter counts against a number only where the words before it speak of another thing.
    """
    for found in _POLICE.finditer(text):
        year, serial, gap, letter = found.groups()
        words = words_before(text, found.start(), 5)
        if "pnc" in words or "police" in words:
            yield found.span()
        elif len(serial) < 5 or gap or letter.upper() not in _CHECK_LETTERS:
            continue
        elif _check_letter(year, serial) == letter.upper() or OF_THINGS.isdisjoint(words[-3:]):
            yield found.span()


def _check_letter(year: str, serial: str) -> str:
    return _CHECK_LETTERS[int(f"{year[-2:]}{serial:0>7}") % len(_CHECK_LETTERS)]
