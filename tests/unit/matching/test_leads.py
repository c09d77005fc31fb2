from portal.matching.core import METHODS, Comparison, compare, distances
from portal.matching.similar.leads import common, tell
from portal.matching.wording import Pair

METHOD = METHODS["record"]["adult_men"]
TRAINER = {
    "cohorts": ["cat_c_trainer"],
    "security": ["C"],
    "function": "Category C",
    "holds_18_to_20": False,
    "long_term_high_security": False,
    "foreign_national_hub": False,
    "capacity": 600,
}


def _entries(*others: dict[str, object]) -> tuple[list[tuple[Comparison, ...]], list[Pair]]:
    found = distances(METHOD, [TRAINER, *(TRAINER | other for other in others)])
    pairs = [Pair("Oakwood", name, "here") for name in "ABCDE"[: len(others)]]
    return [compare(found, 0, at) for at in range(1, len(others) + 1)], pairs


def test_what_all_share_is_said_once_and_not_on_each_card() -> None:
    entries, pairs = _entries({"capacity": 1200}, {"holds_18_to_20": True})
    assert common(entries, "Oakwood") == (
        "Like Oakwood, both hold people with over 16 months left, are Category C prisons "
        "and are Category C training prisons."
    )
    told = tell(entries, pairs)
    assert [each.lead for each in told] == [
        "Neither holds people aged 18 to 20. A is about twice the size of Oakwood "
        "(1,200 places; 600 here)",
        "Both have 600 places. B holds people aged 18 to 20; Oakwood does not",
    ]
    assert all(each.reasons.alike == each.reasons.different == () for each in told)


def test_one_alone_has_nothing_in_common_with_all() -> None:
    entries, pairs = _entries({})
    assert common(entries, "Oakwood") == ""
    assert tell(entries, pairs)[0].lead == "Both hold people with over 16 months left"


def test_two_that_read_alike_are_told_apart_by_their_size() -> None:
    wide = {"cohorts": ["cat_c_trainer", "resettlement"]}
    entries, pairs = _entries(wide | {"capacity": 640}, wide | {"capacity": 650}, {})
    leads = [each.lead for each in tell(entries, pairs)]
    assert len(set(leads)) == 3


def test_what_is_not_known_is_neither_alike_nor_different() -> None:
    entries, pairs = _entries({"capacity": None}, {})
    told = tell(entries, pairs)[0]
    assert told.reasons.unknown == ("A: Number of places",)
    assert "places" not in told.lead
