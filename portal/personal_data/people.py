"""A person's name in a sentence that speaks of an offence or of health."""

import re
from collections.abc import Iterator

from portal.personal_data.first_names import FIRST_NAMES
from portal.personal_data.word_list import words_in

Span = tuple[int, int]

_SENSITIVE = re.compile(
    r"\b(?:convict(?:ed|ion)|sentenced|(?:life|ipp|custodial) sentence|lifer|index offence|offence"
    r"|murder(?:ed)?|manslaughter|robbery|robbed|burglary|burgled|arson|rape[ds]?|assault(?:ed)?"
    r"|gbh|abh|theft|stole|fraud|kidnap(?:ped|ping)?|stalking|stabb(?:ed|ing)|sex(?:ual)? offen\w+"
    r"|drug deal\w+|supplying drugs|possession of|on remand|recalled|in for|serving|domestic abuse"
    r"|adhd|autis(?:m|tic)|asperger\w*|dyslexi[ac]|dyspraxi[ac]|dyscalculi[ac]|epilep(?:sy|tic)"
    r"|diabet(?:es|ic)|depress(?:ion|ed)|anxiety|bipolar|schizophreni[ac]|psychosis|psychotic"
    r"|ptsd|self[ -]harm\w*|suicid(?:e|al)|acct|overdosed?|methadone|subutex|addict(?:ed|ion)?"
    r"|alcoholic|hiv|hepatitis|cancer|dementia|tourette\w*|learning disabilit\w+|brain injury"
    r"|mental health|personality disorder|eating disorder|diagnos\w+|medication|pregnant)\b",
    re.I,
)
# Says so much that a name need not be a known one.
_SURELY = (
    r"(?:(?:was|is|has been) (?:convicted|sentenced|diagnosed|recalled|charged)|suffers from)\b"
)
# Somebody at work, a book, an organisation: the subject is not the person's own.
_AT_WORK = re.compile(
    r"\b(?:head of|manag(?:er|es)|leads?|led|runs|ran|train(?:s|ed|er|ing)|teach(?:es|er)|taught"
    r"|tutor|officer|governor|chaplain|nurse|psychologist|gave a talk|talk(?:s|ed)? (?:on|about)"
    r"|awareness|wrote|author|written by|novel|book|diary|film|play|leaflet|poster|trust|charity"
    r"|coordinat(?:or|es)|adviser|(?:named|prevention) lead|works (?:for|with)|deliver(?:s|ed)"
    r"|campaign\w*|support worker)\b",
    re.I,
)
_OWN = re.compile(
    r"(?:'s (?:own )?|,? (?:who )?(?:(?:is|was|has|had|has been)(?! (?:the|our|run|led|taught))"
    r"|suffers|suffered|takes|took|lives with"
    r"|self-harm\w*|overdosed|stole|in for|convicted|sentenced|diagnosed|serving|recalled"
    r"|admitted|committed|told us (?:that )?he (?:is|was|has))\b| - |: |\. )",
    re.I,
)
_NAME = r"[A-Z][A-Za-z'à-ÿ-]{1,30}"
_TITLED = re.compile(
    rf"\b(?:(?:Mr|Mrs|Ms|Miss|Mx|MR|MRS|MS|MISS)\.? (?:[A-Z]\.? ?){{0,2}}"
    rf"|(?:Prisoner|Offender|Inmate) ){_NAME}(?: {_NAME})?"
)
_CAPITAL = re.compile(rf"(?<![\w'-]){_NAME}")
_UNKNOWN = re.compile(rf"(?<![\w'-])({_NAME}) ({_NAME}) (?={_SURELY})")
_FAMILY = re.compile(rf" (?:[A-Z]\.? )?({_NAME})")
_REVERSED = re.compile(r"(?<![\w'-])([A-Z]{2,30}), ([A-Z][a-z]{1,30})\b")
_WORKING_TITLE = re.compile(
    r"\b(?:Dr|Officer|Governor|Professor|Prof|Judge|Sir|Lord|Lady|Dame|SO|CM|by|St)\.? $"
)
_NOT_PEOPLE = words_in(
    """
    advice award awards bank block board building centre centres chapel church close college
    commission committee council court day drive education escort estate families foundation
    gallery garden group hall hospital hmp hmyoi house house's institute lane learning library lodge
    management manager mentor mentors most museum officer one parva partnership park place policy
    prize prison programme project report review road rights school scheme services society
    street supervisor
    team the theatre this trust unit university voice wing
    """
)
_SENTENCE = re.compile(
    r"(?<!\bMr)(?<!\bMrs)(?<!\bMs)(?<!\bDr)(?<!\bSt)(?<! [A-Z])[.!?][\"')]?[ \n]+(?=[\"'(]?[A-Z])"
    r"|\n(?=[ ]*(?:\n|[-|#+]|[0-9]+\.))| · |\x1f"
)
_GOES_ON = re.compile(r"(?:He|She|They|His|Her|Their|Him)\b|[A-Z][a-z]+(?: [a-z]+)?:")
_LONGEST = 400


