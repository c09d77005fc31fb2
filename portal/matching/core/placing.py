"""Placing prisons on a plane so that what is alike stands close.

Metric multidimensional scaling: classical scaling (Torgerson, 1952) as a start, then stress
majorisation (SMACOF; de Leeuw, 1977; Borg and Groenen, "Modern Multidimensional Scaling", ch. 8),
where a distance that is not known has weight 0. Nothing is left to chance: the same distances give
the same picture.
"""

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from portal.matching.core.items import Matrix

Kept = Literal["most of it", "the main lines", "only roughly"]

ROUNDS: Final = 500
SETTLED: Final = 1e-9  # the share of the stress that one more round must save
STILL: Final = 1e-6  # a step that no eye sees
TINY: Final = 1e-12
# Kruskal's words for stress 1: 0.1 is fair and 0.2 is poor.
FAIR, POOR = 0.1, 0.2
TURN: Final = np.pi * (3 - np.sqrt(5))  # the golden angle: no two directions are alike
TRIES: Final = 5


@dataclass(frozen=True, slots=True, eq=False)
class Placement:
    """Hold where n things stand: n by 2, NaN where nothing is known of one.

    `stress` is Kruskal's stress 1: 0 where the picture is exact.
    """

    points: Matrix
    stress: float

    @property
    def keeps(self) -> Kept:
        """Say how much of the differences the picture keeps."""
        if self.stress <= FAIR:
            return "most of it"
        return "the main lines" if self.stress <= POOR else "only roughly"


def place(apart: Matrix) -> Placement:
    """Place n things by how far apart they are: n by n, symmetric, NaN where not known.

    The longest way across lies from left to right, and which end is left is fixed.
    """
    known = ~np.isnan(apart)
    np.fill_diagonal(known, val=False)
    told = known.any(axis=1)
    points = np.full((len(apart), 2), np.nan)
    if not told.any():
        if len(apart) == 1:
            points[:] = 0.0
        return Placement(points, 0.0)
    wanted = np.where(known, apart, 0.0)[np.ix_(told, told)]
    weights = known[np.ix_(told, told)].astype(np.float64)
    found = _turned(_majorised(_classical(wanted, weights), wanted, weights))
    points[told] = found
    return Placement(points, _stress(found, wanted, weights))


def place_one(points: Matrix, apart: Matrix) -> Matrix | None:
    """Place one more thing among n that stay where they are, by its n distances.

    None where none of its distances to a thing that has a place is known.
    """
    known = ~np.isnan(apart) & ~np.isnan(points[:, 0])
    if not known.any():
        return None
    there, wanted = points[known], apart[known]
    starts = there[np.argsort(wanted, kind="stable")[:TRIES]]
    tries = [_settled(start, there, wanted) for start in (*starts, there.mean(axis=0))]
    return min(tries, key=lambda at: float(((_from(at, there) - wanted) ** 2).sum()))


def fitted(points: Matrix, width: float, height: float, margin: float) -> Matrix:
    """Draw points as large as a box allows, in its middle; y grows downwards."""
    known = points[~np.isnan(points[:, 0])]
    if not len(known):
        return points.copy()
    low, high = known.min(axis=0), known.max(axis=0)
    box = np.array([width, height])
    room = (box - 2 * margin) / np.maximum(high - low, TINY)
    scale = min(float(room.min()), float(box.max()) / TINY)
    if not (high - low).max() > TINY:
        scale = 0.0
    drawn: Matrix = box / 2 + (points - (low + high) / 2) * scale * np.array([1.0, -1.0])
    return drawn


