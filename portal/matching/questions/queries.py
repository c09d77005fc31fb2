"""Reading what to ask, and what people answered."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from portal.accounts.models import User
from portal.db import db
from portal.matching.core import Block
from portal.matching.core.triads import (
    Agreement,
    Triad,
    agreement,
    agreement_by_group,
    triads,
)
from portal.matching.line_ups import LineUp, blocks, line_ups
from portal.matching.questions.models import LikenessAnswer
from portal.prisons.profiles import Profile


@dataclass(frozen=True, slots=True)
class Question:
    """Hold one question: whether prison `a_id` or `b_id` is more like ours; `answer` if given."""

    block: Block
    a_id: int
    b_id: int
    answer: str | None

    @property
    def pair(self) -> str:
        """Name the two as shown, so that a form can tell which it asked about."""
        return f"{self.a_id}-{self.b_id}"


@dataclass(frozen=True, slots=True)
class Agreed:
    """Hold how far the answers of a block agree with the method in use, and with each group.

    `people` counts those who answered about prisons that are compared now.
    """

    people: int
    whole: Agreement
    by_group: dict[str, Agreement]


def questions_for(profile: Profile, person: User) -> list[Question]:
    """List what to ask somebody about a prison, in order, with what they answered already.

    They are chosen on public records, in the first block that the prison stands in.
    """
    block = blocks(profile)[0]
    compared = line_ups()["record", block].with_one(profile)
    ours = compared.ids.index(profile.prison.id)
    given = {
        (row.a_id, row.b_id): row.answer
        for row in db.session.scalars(
            select(LikenessAnswer).where(
                LikenessAnswer.answered_by_id == person.id,
                LikenessAnswer.prison_id == profile.prison.id,
                LikenessAnswer.block == block,
            )
        )
    }
    asked = triads(compared.distances, compared.codes, ours)
    found = []
    for triad in asked:
        a, b = compared.ids[triad.a], compared.ids[triad.b]
        answer = given.get((min(a, b), max(a, b)))
        found.append(Question(block, a, b, _shown(answer) if a > b else answer))
    return found


def agreed(compared: LineUp) -> Agreed:
    """Tell how far all answers about the prisons of a line-up agree with its distances."""
    return _agreed(compared, _told([compared.block]))


def all_agreed() -> list[tuple[LineUp, Agreed]]:
    """Tell the same of every line-up in use, in one SELECT beyond theirs."""
    every = line_ups()
    rows = _told({block for _, block in every})
    return [(compared, _agreed(compared, rows)) for compared in every.values()]


def _told(blocks: Collection[Block]) -> Sequence[LikenessAnswer]:
    """Read the answers that name one of the two prisons."""
    return db.session.scalars(
        select(LikenessAnswer).where(
            LikenessAnswer.block.in_(blocks), LikenessAnswer.answer.in_(("a", "b"))
        )
    ).all()


def _agreed(compared: LineUp, rows: Sequence[LikenessAnswer]) -> Agreed:
    place = {number: at for at, number in enumerate(compared.ids)}
    counted = [
        row
        for row in rows
        if row.block == compared.block and {row.prison_id, row.a_id, row.b_id} <= place.keys()
    ]
    answers = [
        (Triad(place[row.prison_id], place[row.a_id], place[row.b_id]), row.answer == "a")
        for row in counted
    ]
    return Agreed(
        people=len({row.answered_by_id for row in counted}),
        whole=agreement(compared.distances, answers),
        by_group=agreement_by_group(compared.distances, answers),
    )


def _shown(answer: str | None) -> str | None:
    """Turn an answer round for two that are shown the other way round."""
    return {"a": "b", "b": "a"}.get(answer or "", answer)
