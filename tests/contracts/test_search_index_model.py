"""After any changes an index answers as a plain dictionary of its documents would."""

import os
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.search.folder import POINTER
from portal.search.index import (
    Filter,
    IndexUnavailable,
    SearchDocument,
    SearchIndex,
    SearchQuery,
    Signals,
)
from tests.contracts.search_engines import ENGINES

KINDS = ("scheme", "note", "odd value/ü:%")
WORDS = ("reading", "maths", "garden")

documents = st.builds(
    lambda number, words, kinds, day: SearchDocument(
        f"practice:{number}",
        " ".join(words) or "Untitled",
        facets={"kind": tuple(kinds)},
        signals=Signals(published_on=day, prison=number),
    ),
    st.integers(0, 9),
    st.lists(st.sampled_from(WORDS), max_size=3, unique=True),
    st.lists(st.sampled_from(KINDS), max_size=2, unique=True),
    st.integers(0, 800_000),
)
keys = st.integers(0, 9).map("practice:{}".format)
changes = st.one_of(
    st.tuples(st.just("apply"), st.lists(documents, max_size=4), st.sets(keys, max_size=3)),
    st.tuples(st.just("rebuild"), st.just([]), st.just(frozenset())),
    st.tuples(st.just("reopen"), st.just([]), st.just(frozenset())),
)


@dataclass
class Model:
    """Hold what should be in the index."""

    known: dict[str, SearchDocument] = field(default_factory=dict)

    def matching(self, word: str, kinds: tuple[str, ...] | None) -> set[str]:
        return {
            key
            for key, each in self.known.items()
            if (not word or word in each.title)
            and (kinds is None or set(kinds) & set(each.facets["kind"]))
        }

    def kinds(self, word: str) -> Counter[str]:
        found = (self.known[key].facets["kind"] for key in self.matching(word, None))
        return Counter(kind for kinds in found for kind in kinds)


def check(index: SearchIndex, model: Model, applied: int) -> None:
    status = index.status()
    assert (status.healthy, status.documents, status.applied) == (True, len(model.known), applied)
    for word in ("", *WORDS):
        for kinds in (None, KINDS[:1], KINDS[1:]):
            filters = {} if kinds is None else {"kind": Filter("kind", kinds)}
            found = index.search(
                SearchQuery(word, filters=filters, counted={"kind": "kind"}, limit=100)
            )
            assert {hit.key for hit in found.hits} == model.matching(word, kinds)
            assert found.total == len(found.hits)
            assert found.counts["kind"] == model.kinds(word)
            assert all(hit.signals == model.known[hit.key].signals for hit in found.hits)
    for word in WORDS:
        titles = {each.title for each in model.known.values() if word in each.title}
        assert set(index.suggest(word[:4], limit=100)) == titles


@pytest.mark.parametrize("name", sorted(ENGINES))
@settings(deadline=None, max_examples=25)
@given(steps=st.lists(changes, min_size=1, max_size=8))
def test_any_changes_end_in_what_a_dictionary_holds(
    name: str, steps: list[tuple[str, list[SearchDocument], frozenset[str]]]
) -> None:
    model = Model()
    with TemporaryDirectory() as folder:
        index = ENGINES[name](Path(folder))
        index.rebuild([], applied=0)
        for applied, (what, upserts, deletes) in enumerate(steps, 1):
            if what == "reopen":
                index.close()
                index = ENGINES[name](Path(folder))
            if what == "rebuild":
                index.rebuild(model.known.values(), applied=applied)
            else:
                index.apply(upserts=upserts, deletes=deletes, applied=applied, timeout=5)
                for key in deletes:
                    model.known.pop(key, None)
                model.known |= {each.key: each for each in upserts}
            check(index, model, applied)
        index.close()


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def scribbled(path: Path) -> None:
    path.write_bytes(os.urandom(path.stat().st_size))


def bits_turned(path: Path) -> None:
    content = bytearray(path.read_bytes())
    for at in range(len(content) // 2, len(content), max(1, len(content) // 7)):
        content[at] ^= 0x55
    path.write_bytes(content)


def removed(path: Path) -> None:
    path.unlink()


LIBRARY = [
    SearchDocument(f"practice:{n}", WORDS[n % 3], body="Help on the wing. " * 30) for n in range(9)
]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("name", sorted(ENGINES))
@pytest.mark.parametrize("harm", [emptied, cut, scribbled, bits_turned, removed])
def test_a_damaged_file_gives_the_right_answer_or_none(
    name: str, harm: Callable[[Path], None], tmp_path: Path
) -> None:
    first = ENGINES[name](tmp_path / "first")
    first.rebuild(LIBRARY, applied=1)
    first.apply(upserts=LIBRARY[:2], deletes=["practice:8"], applied=2, timeout=1)
    right = {"practice:2", "practice:5"}
    assert found(first) == right
    first.close()
    files = sorted(path for path in (tmp_path / "first").rglob("*") if path.is_file())
    for number, path in enumerate(files):
        copy = tmp_path / str(number)
        copy_tree(tmp_path / "first", copy)
        harm(copy / path.relative_to(tmp_path / "first"))
        index = ENGINES[name](copy)
        try:
            assert found(index) == right
        except IndexUnavailable:
            assert path.name == POINTER or not index.status().healthy
        index.rebuild(LIBRARY, applied=3)
        assert found(index) == right | {"practice:8"}
        index.close()


def found(index: SearchIndex) -> set[str]:
    hits = index.search(SearchQuery("garden")).hits
    index.suggest("gar", limit=3)
    return {hit.key for hit in hits}


def copy_tree(source: Path, target: Path) -> None:
    for path in source.rglob("*"):
        if path.is_file():
            copy = target / path.relative_to(source)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(path.read_bytes())
