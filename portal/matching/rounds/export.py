"""A round as a table to take away."""

from collections.abc import Iterable
from typing import Any, Final

from portal.matching.rounds import asked as asking
from portal.matching.rounds import queries, words
from portal.matching.rounds.models import PairingRound
from portal.matching.rounds.round_form import BASES, REGION_RULES, SIZES, SWITCHES, WHO
from portal.matching.rounds.showing import ShownBlock, ShownGroup, shown_blocks
from portal.matching.sheets import Cell, Sheet

MOST_MEMBERS: Final = 5
DISTANCE_DIGITS: Final = 6

COLUMNS: Final = (
    "Block",
    "Group",
    *(f"Prison {number}" for number in range(1, MOST_MEMBERS + 1)),
    *(f"Code {number}" for number in range(1, MOST_MEMBERS + 1)),
    "Closeness",
    "Distance",
    "Set by hand",
    "Alike",
    "Different",
    "Not known",
    "What one can give another",
    "Why in no group",
)


def sheet_of(found: PairingRound) -> Sheet:
    """Give every group with its distance and reasons, then who is in none and why."""
    blocks = shown_blocks(found)
    return Sheet(
        title=found.name or found.region or "The whole country",
        columns=COLUMNS,
        rows=tuple(row for block in blocks for row in _rows(block)),
        notes=tuple(_notes(found, blocks)),
    )


def stored(found: PairingRound) -> dict[str, Any]:
    """Give what a program needs to work the round out again."""
    return {"wishes": found.wishes, "inputs": found.inputs, "outcome": found.outcome}


def asked_in_words(found: PairingRound) -> list[tuple[str, str]]:
    """Say what was asked for, as a label and words each; empty for a round of earlier versions."""
    if not found.wishes:
        return []
    asked = asking.Asked.from_json(found.wishes)
    codes = [code for row in (*asked.pins, *asked.forbids) for code in row]
    prisons = queries.named([*codes, *asked.put_in, *asked.taken_out])

    def listed(row: Iterable[str]) -> str:
        return words.listed([prisons[code].name for code in row] or [""])

    def each(rows: tuple[tuple[str, ...], ...]) -> str:
        return "; ".join(map(listed, rows))

    switched = {"no_repeats": not asked.repeats, "maturity": asked.maturity, "need": asked.need}
    said = [
        ("Where", found.region or "The whole country"),
        ("Which prisons", WHO[asked.who]),
        ("Compared by", BASES[found.basis]),
        ("Groups", SIZES[str(asked.size)]),
        ("Region", REGION_RULES[asked.region_rule]),
        ("Greatest distance", f"{asked.cap_km:g} km" if asked.cap_km else "None"),
        *((SWITCHES[name][0], "Yes" if on else "No") for name, on in switched.items()),
        ("Set by hand", each(asked.pins)),
        ("Kept apart", each(asked.forbids)),
        ("Put in", listed(asked.put_in)),
        ("Taken out", listed(asked.taken_out)),
    ]
    return [(label, value) for label, value in said if value]


def _rows(block: ShownBlock) -> list[tuple[Cell, ...]]:
    grouped = [_row(block, number, group) for number, group in enumerate(block.groups, start=1)]
    left: list[tuple[Cell, ...]] = [
        (block.label, "", *_filled([prison.name]), *_filled([prison.code]), *("",) * 7, why)
        for prison, why in block.unpaired
    ]
    return grouped + left


def _row(block: ShownBlock, number: int, group: ShownGroup) -> tuple[Cell, ...]:
    return (
        block.label,
        number,
        *_filled([prison.name for prison in group.prisons]),
        *_filled(list(group.codes)),
        group.word,
        None if group.distance is None else round(group.distance, DISTANCE_DIGITS),
        "Yes" if group.row.is_pinned else "No",
        "; ".join(group.reasons.alike),
        "; ".join(group.reasons.different),
        "; ".join(group.reasons.unknown),
        "; ".join(group.gives),
        "",
    )


def _filled(cells: list[str]) -> list[str]:
    return (cells + [""] * MOST_MEMBERS)[:MOST_MEMBERS]


def _notes(found: PairingRound, blocks: list[ShownBlock]) -> list[tuple[str, str]]:
    state = f"{found.state}, {found.published_at:%-d %B %Y}" if found.published_at else found.state
    return [
        ("State", state),
        ("Worked out on", f"{found.as_at:%-d %B %Y}"),
        *((f"Method, {block.label.lower()}", block.method) for block in blocks),
        *asked_in_words(found),
        ("Distance", "0 is the same in everything known, 1 is opposite; of the two least alike"),
    ]
