"""Telling how alike two practices are, from small sketches of their texts.

Two texts are as alike as the share of word pairs that they have in common (the Jaccard index).
Broder, "On the resemblance and containment of documents" (1997), estimates it by the smallest hash
values under many permutations; Li and Koenig, "b-Bit Minwise Hashing" (WWW 2010), keep the lowest
bits of each. With 8 bits of 512 values a sketch is 512 bytes, so that comparing with every one of
10,000 practices costs less than keeping an index of them would.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from hashlib import blake2b
from typing import Final

import numpy as np
from numpy.typing import NDArray

from portal.practices.content import Content

SIZE: Final = 512  # bytes of a sketch, one for each permutation
# Less than this is what two practices share that were written on the same form.
ALIKE: Final = 0.3

# Saved sketches rest on these and on SIZE: who changes one must make all of them anew.
_STEP: Final = np.uint64(0x9E3779B97F4A7C15)  # odd, so that multiplying loses nothing
_MIX: Final = (np.uint64(0xFF51AFD7ED558CCD), np.uint64(0xC4CEB9FE1A85EC53))  # MurmurHash3, fmix64

# Two values that differ have the same lowest 8 bits once in so many.
_BY_CHANCE: Final = 256
_AT_ONCE: Final = 250  # word pairs; more would leave the processor's cache
# What a template leaves open differs in every copy, and the address of a link is not said.
_GAP: Final = re.compile(r"\[[^\[\]\n]{1,80}\](?!\()")
_ADDRESS: Final = re.compile(r"\]\([^()\s]{0,2000}\)")
_WORD: Final = re.compile(r"[^\W_]+")
_APOSTROPHES: Final = str.maketrans("", "", "'’")

Hashes = NDArray[np.uint64]
Shares = NDArray[np.float64]


def practice_text(content: Content) -> str:
    """Give the words of a practice by which it is compared with others."""
    return f"{content.title}\n{content.summary}\n{content.body}"


def sketch(text: str) -> bytes:
    """Make the sketch of a text, the same in every process and on every machine.

    A text without two words following each other has none, b"": it is like nothing.
    """
    pairs = _pairs(_words(text))
    if not pairs.size:
        return b""
    factors, terms = _drawn()
    smallest = np.full(SIZE, np.iinfo(np.uint64).max, dtype=np.uint64)
    for start in range(0, pairs.size, _AT_ONCE):
        hashed = pairs[start : start + _AT_ONCE, None] * factors + terms
        smallest = np.minimum(smallest, hashed.min(axis=0))
    # The upper half of each is well mixed (Dietzfelbinger's multiply-shift), the lower is not.
    return (smallest >> np.uint64(32)).astype(np.uint8).tobytes()


def likenesses(own: bytes, others: Sequence[bytes]) -> Shares:
    """Estimate which share of its word pairs a text has in common with each of the others.

    Takes sketches of SIZE bytes. From 0 to 1, with a standard error of at most 0.022.
    """
    theirs = np.frombuffer(b"".join(others), dtype=np.uint8).reshape(len(others), SIZE)
    equal = np.count_nonzero(theirs == np.frombuffer(own, dtype=np.uint8), axis=1) / SIZE
    by_chance = 1 / _BY_CHANCE
    shares: Shares = np.clip((equal - by_chance) / (1 - by_chance), 0.0, 1.0)
    return shares


def near_duplicates(
    own: bytes, numbers: Sequence[int], others: Sequence[bytes]
) -> list[tuple[int, float]]:
    """List those of the numbered others that are at least ALIKE, the likest first."""
    if not own or not others:
        return []
    shares = likenesses(own, others)
    found = np.flatnonzero(shares >= ALIKE)
    alike = [(numbers[place], float(shares[place])) for place in found.tolist()]
    return sorted(alike, key=lambda each: (-each[1], each[0]))


def _words(text: str) -> list[str]:
    said = _ADDRESS.sub("]", _GAP.sub(" ", text))
    said = unicodedata.normalize("NFKC", said).casefold().translate(_APOSTROPHES)
    return _WORD.findall(said)


def _pairs(words: list[str]) -> Hashes:
    """Hash every two words that follow each other, each pair once."""
    known = {word: _hash(word) for word in set(words)}
    hashes = np.array([known[word] for word in words], dtype=np.uint64)
    return np.unique(_mixed(hashes[:-1] * _STEP + hashes[1:]))


def _hash(word: str) -> int:
    return int.from_bytes(blake2b(word.encode(errors="replace"), digest_size=8).digest(), "little")


def _mixed(values: Hashes) -> Hashes:
    """Spread every bit of each value over all of them: the finaliser of MurmurHash3."""
    for factor in _MIX:
        values = (values ^ (values >> np.uint64(33))) * factor
    return values ^ (values >> np.uint64(33))


@cache
def _drawn() -> tuple[Hashes, Hashes]:
    """Draw a factor, which must be odd, and a term for each permutation, always the same."""
    drawn = _mixed(np.arange(1, 2 * SIZE + 1, dtype=np.uint64) * _STEP)
    return drawn[:SIZE] | np.uint64(1), drawn[SIZE:]
