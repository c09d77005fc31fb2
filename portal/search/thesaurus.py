"""The field's own words: groups of words that mean the same to the people who search."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Meaning:
    """Say that a run of terms has a meaning: its token, and where the run stands."""

    token: str
    start: int
    length: int


class Thesaurus:
    """Find meanings in runs of terms, and the words that have a meaning.

    `groups` maps a token to the runs of terms that mean it. `digest` names the state of the whole:
    an index made with another one is built anew.
    """

    def __init__(self, groups: Mapping[str, Sequence[tuple[str, ...]]], digest: str) -> None:
        self.digest = digest
        self._groups = groups
        self._beginning: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for token, runs in groups.items():
            for run in runs:
                self._beginning.setdefault(run[0], []).append((run, token))

    def meanings(self, terms: Sequence[str]) -> Iterator[Meaning]:
        """Find every run of these terms that has a meaning, in the order in which they stand."""
        for start, term in enumerate(terms):
            for run, token in self._beginning.get(term, ()):
                if tuple(terms[start : start + len(run)]) == run:
                    yield Meaning(token, start, len(run))

    def runs(self, token: str) -> Sequence[tuple[str, ...]]:
        """Give the runs of terms that have a meaning."""
        return self._groups.get(token, ())


@lru_cache(maxsize=1)
def thesaurus() -> Thesaurus:
    """Give the thesaurus of this portal, read once."""
    return Thesaurus({}, "none")
