"""Measuring every block on every basis against its aims."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from portal.matching.core import Basis, Block, all_nearest, distances
from portal.matching.core.quality import (
    faults,
    hubs,
    kept_with_noise,
    kept_without_an_item,
    mutual,
    pairings,
)
from portal.matching.core.suggestions import LISTED, SPARE, suggest
from portal.matching.line_ups import LineUp, line_ups
from portal.matching.questions.queries import agreed


@dataclass(frozen=True, slots=True)
class Line:
    """Hold one figure of a report; `met` is None where there is no aim."""

    what: str
    figure: str
    aim: str = ""
    met: bool | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """Hold what was measured of one block on one basis; without lines too few can be compared."""

    basis: Basis
    block: Block
    method: str
    prisons: int
    lines: tuple[Line, ...]


def reports() -> list[Report]:
    """Measure every line-up as it is now."""
    return [_report(compared) for compared in line_ups().values()]


def _report(compared: LineUp) -> Report:
    name = f"{compared.method.name}, version {compared.method.version}"
    comparable = int((~np.isnan(compared.distances.total)).sum() - len(compared.codes)) > 0
    lines = tuple(_lines(compared)) if comparable else ()
    return Report(compared.basis, compared.block, name, len(compared.codes), lines)


def _lines(compared: LineUp) -> list[Line]:
    return [
        *_distances(compared),
        *_lists(compared),
        *_pairing(compared),
        *_answers(compared),
    ]


def _distances(compared: LineUp) -> list[Line]:
    apart = compared.distances
    upper = np.triu_indices(len(compared.codes), 1)
    known = ~np.isnan(apart.total[upper])
    broken = faults(apart)
    same = known & (apart.total[upper] == 0)
    blank = np.isnan(apart.by_item[:, upper[0], upper[1]]).any(axis=0)
    took = _milliseconds(
        lambda: all_nearest(distances(compared.method, compared.values), compared.codes, LISTED)
    )
    return [
        Line("Promises about distances broken", "; ".join(broken) or "none", "none", not broken),
        Line("Pairs with enough known", f"{known.mean():.0%} of {len(known):,}"),
        Line("Pairs at distance 0", f"{same.sum():,}, {(same & blank).sum():,} with a blank"),
        Line("All distances and lists, processor time", f"{took:.1f} ms", "10 ms", took <= 10),
    ]


def _lists(compared: LineUp) -> list[Line]:
    apart, codes = compared.distances, compared.codes
    nearest = all_nearest(apart, codes, LISTED)
    on_paper = hubs(apart, nearest)
    capped = hubs(apart, suggest(apart, codes, LISTED).lists)
    dropped, noisy = kept_without_an_item(apart, codes), kept_with_noise(apart, codes)
    most = LISTED + SPARE
    return [
        Line("Nearest five: busiest prison", f"in {on_paper.most} lists"),
        Line("Nearest five: in no list", f"{on_paper.never:.0%}"),
        Line("Nearest five: entries that are mutual", f"{mutual(nearest):.0%}"),
        Line(
            "Suggested five: busiest prison",
            f"in {capped.most} lists",
            f"{most}",
            capped.most <= most,
        ),
        Line("Suggested five: in no list", f"{capped.never:.0%}", "3%", capped.never <= 0.03),
        Line("Suggested five: mean distance", f"{capped.mean:.4f}, nearest {on_paper.mean:.4f}"),
        Line("Kept where one item is left out", f"{dropped:.0%}", "65%", dropped >= 0.65),
        Line("Kept with an error of 0.1 deviations", f"{noisy:.0%}", "80%", noisy >= 0.80),
    ]


def _pairing(compared: LineUp) -> list[Line]:
    found: list[Any] = []
    took = _milliseconds(lambda: found.append(pairings(compared.distances, compared.codes)))
    best, greedy = found[0]
    proof = "yes" if best.gap == 0 else f"gap {best.gap:.2g}"
    near = f"{best.in_lists:.0%}"
    better = best.worst_rank <= greedy.worst_rank or best.alone < greedy.alone
    return [
        Line("Pairing: proven least", proof, "yes", best.gap == 0),
        Line("Pairing: in no group", str(best.alone)),
        Line("Pairing: total of squares", f"{best.total:.4f}, closest first {greedy.total:.4f}"),
        Line("Pairing: worst distance", f"{best.worst:.3f}, closest first {greedy.worst:.3f}"),
        Line(
            "Pairing: worst rank of a partner",
            f"{best.worst_rank}, closest first {greedy.worst_rank}",
            "no worse",
            better,
        ),
        Line("Pairing: partner among the nearest five", near, "90%", best.in_lists >= 0.9),
        Line("Pairing, processor time", f"{took / 1000:.2f} s", "1 s", took <= 1000),
    ]


def _answers(compared: LineUp) -> list[Line]:
    found = agreed(compared)
    if not found.whole.told:
        return [Line("People's answers: which is more like yours", "none yet")]
    low, high = found.whole.between
    return [
        Line(
            "People's answers that agree",
            f"{found.whole.share:.0%} of {found.whole.told} ({low:.0%} to {high:.0%}), by "
            f"{found.people}; a coin would agree with 50%",
        )
    ]


def _milliseconds(work: Callable[[], Any]) -> float:
    began = time.process_time()
    work()
    return 1000 * (time.process_time() - began)
