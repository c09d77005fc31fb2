"""What engines keep of a document."""

from portal.search.index import SearchDocument
from portal.search.preparing import (
    SUMMARY_WORTH,
    TITLE_WORTH,
    by_facet,
    facet_token,
    prepare,
)


def test_words_of_a_title_and_a_summary_count_more_but_make_a_text_no_longer() -> None:
    prepared = prepare(SearchDocument("practice:1", "Zebra", "Wombat", "Lemur and wombat"))
    assert prepared.weights == {
        "zebra": TITLE_WORTH,
        "wombat": SUMMARY_WORTH + 1,
        "lemur": 1,
    }
    assert prepared.length == 4
    assert len(prepared.text) == TITLE_WORTH + SUMMARY_WORTH + 2


def test_a_summary_that_repeats_how_the_text_begins_counts_once() -> None:
    prepared = prepare(SearchDocument("practice:1", "Zebra", "Lemur wombat.", "Lemur wombat. Owl."))
    assert (prepared.summary, prepared.rest) == ([], ["lemur", "wombat", "owl"])


def test_spelling_knows_every_word_but_those_of_files() -> None:
    document = SearchDocument("practice:1", "The Zebras", "Wombat", "Owls", ("Tag",), "brok en")
    assert prepare(document).words == {"the", "zebras", "wombat", "owls", "tag"}


def test_a_facet_s_values_come_back_as_they_went_in() -> None:
    values = ("plain", "two words", "a:b/c", "naïve", "%41")
    counted = {facet_token("theme", value): 2 for value in values}
    assert by_facet(counted)["theme"] == dict.fromkeys(values, 2)
    assert "them" not in by_facet(counted)
