"""Making up practices to measure with: the same ones every time."""

import json
import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import accumulate
from pathlib import Path

from portal.config import bundled
from portal.practices.vocabulary import KINDS, THEMES

SEED = 2024
SHORTEST, LONGEST = 300, 600
# Every so many practices belong to the prison of the demo people, who can then change them.
OWN_EVERY = 20
OWN_PRISON = "EX4"
OTHER_PRISONS = ("EX1", "EX2", "EX3", "EX5")


@dataclass(frozen=True, slots=True)
class Practice:
    """Hold one line of the file that `portal practices import` reads."""

    external_id: str
    kind: str
    title: str
    summary: str
    body: str
    prison: str
    tags: list[str]


def vocabulary(folder: Path | None = None) -> list[str]:
    """List the words of the starter library, the commonest first."""
    found: Counter[str] = Counter()
    for path in sorted((folder or bundled("content")).rglob("*.md")):
        found.update(re.findall(r"[a-z]{2,}", path.read_text(encoding="utf-8").lower()))
    return sorted(found, key=lambda word: (-found[word], word))


class Writer:
    """Write practices whose words are as unevenly spread as in real text.

    A word's chance is one over its rank (Zipf's law with exponent 1).
    """

    def __init__(self, words: Sequence[str], seed: int = SEED) -> None:
        self.words = words
        self.random = random.Random(seed)
        self.chances = list(accumulate(1 / rank for rank in range(1, len(words) + 1)))

    def practices(self, count: int, name: str = "benchmark") -> Iterator[Practice]:
        """Write so many practices of `SHORTEST` to `LONGEST` words; `name` begins their numbers."""
        for number in range(1, count + 1):
            own = number % OWN_EVERY == 0
            yield Practice(
                external_id=f"{name}-{number}",
                kind=self.random.choice(list(KINDS)),
                title=self._sentence(self.random.randint(4, 7)).rstrip("."),
                summary=self._sentence(self.random.randint(15, 25)),
                body=self._body(self.random.randint(SHORTEST, LONGEST)),
                prison=OWN_PRISON if own else self.random.choice(OTHER_PRISONS),
                tags=self.random.sample(list(THEMES), self.random.randint(1, 3)),
            )

    def _body(self, left: int) -> str:
        blocks = []
        while left:
            heading = min(left, 3)
            paragraph = min(left - heading, self.random.randint(60, 120))
            blocks.append("## " + self._sentence(heading).rstrip("."))
            blocks.append(self._paragraph(paragraph))
            left -= heading + paragraph
        return "\n\n".join(filter(None, blocks))

    def _paragraph(self, left: int) -> str:
        sentences = []
        while left:
            length = min(left, self.random.randint(8, 20))
            sentences.append(self._sentence(length))
            left -= length
        return " ".join(sentences)

    def _sentence(self, length: int) -> str:
        words = self.random.choices(self.words, cum_weights=self.chances, k=length)
        return " ".join(words).capitalize() + "."


def write_lines(path: Path, practices: Sequence[Practice]) -> None:
    """Write the file for `portal practices import`."""
    with path.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(asdict(each)) + "\n" for each in practices)


def questions(words: Sequence[str], length: int, count: int, seed: int = SEED) -> list[str]:
    """Make up searches of `length` words each, from the middle of a vocabulary.

    The commonest words are left out, because no search engine looks for them; so are the rarest.
    """
    middle = words[len(words) // 50 : len(words) // 2]
    chosen = random.Random(seed + length)
    return [" ".join(chosen.sample(middle, length)) for _ in range(count)]
