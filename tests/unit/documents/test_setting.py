"""What is cut, what may break and how wide columns are."""

from datetime import date

from portal.documents.paper import Paper, Poster, RoleCard
from portal.documents.setting import (
    CUT,
    EXAMPLE,
    all_blocks,
    card_data,
    column_shares,
    paper_data,
    poster_data,
)


def paper(**more: object) -> Paper:
    return Paper(**({"title": "T", "facts": [], "html": "", "sections": []} | more))  # type: ignore[arg-type]


def test_an_example_says_so_even_without_a_notice() -> None:
    assert paper_data(paper(is_example=True))["notice"] == [{"text": EXAMPLE}]
    assert paper_data(paper(is_example=True, notice="Mine"))["notice"] == [{"text": "Mine"}]
    assert paper_data(paper())["notice"] == []


def test_sections_follow_the_body_each_under_its_heading() -> None:
    found = all_blocks(
        paper(html="<p>body</p>", sections=[("One", "text\n\nmore"), ("Two", ("a", "b"))])
    )
    assert [each["is"] for each in found] == [
        "paragraph", "heading", "paragraph", "paragraph", "heading", "list",
    ]  # fmt: skip


def test_a_long_word_may_break_and_a_short_one_may_not() -> None:
    data = paper_data(paper(html=f"<p>{'x' * 60} well-known</p>"))
    text = data["blocks"][0]["runs"][0]["text"]
    assert text.replace("\u200b", "") == f"{'x' * 60} well-known"
    assert "\u200b" in text
    assert text.endswith(" well-known")


def test_a_card_that_fits_is_not_cut() -> None:
    card = RoleCard(role="R", prison="P", allows=("a", "b"), review_date=date(2027, 5, 3))
    data = card_data(card)
    assert not data["variants"][0]["is_cut"]
    assert data["footer"] == "Review this card by 3 May 2027."
    assert "is not a pass" in data["variants"][0]["limits"]
    assert card_data(RoleCard(role="R", prison="P"))["footer"] == ""


def test_each_variant_of_a_card_is_shorter_and_says_that_it_is_cut() -> None:
    card = RoleCard(role="R", prison="P", allows=("word " * 900,), where=tuple("abcdefghijklmno"))
    variants = card_data(card)["variants"]
    lengths = [len(str(each)) for each in variants]
    assert lengths == sorted(lengths, reverse=True)
    assert len(set(lengths)) == len(lengths)
    assert all(each["is_cut"] for each in variants)
    assert variants[0]["parts"][0]["words"][0][0]["text"].endswith(CUT)


def test_a_card_has_no_field_for_a_person_who_is_held() -> None:
    assert set(RoleCard.__dataclass_fields__) == {
        "role", "prison", "allows", "where", "when", "who_to_call", "review_date", "is_draft",
        "is_example",
    }  # fmt: skip


def test_a_poster_keeps_its_call_to_action_however_long_its_lines() -> None:
    variants = poster_data(Poster(title="T", lines=("x " * 9_000,), call_to_action="Ask"))
    assert {each["call_to_action"][0]["text"] for each in variants["variants"]} == {"Ask"}


def test_a_column_with_more_words_is_wider_but_not_without_limit() -> None:
    def cells(*texts: str) -> list:
        return [[{"text": each}] for each in texts]

    table = {"width": 3, "head": cells("a", "b", "c"), "rows": [cells("1", "x" * 50, "x" * 9_000)]}
    narrow, wide, widest = column_shares(table)
    assert narrow < wide < widest < 5 * narrow
