"""The field's own words: groups of words that mean the same to the people who search.

The groups stand in content/thesaurus.txt, which explains its own rules.
"""

import hashlib
import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from portal.config import bundled
from portal.search.analysis import meant_by, words_of

log = logging.getLogger(__name__)

FILE = "thesaurus.txt"
RUN_MAX = 6  # terms

Run = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Meaning:
    """Say that a run of terms has a meaning: its token, and where the run stands."""

    token: str
    start: int
    length: int


@dataclass(frozen=True, slots=True)
class Group:
    """Hold one line of the file: its words as written, and the runs of terms they come to.

    `offered` are the words that may be suggested to somebody who types.
    """

    line: int
    words: tuple[str, ...]
    offered: tuple[str, ...]
    runs: tuple[Run, ...]

    @property
    def token(self) -> str:
        """Name the meaning by its runs, whatever their order: 9 characters, a letter first."""
        return "m" + _digest(" ".join(run) for run in self.runs)


@dataclass(frozen=True, slots=True)
class Mistake:
    """Say in plain words what is wrong with a line."""

    line: int
    what: str

    def __str__(self) -> str:
        return f"Line {self.line}: {self.what} The line is left out."


class Thesaurus:
    """Find meanings in runs of terms, and the words that have a meaning.

    `groups` maps a token to the runs of terms that mean it. `digest` names the state of the whole:
    an index made with another one is built anew. `offered` are words to suggest, as written.
    """

    def __init__(
        self,
        groups: Mapping[str, Sequence[Run]],
        digest: str,
        offered: Sequence[str] = (),
    ) -> None:
        self.digest = digest
        self.offered = offered
        self._groups = groups
        self._terms = frozenset(t for runs in groups.values() for run in runs for t in run)
        self._beginning: dict[str, dict[Run, list[str]]] = {}
        for token, runs in groups.items():
            for run in runs:
                self._beginning.setdefault(run[0], {}).setdefault(run, []).append(token)

    def meanings(self, terms: Sequence[str]) -> Iterator[Meaning]:
        """Find the runs of these terms that have a meaning, in the order in which they stand.

        The longest run at a place counts, with every meaning it has, and the search goes on behind
        it: the "English" of "English for speakers of other languages" is no English lesson.
        """
        # Most terms begin nothing: a pass in C leaves few places to look at.
        free = 0
        for start in [at for at, term in enumerate(terms) if term in self._beginning]:
            if start < free:
                continue
            run, tokens = self._longest(terms, start)
            for token in tokens:
                yield Meaning(token, start, len(run))
            free = start + len(run)

    def knows(self, term: str) -> bool:
        """Tell whether a term stands in any run: then it is no mistake."""
        return term in self._terms

    def runs(self, token: str) -> Sequence[Run]:
        """Give the runs of terms that have a meaning."""
        return self._groups.get(token, ())

    def _longest(self, terms: Sequence[str], start: int) -> tuple[Run, Sequence[str]]:
        known = self._beginning.get(terms[start], {})
        here = [run for run in known if tuple(terms[start : start + len(run)]) == run]
        longest = max(here, key=len, default=())
        return longest, known.get(longest, ())


@lru_cache(maxsize=1)
def thesaurus() -> Thesaurus:
    """Give the thesaurus of this portal, read once; lines with mistakes are logged, left out."""
    try:
        groups, mistakes = read(path())
    except (OSError, UnicodeDecodeError) as error:
        log.warning("%s cannot be read, so search knows no words of the field: %s", path(), error)
        return made_of([])
    for mistake in mistakes:
        log.warning("%s: %s", FILE, mistake)
    return made_of(groups)


def path() -> Path:
    """Name the file that holds the groups."""
    return bundled("content") / FILE


def with_word(groups: Sequence[Group], word: str) -> list[Group]:
    """Pick the groups that a word stands in, whatever its endings."""
    return [group for group in groups if tuple(meant_by(words_of(word))) in group.runs]


def heard_short(groups: Sequence[Group]) -> Iterator[str]:
    """Say of which words search hears one part only, as it leaves out the others."""
    for group in groups:
        for word in group.words:
            heard = [part for part in words_of(word) if meant_by([part])]
            if len(words_of(word)) > len(heard) == 1:
                yield f"Line {group.line}: of “{word}” search hears only “{heard[0]}”."


def made_of(groups: Sequence[Group]) -> Thesaurus:
    """Make a thesaurus of groups."""
    offered = dict.fromkeys(word for group in groups for word in group.offered)
    return Thesaurus(
        {group.token: group.runs for group in groups},
        _digest(group.token for group in groups),
        tuple(offered),
    )


def read(file: Path) -> tuple[list[Group], list[Mistake]]:
    """Read the groups of a file, and what is wrong with the lines that are left out."""
    groups: dict[str, Group] = {}
    mistakes = []
    for number, line in enumerate(file.read_text(encoding="utf-8-sig").splitlines(), start=1):
        words = [word.strip() for word in line.partition("#")[0].replace(";", ",").split(",")]
        if not any(words):
            continue
        group = _group(number, [word for word in words if word])
        if what := _mistake(group) or _repeats(group, groups):
            mistakes.append(Mistake(number, what))
        else:
            groups[group.token] = group
    return list(groups.values()), mistakes


def _group(number: int, written: Sequence[str]) -> Group:
    words = tuple(_without_brackets(word) for word in written)
    offered = tuple(word for word in written if word == _without_brackets(word))
    runs = tuple(dict.fromkeys(tuple(meant_by(words_of(word))) for word in words))
    return Group(number, words, offered, runs)


def _without_brackets(word: str) -> str:
    return word[1:-1].strip() if word.startswith("(") and word.endswith(")") else word


def _mistake(group: Group) -> str:
    """Say what is wrong with a group, or nothing."""
    for word in group.words:
        terms = meant_by(words_of(word))
        if not terms:
            return f"“{word}” has only words that search leaves out, such as “the” and “for”."
        if len(terms) > RUN_MAX:
            return f"“{word}” has more than {RUN_MAX} words. Is a comma missing?"
        if "(" in word or ")" in word:
            return f"“{word}” has a bracket in the middle. Put brackets round the whole word."
    if len(group.words) < 2:
        return f"“{group.words[0]}” stands alone. A group needs two words with a comma between."
    if len(group.runs) < 2:
        return f"“{group.words[0]}” and “{group.words[1]}” are the same word to search already."
    return ""


def _repeats(group: Group, groups: Mapping[str, Group]) -> str:
    first = groups.get(group.token)
    return f"It says the same as line {first.line}." if first else ""


def _digest(parts: Iterator[str]) -> str:
    return hashlib.sha256("\n".join(sorted(parts)).encode()).hexdigest()[:8]
