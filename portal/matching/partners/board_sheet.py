"""The board of a round as a table to take away."""

from typing import Final

from portal.matching.partners.board import Board, Row
from portal.matching.partners.groups import names
from portal.matching.partners.vocabulary import FIT_TIMES, FITS, STATE_RULES, STATES
from portal.matching.rounds.models import ACCEPTED, DECLINED
from portal.matching.sheets import Cell, Sheet
from portal.web.filters import day

COLUMNS: Final = (
    "Group",
    "Codes",
    "Example",
    "How it is getting on",
    "Closeness",
    "Answers",
    "Last meeting",
    "Next meeting",
    "Copied",
    "Notes of what was taken over",
    *(f"Fit {when}" for when in FIT_TIMES.values()),
    "Parted on",
)
_ANSWERS: Final = {ACCEPTED: "accepted", DECLINED: "declined", None: "not yet"}


def sheet_of(board: Board) -> Sheet:
    """Give a row for each group on a board; days are in the form 2026-11-03."""
    name = board.round.name or board.round.region or "The whole country"
    published = board.round.published_at
    return Sheet(
        title=f"Board of {name}",
        columns=COLUMNS,
        rows=tuple(_row(each) for each in board.rows),
        notes=(
            *((("Published", day(published)),) if published else ()),
            *((STATES[state], rule) for state, rule in STATE_RULES.items()),
        ),
    )


def _row(row: Row) -> tuple[Cell, ...]:
    group, told = row.group, row.told
    return (
        names(group),
        " ".join(each.prison.code for each in group.members),
        "Yes" if any(each.prison.is_example for each in group.members) else "No",
        STATES[row.state],
        row.word,
        _answers(row),
        told.last_meeting.isoformat() if told.last_meeting else None,
        told.next_meeting.date().isoformat() if told.next_meeting else None,
        len(row.copies),
        told.taken,
        *(_fit(row, at) for at in FIT_TIMES),
        group.parted_at.date().isoformat() if group.parted_at else None,
    )


def _answers(row: Row) -> str:
    return "; ".join(
        f"{each.prison.name}: {_answer(each.answer, each.answer_why)}" for each in row.group.members
    )


def _answer(answer: str | None, why: str) -> str:
    said = _ANSWERS.get(answer, "not yet")
    reason = why.partition("\n")[0]
    return f"{said} ({reason})" if answer == DECLINED and reason else said


def _fit(row: Row, at: str) -> str:
    said = [
        (each.prison.name, row.fits[at, each.prison_id])
        for each in row.group.members
        if (at, each.prison_id) in row.fits
    ]
    return "; ".join(f"{name}: {FITS[fit.answer].lower()}" for name, fit in said)
