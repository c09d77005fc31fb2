"""Having each block solved in a process of its own, and writing down what came out."""

import json
import logging
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, cast

from portal.confined import ConfinedError, Limits, run
from portal.errors import Busy, Invalid
from portal.matching.core import Block
from portal.matching.core.apart import plan_of
from portal.matching.core.planning import Plan
from portal.matching.rounds.given import Given
from portal.matching.rounds.models import PairingRound
from portal.turns import Turns

log = logging.getLogger(__name__)

# The wishes let each block use 20 seconds by the clock; what is beyond this went wrong.
LIMITS: Final = Limits(cpu=100, clock=70, memory=2 * 1024**3, output=16 * 1024**2)
# How Python, its libraries and the loader of programs say it.
OUT_OF_MEMORY: Final = ("MemoryError", "Memory allocation", "failed to map", "Cannot allocate")
TOO_MUCH: Final = (
    "Working this out takes more time or memory than there is. Ask for pairs, for one region, "
    "or for fewer rules, and try again"
)
FAILED: Final = (
    "Working this out went wrong, and it is not your fault. Try again. If it goes wrong again, "
    "tell whoever looks after the portal"
)
BUSY: Final = "Other rounds are being worked out just now. Wait half a minute, then try again"
# One at a time in each worker, so that documents always find a turn. Pairs of one region take
# about a second, so whoever is next may wait for that.
_turns: Final = Turns(at_once=1, waiting=1, patience=5.0)

CHECKOUT: Final = Path(__file__).parents[3]
# Isolated Python does not look where it stands, and in a checkout the portal need not be installed.
_START: Final = """
import runpy, sys
sys.path.insert(0, sys.argv.pop(1))
runpy.run_module("portal.matching.core.apart", run_name="__main__")
"""


def solve(givens: Mapping[Block, Given]) -> dict[Block, Plan]:
    """Plan each block.

    Raises Invalid where the wishes contradict each other, where time or memory do not suffice, or
    where the solver fails; Busy where others are before.
    """
    given = {block: each.to_json() for block, each in givens.items()}
    found = _answer(json.dumps(given).encode())
    if "contradiction" in found:
        raise Invalid({"": found["contradiction"]})
    return {cast("Block", block): plan_of(each) for block, each in found["plans"].items()}


def _answer(given: bytes) -> Mapping[str, Any]:
    command: list[str | Path] = [sys.executable, "-I", "-c", _START, CHECKOUT]
    try:
        with _turns.turn():
            return cast("Mapping[str, Any]", json.loads(run(command, given=given, limits=LIMITS)))
    except Busy as error:
        raise Busy(BUSY) from error
    except ConfinedError as error:
        if error.is_over_limit or any(said in error.words for said in OUT_OF_MEMORY):
            raise Invalid({"": TOO_MUCH}) from error
        log.exception("the solver failed: %s", error.words)
        raise Invalid({"": FAILED}) from error
    except ValueError as error:
        log.exception("the solver broke off")
        raise Invalid({"": FAILED}) from error


def outcome(given: Given, found: Plan) -> dict[str, Any]:
    """Write down what a page says of the whole."""
    return {
        "total": found.total,
        "gap": found.gap,
        "unpaired": {
            given.codes[at]: {"rule": reason.rule, "counts": dict(reason.counts)}
            for at, reason in found.unpaired.items()
        },
        "warnings": [[problem.rule, list(problem.codes)] for problem in found.warnings],
        "greedy_total": found.greedy.total,
        "greedy_worst": found.greedy.worst,
        "greedy_unpaired": found.greedy.unpaired,
    }


def givens_of(stored: PairingRound) -> dict[Block, Given]:
    """Give what the solver was given for each block of a round."""
    return {
        cast("Block", block): Given.from_json(cast("Block", block), each)
        for block, each in stored.inputs.items()
    }


def recompute(stored: PairingRound) -> dict[Block, tuple[tuple[str, ...], ...]]:
    """Work a round out again from what it stored: the groups of each block, as codes.

    Raises Invalid for a round that was stored before there were wishes.
    """
    givens = givens_of(stored)
    return {
        block: tuple(
            tuple(givens[block].codes[member] for member in group.members) for group in found.groups
        )
        for block, found in solve(givens).items()
    }
