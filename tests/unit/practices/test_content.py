import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.errors import Invalid
from portal.practices.content import TITLE_MAX, Content, checked, missing_for_publishing
from portal.practices.fields import FIELDS
from portal.practices.vocabulary import KINDS, THEMES
from portal.practices.wording import in_words

words = st.text(max_size=60)
contents = st.builds(
    Content,
    title=words,
    summary=words,
    body=words,
    themes=st.lists(st.sampled_from(sorted(THEMES))).map(tuple),
    tags=st.lists(words, max_size=5).map(tuple),
    details=st.just({}),
)


def problems(kind: str, content: Content) -> dict[str, str]:
    with pytest.raises(Invalid) as caught:
        checked(kind, content)
    return caught.value.problems


def test_it_tidies_what_people_type() -> None:
    content = checked(
        "practice_note",
        Content("  A title \r\n", body="one\r\ntwo\r", tags=("  Wing   Gate ", "wing gate", "")),
    )
    assert content.title == "A title"
    assert content.body == "one\ntwo"
    assert content.tags == ("wing gate",)


@given(st.sampled_from(sorted(KINDS)), contents)
def test_what_is_accepted_survives_storing_and_checking_again(kind: str, raw: Content) -> None:
    try:
        content = checked(kind, raw)
    except Invalid:
        return
    assert Content.from_json(content.to_json()) == content
    assert checked(kind, content) == content


@pytest.mark.parametrize(
    ("content", "field"),
    [
        (Content(""), "title"),
        (Content("x" * (TITLE_MAX + 1)), "title"),
        (Content("a\0b"), "title"),
        (Content("a", body="lone \ud800 surrogate"), "body"),
        (Content("a", body="x" * 200_001), "body"),
        (Content("a", themes=("no such theme",)), "themes"),
        (Content("a", tags=tuple(f"tag {n}" for n in range(21))), "tags"),
        (Content("a", details={"purpose": ("nonsense",)}), "purpose"),
        (Content("a", details={"no_such_field": "x"}), "no_such_field"),
    ],
)
def test_each_mistake_is_named_by_its_field(content: Content, field: str) -> None:
    assert list(problems("practice_note", content)) == [field]


def test_one_choice_means_one() -> None:
    both = Content("a", details={"structure": ("structured", "less_structured")})
    assert list(problems("scheme", both)) == ["structure"]


def test_an_unknown_kind_is_refused() -> None:
    assert list(problems("poem", Content("a"))) == ["kind"]


def test_choices_keep_the_order_of_the_vocabulary() -> None:
    content = checked("scheme", Content("a", details={"space": ("cell", "quiet_room", "cell")}))
    assert content.details == {"space": ("quiet_room", "cell")}


def test_publishing_needs_a_summary_and_a_body() -> None:
    assert missing_for_publishing(Content("a")).keys() == {"summary", "body"}
    assert missing_for_publishing(Content("a", summary="b", body="c")) == {}


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_has_fields_with_keys_of_their_own(kind: str) -> None:
    keys = [field.key for field in FIELDS[kind]]
    assert len(keys) == len(set(keys))


def test_filled_fields_are_told_in_words() -> None:
    content = Content(title="T", details={"structure": "structured", "benefits": "Many."})
    said = [(line.label, line.words, line.is_long) for line in in_words("scheme", content)]
    assert said[0] == (
        "Structured or not", ("Structured: a clear end goal, set material and set times",), False,
    )  # fmt: skip
    assert said[1][1:] == (("Many.",), True)
