"""Setting a brief out on paper."""

from portal.documents.paper import Paper
from portal.matching.partners.agenda import HOUR_MOST
from portal.matching.partners.brief import (
    ALIKE_MOST,
    ASKING_MOST,
    CONTACTS_MOST,
    DIFFERENT_MOST,
    SAYS_NOTHING,
    SHARED_MOST,
    UNKNOWN_MOST,
    Brief,
    BriefPrison,
)
from portal.web.filters import day

# Characters of what people typed or named: the page has room for so much of each.
NAME_MOST = 60
LINE_MOST = 170
TITLE_MOST = 90
CONTACT_MOST = 220
_EXAMPLE = "This is an invented example. These are not real prisons."


def paper_of(brief: Brief, *, page: str, base: str) -> Paper:
    """Set out one brief; `page` is the whole address of the shared page, `base` the portal's."""
    names = [_cut(each.prison.name, NAME_MOST) for each in brief.prisons]
    return Paper(
        title=f"{', '.join(names[:-1])} and {names[-1]}",
        subtitle=f"Partner prisons, {_cut(brief.round_name, NAME_MOST)}",
        facts=[(label, words) for label, words in _facts(brief, page, base) if words],
        html="",
        sections=[],
        footer=" ".join(
            filter(
                None,
                (
                    SAYS_NOTHING,
                    f"Compared by: {brief.method}." if brief.method else "",
                    f"Printed {day(brief.printed)}.",
                ),
            )
        ),
        is_example=brief.is_example,
        notice=" ".join(filter(None, (brief.standing, _EXAMPLE if brief.is_example else ""))),
    )


def _facts(brief: Brief, page: str, base: str) -> list[tuple[str, tuple[str, ...]]]:
    # Each prison beyond two takes room from what is said of all.
    fewer = len(brief.prisons) - 2
    close = (brief.how_close, *brief.apart)
    address = "" if brief.standing else f"Your shared page: {page}"
    return [
        *((_cut(each.prison.full_name, NAME_MOST), _who(each, fewer)) for each in brief.prisons),
        ("How close", _lines(close, len(close))),
        ("Alike", _lines(brief.alike, ALIKE_MOST - fewer)),
        ("Different", _lines(brief.different, DIFFERENT_MOST - fewer)),
        ("Not known", _lines(brief.unknown, UNKNOWN_MOST - fewer)),
        ("Worth asking", _lines(brief.asking, ASKING_MOST - fewer)),
        ("First meeting", tuple(filter(None, (_cut(brief.meeting, CONTACT_MOST), address)))),
        ("The hour", _lines(brief.hour, HOUR_MOST)),
        *(
            (f"{_cut(each.prison.name, NAME_MOST)} has shared", _shared(each, base, fewer))
            for each in brief.prisons
        ),
    ]


def _who(each: BriefPrison, fewer: int) -> tuple[str, ...]:
    asked = each.contacts[: max(CONTACTS_MOST - fewer, 1)]
    return (each.about, *(_cut(line, CONTACT_MOST) for line in asked))


def _shared(each: BriefPrison, base: str, fewer: int) -> tuple[str, ...]:
    lines = tuple(
        f"{_cut(card.title, TITLE_MOST)}: {base}/practices/{card.slug}"
        for card in each.shared[: max(SHARED_MOST - fewer, 1)]
    )
    return lines or ("Nothing yet",)


def _lines(words: tuple[str, ...], most: int) -> tuple[str, ...]:
    return tuple(_cut(each, LINE_MOST) for each in words[: max(most, 1)])


def _cut(text: str, most: int) -> str:
    words = " ".join(text.split())
    return words if len(words) <= most else f"{words[: most - 1].rstrip()}…"
