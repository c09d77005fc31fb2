"""What changed in a prison's list since an edition, and why."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from portal.matching.core import to_spec
from portal.matching.core.specs import plain
from portal.matching.editions.models import EditionLineUp
from portal.matching.line_ups import LineUp

Why = Literal["membership", "their_figures", "our_figures", "method", "others"]


@dataclass(frozen=True, slots=True)
class Change:
    """Say that a prison came into a list or left it, and why.

    - `membership`: it was not in the block at one of the two times: it opened, closed or changed
    - `their_figures`, `our_figures`: of the two prisons; `labels` names the items
    - `method`: a weight, a range or an item of the method
    - `others`: only other prisons changed places with it
    """

    code: str
    came: bool
    why: Why
    labels: tuple[str, ...] = ()


def changes(
    before: EditionLineUp, now: LineUp, code: str, listed: Sequence[str]
) -> tuple[Change, ...] | None:
    """Compare the list of `code` in an edition with the one now: who came, then who left.

    None where the prison is not in the edition, so that there is nothing to compare with.
    """
    old = before.lists.get(code)
    if old is None:
        return None
    then = [other for other, _ in old]
    came = [other for other in listed if other not in then]
    left = [other for other in then if other not in listed]
    if not came and not left:
        return ()
    told = _told(before, now, {code, *came, *left})
    same_method = _rules(before.method) == _rules(to_spec(now.method))
    return tuple(
        _change(before, now, code, other, arrived, told, same_method)
        for others, arrived in ((came, True), (left, False))
        for other in others
    )


def _change(
    before: EditionLineUp,
    now: LineUp,
    code: str,
    other: str,
    came: bool,
    told: Mapping[str, tuple[str, ...]],
    same_method: bool,
) -> Change:
    if other not in before.codes or other not in now.codes:
        return Change(other, came, "membership")
    if told.get(other):
        return Change(other, came, "their_figures", told[other])
    if told.get(code):
        return Change(other, came, "our_figures", told[code])
    return Change(other, came, "others" if same_method else "method")


def _rules(spec: dict[str, Any]) -> dict[str, Any]:
    """Give what of a method decides about lists, and not what its parts are called."""
    items = [{key: item[key] for key in ("key", "weight", "kind")} for item in spec["items"]]
    return {"items": items} | {key: spec[key] for key in ("cutoffs", "least_share")}


def _told(before: EditionLineUp, now: LineUp, codes: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Give for each of these prisons the labels of the items whose values are others now."""
    kept = dict(zip((item["key"] for item in before.method["items"]), before.columns, strict=True))
    here = [at for at, code in enumerate(now.codes) if code in codes and code in before.codes]
    then = {now.codes[at]: before.codes.index(now.codes[at]) for at in here}
    found: dict[str, list[str]] = {}
    for item, column in zip(now.method.items, now.distances.values, strict=True):
        for at in here if item.key in kept else ():
            code = now.codes[at]
            if kept[item.key][then[code]] != plain([column[at]])[0]:
                found.setdefault(code, []).append(item.label)
    return {code: tuple(labels) for code, labels in found.items()}
