"""What holds for findings in any text; tests/unit/personal_data/labelled.yaml has the examples."""

import string
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.personal_data import Kind, find, find_in, find_in_name, first_blocking
from portal.personal_data.folding import Folded
from portal.personal_data.official_numbers import insurance_numbers, police_numbers

CONTENT = Path(__file__).parents[3] / "content"

pieces = st.sampled_from(
    [
        "A1234BC", "A12", "34", "BC", "**", "<b>", "</b>", "<!--", "-->", "&#66;", "&nbsp;",
        "\u200b", "01/02/1990", "DOB ", "07700 900123", "@", "gmail.com", "Mr Smith", " has ADHD",
        "\n> ", "|", "QQ 12 34 56 C", "2001/0123456X", "\uff11", "é", "\r\n", "\\", "\t", ". ",
    ]
)  # fmt: skip
texts = st.lists(st.one_of(pieces, st.text(max_size=6)), max_size=40).map("".join)


def kinds(text):
    return [each.kind for each in find(text)]


@given(texts)
def test_any_text_can_be_searched_and_offsets_give_the_words(text):
    last = 0
    for each in sorted(find(text), key=lambda each: each.start):
        assert text[each.start : each.end] == each.words
        assert each.start < each.end
        assert each.why == each.kind.why
        last = max(last, each.end)
    assert last <= len(text)


@given(texts)
def test_every_part_of_a_folded_text_comes_from_its_source(text):
    folded = Folded(text)
    for at in range(len(folded.text)):
        start, end = folded.origin(at, at + 1)
        assert 0 <= start <= end <= len(text)


@given(
    st.sampled_from(string.ascii_letters),
    st.from_regex(r"[0-9]{4}", fullmatch=True),
    st.text(string.ascii_letters, min_size=2, max_size=2),
    st.sampled_from(["", "**", "\u200b", "\u00ad", "`", "<b>"]),
)
def test_every_prison_number_in_one_piece_is_found_whatever_is_hidden_in_it(a, digits, bc, hidden):
    text = f"see {a}{hidden}{digits}{hidden}{bc} there"
    assert kinds(text) == [Kind.PRISON_NUMBER]


@given(st.text(string.ascii_lowercase + " .,\n", max_size=300))
def test_text_without_digits_or_capitals_holds_no_numbers(text):
    assert not any(each.kind.is_blocking for each in find(text))


def test_only_official_numbers_can_never_be_published():
    assert {kind for kind in Kind if kind.is_blocking} == {
        Kind.PRISON_NUMBER, Kind.NATIONAL_INSURANCE, Kind.PNC,
    }  # fmt: skip


def test_each_finding_says_where_it_stood():
    found = find_in([("title", "For A1234BC"), ("Sheet1!B2", "07700 900123"), ("body", "Fine.")])
    assert [(each.place, each.kind, each.words) for each in found] == [
        ("title", Kind.PRISON_NUMBER, "A1234BC"), ("Sheet1!B2", Kind.TELEPHONE, "07700 900123"),
    ]  # fmt: skip


@pytest.mark.parametrize("prefix", ["DA", "FA", "IA", "QA", "UA", "VA", "AD", "AO", "AQ", "GB"])
def test_prefixes_that_hmrc_never_uses_make_no_insurance_number(prefix):
    assert list(insurance_numbers(f"{prefix}123456C")) == []


@pytest.mark.parametrize("prefix", ["AB", "JX", "OA", "QQ"])
def test_other_prefixes_and_hmrcs_own_example_do(prefix):
    assert list(insurance_numbers(f"{prefix}123456C")) == [(0, 9)]


def test_the_check_letter_speaks_for_a_police_number_beside_another_word():
    # 790163771 leaves 13 over when divided by 23, which is N.
    assert list(police_numbers("order 79/163771N")) == [(6, 16)]
    assert list(police_numbers("order 79/163771A")) == []
    assert list(police_numbers("his 79/163771A")) == [(4, 14)]


def test_hidden_comments_and_attributes_are_searched_too():
    assert kinds("Fine<!-- A1234BC --> here") == [Kind.PRISON_NUMBER]
    assert kinds('<a title="A1234BC" href="/x">here</a>') == [Kind.PRISON_NUMBER]
    assert kinds("A comment without end <!-- A1234BC") == [Kind.PRISON_NUMBER]


@pytest.mark.parametrize(
    "name",
    [
        "reportA1234BC.png", "Report2A1234BC", "A1234BC5.docx", "report_A1234BCfinal.pdf",
        "2024A1234BC.png", "plan-A1234_BC2.docx", "report_a1234bc.docx",
    ],
)  # fmt: skip
def test_a_number_that_touches_other_words_is_found_in_the_name_of_a_file(name):
    (found,) = find_in_name(name)
    assert found.kind == Kind.PRISON_NUMBER
    assert found.words.replace("_", "").upper() == "A1234BC"


@pytest.mark.parametrize(
    "name", ["IMG_2034.jpg", "DSC1234AB.jpg", "ba1234bc7.pdf", "Rota2024AM.xlsx", "PLAN1234.docx"]
)
def test_names_as_cameras_and_people_give_them_hold_no_number(name):
    assert find_in_name(name) == []


def test_a_link_within_a_number_is_left_out_and_its_address_still_searched():
    text = "Ask A12[34BC](https://example.org/G4321HK) there"
    assert [each.words for each in find(text)] == ["A12[34BC", "G4321HK"]


@pytest.mark.parametrize(
    "piece",
    ["[", "[](", "[a](b(c", "[a]", "]", "A1234 ", "A1234    ", "A1234&nbsp;,", " ", "\n ", "A1 ["],
)
def test_time_grows_with_the_length_of_the_text_only(piece):
    def seconds(length):
        text = (piece * length)[:length]
        start = time.process_time()
        find(text)
        return time.process_time() - start

    assert min(seconds(160_000) for _ in range(2)) < 8 * max(seconds(40_000), 0.02)


def test_what_stands_in_two_hidden_parts_is_not_one_number():
    assert kinds("<!--A1234--><!--BC-->") == []


def test_the_first_thing_that_blocks_can_be_asked_for():
    found = first_blocking("07700 900123 and A1234 bc and AB 12 34 56 C")
    assert found is not None
    assert found.words == "A1234 bc"
    assert first_blocking("Only 07700 900123 here") is None


def test_the_library_names_nobody():
    files = [path for path in sorted(CONTENT.rglob("*")) if path.suffix in {".md", ".csv", ".json"}]
    assert len(files) > 40
    assert find_in((path.name, path.read_text(encoding="utf-8")) for path in files) == []
