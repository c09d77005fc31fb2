"""Saying in plain words what changed in a list."""

from collections.abc import Mapping

from portal.matching.editions.changes import Change
from portal.matching.wording import listed, lower_first


def sentences(found: tuple[Change, ...], names: Mapping[str, str], ours: str) -> list[str]:
    """Say each change; `names` gives those of the prisons by code, `ours` is the list's owner."""
    return [_sentence(change, names.get(change.code, change.code), ours) for change in found]


def _sentence(change: Change, name: str, ours: str) -> str:
    came = f"{name} {'is new in' if change.came else 'has left'} the list"
    figures = listed([lower_first(label) for label in change.labels])
    match change.why:
        case "membership" if change.came:
            return f"{came}: it was not among those compared before."
        case "membership":
            return f"{came}: it has closed, or is compared with other prisons now."
        case "their_figures":
            return f"{came}: its figures changed ({figures})."
        case "our_figures":
            return f"{came}: the figures of {ours} changed ({figures})."
        case "method":
            return f"{came}: what counts, or how much, has changed."
        case _:
            return f"{came}: other prisons are nearer or further than before."
