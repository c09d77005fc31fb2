from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from portal.search import choices
from portal.search.choices import NOTHING, Choice, Group, Grouping
from portal.search.index import Filter
from portal.search.query_string import QUERY_MAX, VALUES_MAX, Asked, read

KINDS = {"scheme": "Scheme", "note": "Note"}
BIG = {"big": Group("Big prisons", frozenset({"oak", "elm"}))}


@pytest.fixture(autouse=True, scope="module")
def app() -> Iterator[Flask]:
    app = Flask("filters")
    choices.init_app(app)
    choices.offer(
        app,
        Choice("kind", "Kind", KINDS),
        Choice("prison", "Prison", lambda: {"oak": "Oak", "elm": "Elm", "ash": "Ash"}),
        Grouping("size", "Size", "prison", lambda viewer: BIG if viewer else {}),
    )
    with app.app_context():
        yield app


def offered(counts: Any, filters: Any = None, viewer: Any = True) -> dict[str, dict[str, int]]:
    found = choices.offers(counts, filters or {}, viewer)
    return {each.name: {one.value: one.results for one in each.options} for each in found}


def test_options_without_results_are_left_out_but_for_those_that_are_on():
    assert offered({"kind": {"scheme": 3}}) == {"kind": {"scheme": 3}}
    assert offered({"kind": {"scheme": 3}}, {"kind": ("note",)}) == {
        "kind": {"scheme": 3, "note": 0}
    }
    assert offered({}) == {}


def test_a_group_counts_all_its_members():
    counts = {"size": {"oak": 2, "elm": 3, "ash": 4}}
    assert offered(counts)["size"] == {"big": 5}
    assert "size" not in offered(counts, viewer=None)


def test_filters_become_those_of_the_index():
    filters = {"kind": ("scheme", "note"), "size": ("big",), "x": ("y",)}
    assert choices.resolve(filters, True) == {
        "kind": Filter("kind", ("scheme", "note")),
        "size": Filter("prison", ("elm", "oak")),
    }
    assert choices.resolve({"size": ("small",)}, True) == {"size": Filter("prison", (NOTHING,))}
    assert choices.resolve({"size": ("big",)}, None) == {"size": Filter("prison", (NOTHING,))}


def test_words_of_an_option_are_escaped():
    hostile = Choice("k", "K", {'"><script>': "<b>&"})
    option = choices.Option('"><script>', "<b>&", 1, chosen=True)
    for written in (option.as_option(), option.as_checkbox(hostile.name, 1)):
        assert "<script>" not in written
        assert "<b>" not in written


text = st.text(max_size=20)


@given(st.lists(st.tuples(st.sampled_from(["q", "kind", "size", "sort", "exactly", "page"]), text)))
def test_whatever_stands_in_an_address_a_search_comes_out_and_goes_back(pairs):
    asked = read(MultiDict(pairs))
    assert len(asked.text) <= QUERY_MAX
    assert set(asked.filters) <= {"kind", "size"}
    assert read(MultiDict(dict(asked.args.items()))) == asked


def test_long_addresses_are_cut():
    many = [("kind", f"v{number}") for number in range(500)]
    asked = read(MultiDict([("q", "x" * 10_000), ("kind", "y" * 10_000), *many]))
    assert len(asked.text) == QUERY_MAX
    assert len(asked.filters["kind"]) == VALUES_MAX
    assert max(map(len, asked.filters["kind"])) == 80
    assert read(MultiDict({"sort": "x"})) == Asked()
