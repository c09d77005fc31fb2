"""Checking what comes from a form or from storage; ValueError in plain words where it cannot be."""

import math
from collections.abc import Mapping, Sequence
from typing import Any, TypeGuard

MOST_ROUNDS = 1000


def choice(what: str, given: object, allowed: Sequence[object]) -> None:
    """Check that a value is one of a few, of the same type."""
    if not any(given == each and type(given) is type(each) for each in allowed):
        *others, last = map(str, allowed)
        raise ValueError(f"{what} must be {', '.join(others)} or {last}.")


def number(what: str, given: object, most: float) -> None:
    """Check that a value is a number from 0 to `most`."""
    if not _is_number(given) or not 0 <= given <= most:
        raise ValueError(f"{what} must be a number from 0 to {most:g}.")


def distance(what: str, given: object) -> None:
    """Check that a value is a number of kilometres, at least 0, or None."""
    if given is not None and not (_is_number(given) and given >= 0):
        raise ValueError(f"{what} must be a number of kilometres of at least 0, or empty.")


def named_values(what: str, given: Any, names: Sequence[str]) -> dict[str, Any]:
    """Read values by name, each name one of `names`."""
    if not isinstance(given, Mapping) or not all(name in names for name in given):
        raise ValueError(f"{what} must be values by name, with no names but {', '.join(names)}.")
    return dict(given)


def groups_of_codes(given: Any) -> tuple[tuple[str, ...], ...]:
    """Read lists of codes."""
    rows = _rows("The groups that stand", given)
    if not all(isinstance(code, str) for row in rows for code in row):
        raise ValueError("The groups that stand must be lists of prison codes.")
    return rows


def pairs_of_codes(given: Any) -> tuple[tuple[str, str], ...]:
    """Read pairs of codes."""
    rows = _rows("Those kept apart", given)
    if not all(len(row) == 2 and all(isinstance(code, str) for code in row) for row in rows):
        raise ValueError("Those kept apart must be pairs of prison codes.")
    return tuple((one, other) for one, other in rows)


def earlier(given: Any) -> tuple[tuple[str, str, int], ...]:
    """Read pairs of codes, each with how many rounds ago they met."""
    rows = _rows("Those that met", given)
    if not all(len(row) == 3 and _is_meeting(*row) for row in rows):
        raise ValueError(
            "Those that met must be two prison codes and how many rounds ago it was, 1 or more."
        )
    return tuple((one, other, ago) for one, other, ago in rows)


def _rows(what: str, given: Any) -> tuple[tuple[Any, ...], ...]:
    if not isinstance(given, list | tuple) or not all(
        isinstance(row, list | tuple) for row in given
    ):
        raise ValueError(f"{what} must be a list of lists.")
    return tuple(tuple(row) for row in given)


def _is_meeting(one: object, other: object, ago: object) -> bool:
    known = isinstance(one, str) and isinstance(other, str)
    return known and isinstance(ago, int) and not isinstance(ago, bool) and 1 <= ago <= MOST_ROUNDS


def _is_number(given: object) -> TypeGuard[int | float]:
    if isinstance(given, bool) or not isinstance(given, int | float):
        return False
    return math.isfinite(given)
