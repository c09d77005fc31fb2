"""The setting that chooses the search engine, and what its change does to the index there is."""

import pytest

from portal.search.engines import engine
from portal.search.tantivy_engine import TantivyIndex
from portal.search.whoosh_engine import WhooshIndex
from tests.integration.search.conftest import titles, wait_for_repair, write

ENGINES = {"whoosh": WhooshIndex, "tantivy": TantivyIndex}

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"])


@pytest.mark.parametrize("search_engine", sorted(ENGINES))
def test_the_setting_chooses_the_engine(app, search_engine):
    assert type(app.extensions["search_index"]) is ENGINES[search_engine]


@pytest.mark.parametrize(("search_engine", "other"), [("whoosh", "tantivy"), ("tantivy", "whoosh")])
def test_after_a_change_of_the_engine_the_index_is_built_anew_by_itself(
    app, cast, client, sign_in, search_engine, other
):
    write(app, cast.alice, cast.midvale, "Marmalade mornings")
    sign_in(client, cast.charlie)
    before = app.extensions["search_index"]
    assert before.status().healthy
    app.extensions["search_index"] = engine(other, app.config["SETTINGS"].search_index)
    client.get("/search?q=marmalade")
    wait_for_repair()
    assert titles(client.get("/search?q=marmalade")) == ["Marmalade mornings"]
    assert app.extensions["search_index"].status().healthy
    assert not before.status().healthy