def named_people(text: str) -> Iterator[Span]:
    """Find names in sentences that tell of somebody's offence or health.

    A name alone is no matter, and neither is somebody who works on the subject: "Mr Jones leads
    the work on autism". A first name alone counts only where the sentence says what it has or did.
    """
    if not _SENSITIVE.search(text):
        return
    sentences = list(_sentences(text))
    for here, (start, end) in enumerate(sentences):
        sensitive_end = end
        if here + 1 < len(sentences) and _GOES_ON.match(text, sentences[here + 1][0]):
            sensitive_end = min(sentences[here + 1][1], end + _LONGEST)
        if _SENSITIVE.search(text, start, sensitive_end):
            yield from _people(text, start, end, sensitive_end)


def _sentences(text: str) -> Iterator[Span]:
    start = 0
    for found in _SENTENCE.finditer(text):
        yield start, found.end()
        start = found.end()
    yield start, len(text)


def _people(text: str, start: int, end: int, sensitive_end: int) -> Iterator[Span]:
    at_work = _AT_WORK.search(text, start, sensitive_end) is not None
    for name_start, name_end, is_full in _names(text, start, end):
        own = _OWN.match(text, name_end, sensitive_end)
        near = own and _SENSITIVE.search(text, name_end, min(sensitive_end, name_end + 80))
        if near or (is_full and not at_work):
            yield name_start, name_end


def _names(text: str, start: int, end: int) -> Iterator[tuple[int, int, bool]]:
    """Give each name in a sentence, and whether it is more than a first name."""
    for found in _TITLED.finditer(text, start, end):
        if found.group().split()[1].lower() not in _NOT_PEOPLE:
            yield found.start(), _without_possessive(text, *found.span()), True
    for found in _REVERSED.finditer(text, start, end):
        if found[2].lower() in FIRST_NAMES:
            yield found.start(), found.end(), True
    for found in _UNKNOWN.finditer(text, start, end):
        if _NOT_PEOPLE.isdisjoint(map(str.lower, found.groups())):
            yield found.start(), found.end(2), True
    for found in _CAPITAL.finditer(text, start, end):
        yield from _by_first_name(text, found, end)


def _by_first_name(text: str, found: re.Match[str], end: int) -> Iterator[tuple[int, int, bool]]:
    first_end = _without_possessive(text, *found.span())
    if text[found.start() : first_end].lower() not in FIRST_NAMES:
        return
    if _WORKING_TITLE.search(text[max(0, found.start() - 12) : found.start()]):
        return
    family = _FAMILY.match(text, found.end(), end)
    if not family:
        yield found.start(), first_end, False
        return
    family_end = _without_possessive(text, *family.span(1))
    after = _FAMILY.match(text, family.end(), end)
    of_something = after is not None and after[1].lower() in _NOT_PEOPLE
    if text[family.start(1) : family_end].lower() not in _NOT_PEOPLE and not of_something:
        yield found.start(), family_end, True


def _without_possessive(text: str, start: int, end: int) -> int:
    return start + len(text[start:end].removesuffix("'s").rstrip("'-"))
