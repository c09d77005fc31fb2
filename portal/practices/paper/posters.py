"""Posters for a wing pack: what people type, checked, and suggestions to begin with.

Section 6.2.3 of the study: posters make a scheme known, but not to people who struggle to read.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from portal.documents.paper import Poster
from portal.errors import Invalid
from portal.practices.guard.small_texts import problem, tidy

HEADING_MOST, LINE_MOST, LINES_MOST, CALL_MOST = 60, 90, 6, 120
TEXT_MOST: Final = (LINE_MOST + 1) * LINES_MOST  # with line ends


@dataclass(frozen=True, slots=True)
class Draft:
    """Hold what stands in the boxes of one poster; only one that is `wanted` is printed."""

    number: int
    heading: str
    lines: str
    call: str
    wanted: bool = False


SUGGESTIONS: Final = (
    Draft(
        1,
        "Could you be a mentor?",
        "Help somebody to read, do maths or find work.\n"
        "You need patience, and to want to help people.\n"
        "Training: [which course, and its level].\n"
        "Pay and hours: [what this role offers here].",
        "Want to know more? Ask [the education department].",
    ),
    Draft(
        2,
        "Want a hand with reading or maths?",
        "A mentor is in prison like you and has been trained to help.\n"
        "You work at your own pace, somewhere quiet.\n"
        "Ask what you like. Nobody is judging you.",
        "Ask a mentor, or tell [the education department].",
    ),
    Draft(
        3,
        "Staff: is there a mentor at your gate?",
        "Mentors carry a role card.\n"
        "It says what they do, where they work and when.\n"
        "It does not replace your usual checks.",
        "Not sure? Call [role and extension].",
    ),
)


def typed_posters(typed: Mapping[str, str]) -> list[Draft]:
    """Read the boxes of the form; a box that was not sent holds its suggestion."""
    return [
        Draft(
            each.number,
            typed.get(f"heading-{each.number}", each.heading),
            typed.get(f"lines-{each.number}", each.lines),
            typed.get(f"call-{each.number}", each.call),
            wanted=f"poster-{each.number}" in typed,
        )
        for each in SUGGESTIONS
    ]


def posters(drafts: list[Draft], *, is_example: bool) -> list[Poster]:
    """Make the wanted posters. Raises Invalid with a message for each box that is wrong."""
    made = [(each, _poster(each, is_example)) for each in drafts if each.wanted]
    problems = {key: words for each, poster in made for key, words in _problems(each, poster)}
    if problems:
        raise Invalid(problems)
    return [poster for _, poster in made]


def _poster(draft: Draft, is_example: bool) -> Poster:
    return Poster(
        title=tidy(draft.heading),
        lines=tuple(tidy(draft.lines).splitlines()),
        call_to_action=tidy(draft.call),
        is_example=is_example,
    )


def _problems(draft: Draft, poster: Poster) -> list[tuple[str, str]]:
    number = draft.number
    no_heading = "" if poster.title else "Enter a heading"
    too_long = any(len(line) > LINE_MOST for line in poster.lines)
    long_line = f"Use {LINE_MOST} characters or fewer on each line" if too_long else ""
    text = "\n".join(poster.lines)
    found = [
        (f"heading-{number}", no_heading or problem(poster.title, longest=HEADING_MOST)),
        (f"lines-{number}", long_line or problem(text, longest=TEXT_MOST, lines=LINES_MOST)),
        (f"call-{number}", problem(poster.call_to_action, longest=CALL_MOST)),
    ]
    return [(key, words) for key, words in found if words]