def parted(points: Matrix, least: float, width: float, height: float, margin: float) -> Matrix:
    """Move points gently until no two are closer than `least`, all within the box.

    What has no place keeps none. A box that is too full is left as well spread as it gets.
    """
    moved = np.clip(points, margin, [width - margin, height - margin])
    own = np.arange(len(points))
    ways = TURN * (own[:, None] * len(points) + own[None, :] + 1.0)
    ways = np.where(own[:, None] < own[None, :], ways, ways.T + np.pi)
    by_chance = np.stack([np.cos(ways), np.sin(ways)], axis=-1)
    for _ in range(ROUNDS):
        step = moved[:, None, :] - moved[None, :, :]
        far = np.sqrt((step**2).sum(axis=2))
        np.fill_diagonal(far, np.inf)
        lacking = np.where(far < least, least - far, 0.0)
        if not lacking.any():
            break
        same = (far < TINY)[..., None]
        way = np.where(same, by_chance, step / np.maximum(far, TINY)[..., None])
        push = np.where(lacking[..., None] > 0, way * (lacking[..., None] * 0.5 + 0.01), 0.0)
        moved = np.clip(moved + push.sum(axis=1), margin, [width - margin, height - margin])
    return moved


def _classical(wanted: Matrix, weights: Matrix) -> Matrix:
    """Start from the two longest ways across; a distance not known counts as the middling one."""
    count = len(wanted)
    middling = float(wanted.sum() / weights.sum())
    whole = np.where(weights > 0, wanted, middling)
    np.fill_diagonal(whole, 0.0)
    centre = np.eye(count) - 1.0 / count
    inner = -0.5 * centre @ (whole**2) @ centre
    sizes, ways = np.linalg.eigh(inner)
    points = np.zeros((count, 2))
    top = ways[:, ::-1][:, :2] * np.sqrt(np.maximum(sizes[::-1][:2], 0.0))
    points[:, : top.shape[1]] = top
    return points


def _majorised(points: Matrix, wanted: Matrix, weights: Matrix) -> Matrix:
    """Better the places round by round: no round makes the stress worse."""
    laplacian = np.diag(weights.sum(axis=1)) - weights
    inverse = np.linalg.pinv(laplacian, hermitian=True)
    before = np.inf
    for _ in range(ROUNDS):
        far = _between(points)
        loss = float((weights * (far - wanted) ** 2).sum())
        if before - loss <= SETTLED * before if np.isfinite(before) else loss <= TINY:
            break
        before = loss
        pull = np.where(far > TINY, -weights * wanted / np.maximum(far, TINY), 0.0)
        np.fill_diagonal(pull, 0.0)
        np.fill_diagonal(pull, -pull.sum(axis=1))
        points = inverse @ (pull @ points)
    return points


def _turned(points: Matrix) -> Matrix:
    """Lay the longest way across from left to right, each axis with its longer tail at the end."""
    centred = points - points.mean(axis=0)
    _, ways = np.linalg.eigh(centred.T @ centred)
    laid = centred @ ways[:, ::-1]
    tails = (laid**3).sum(axis=0)
    size = max(float(np.abs(laid).max()), TINY) ** 3
    even = np.abs(tails) < 1e-9 * size * len(points)
    signs = np.where(even, np.sign(laid[0]), np.sign(tails))
    turned: Matrix = laid * np.where(signs == 0, 1.0, signs)
    return turned


def _stress(points: Matrix, wanted: Matrix, weights: Matrix) -> float:
    far = _between(points)
    whole = float((weights * far**2).sum())
    return float(np.sqrt((weights * (far - wanted) ** 2).sum() / whole)) if whole > TINY else 0.0


def _between(points: Matrix) -> Matrix:
    found: Matrix = np.sqrt(((points[:, None, :] - points[None, :, :]) ** 2).sum(axis=2))
    return found


def _from(at: Matrix, there: Matrix) -> Matrix:
    found: Matrix = np.sqrt(((at - there) ** 2).sum(axis=1))
    return found


def _settled(at: Matrix, there: Matrix, wanted: Matrix) -> Matrix:
    for turn in range(ROUNDS):
        far = _from(at, there)[:, None]
        angle = np.array([np.cos(TURN * turn), np.sin(TURN * turn)])
        way = np.where(far > TINY, (at - there) / np.maximum(far, TINY), angle)
        after = (there + wanted[:, None] * way).mean(axis=0)
        if float(np.abs(after - at).max()) < STILL:
            break
        at = after
    return at
