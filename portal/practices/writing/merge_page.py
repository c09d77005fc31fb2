"""What the page shows on which somebody brings their words together with somebody else's."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from portal.practices.comparing.shown import Shown, shown
from portal.practices.comparing.texts import compare_texts
from portal.practices.content import Content
from portal.practices.merging.contents import Part, Pick, merge, section_changes
from portal.practices.merging.fields import sent_onto
from portal.practices.writing.saving import Sent

# Nobody answers more questions than this: of what is left, both versions are kept.
QUESTIONS_MOST: Final = 60

Answers = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Three:
    """Hold what a form began with, the newest version, and what the form makes of the first."""

    kind: str
    base: Content
    theirs: Content
    ours: Content


@dataclass(frozen=True, slots=True)
class Question:
    """Hold a part that both changed, both versions marked where they differ, and the answer."""

    part: Part
    words: Shown
    answer: str = ""


@dataclass(frozen=True, slots=True)
class MergePage:
    """Hold what was brought together already and what somebody has to decide.

    `many` counts the parts beyond `QUESTIONS_MOST`: of them both versions are kept.
    """

    settled: list[Part] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    many: int = 0


def three_of(kind: str, base: Content | None, theirs: Content, sent: Sent) -> Three:
    """Take the three contents that everything here is about; `sent.content` is tidied."""
    base = base or Content(title="")
    return Three(kind, base, theirs, sent_onto(kind, base, sent.content, sent.names))


def merge_page(three: Three, answers: Answers) -> MergePage:
    """Lay out the page; `answers` are those given so far, by key."""
    parts = _parts(three)
    unclear = [each for each in parts if each.default is None]
    asked = unclear[:QUESTIONS_MOST]
    return MergePage(
        settled=[each for each in parts if each.default is not None],
        questions=[_question(each, answers.get(each.key, "")) for each in asked],
        many=len(unclear) - len(asked),
    )


def answered(three: Three, answers: Answers) -> Content:
    """Put the words together as answered. Raises Invalid, by key, where an answer is missing.

    Only answers to what is asked count.
    """
    unclear = [each for each in _parts(three) if each.default is None]
    asked = {each.key for each in unclear[:QUESTIONS_MOST]}
    picks = {key: pick for key, pick in answers.items() if key in asked}
    rest = {each.key: _most(each) for each in unclear[QUESTIONS_MOST:]}
    return merge(three.kind, three.base, three.theirs, three.ours, {**picks, **rest})


def carried_over(before: Three, now: Three, answers: Answers) -> dict[str, str]:
    """Keep the answers to questions that are still the same after somebody else has saved too."""
    given = {_asked(each): answers[each.key] for each in _parts(before) if each.key in answers}
    return {each.key: given[_asked(each)] for each in _parts(now) if _asked(each) in given}


def _parts(three: Three) -> list[Part]:
    return section_changes(three.kind, three.base, three.theirs, three.ours)


def _question(part: Part, answer: str) -> Question:
    sign = "- " if len(part.theirs) > 1 or len(part.ours) > 1 else ""  # a list, one line for each
    theirs, ours = ("\n".join(sign + each for each in side) for side in (part.theirs, part.ours))
    words = shown(compare_texts(theirs, ours))
    return Question(part, words, answer if answer in part.picks else "")


def _most(part: Part) -> Pick:
    return "both" if "both" in part.picks else "ours"


def _asked(part: Part) -> tuple[object, ...]:
    return part.is_section, part.label, part.base, part.theirs, part.ours
