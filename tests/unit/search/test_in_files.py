from portal.search.in_files import missing_terms
from portal.search.snippets import places
from portal.search.sources import CarriedFile, Found

FILE = CarriedFile("0" * 64, "plan.pdf", "application/pdf")
TERMS = frozenset({"read", "wing", "quokka"})


def test_the_first_place_of_each_term_is_given():
    text = "On the wing. Readers on the wing are reading."
    assert places(text, TERMS) == {"wing": 7, "read": 37}
    assert places(text, ()) == {}


def test_only_what_a_result_does_not_say_itself_is_looked_for_in_its_files():
    found = Found(None, "Reading", "Read on the wings", "", files=(FILE,))
    assert missing_terms(found, TERMS) == {"quokka"}
    far = Found(None, "Title", "", "x " * 50_000 + "reading quokkas", files=(FILE,))
    assert missing_terms(far, TERMS) == {"wing"}


def test_a_result_without_files_is_not_looked_into():
    assert missing_terms(Found(None, "Title", "", ""), TERMS) == frozenset()
