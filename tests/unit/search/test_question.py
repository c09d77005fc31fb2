"""Typed words become terms and phrases by the same rules as documents."""

from portal.search.question import TERMS_MAX, read


def test_words_and_phrases_are_told_apart() -> None:
    words = read('mentors at the "wing gate" and "reading"')
    assert words.phrases == (("wing", "gate"),)
    assert words.terms == ("mentor", "read")


def test_an_open_quote_is_just_a_sign() -> None:
    assert read('"wing gate').terms == ("wing", "gate")


def test_long_questions_are_cut() -> None:
    assert len(read(" ".join(f"w{number}x" for number in range(200))).terms) == TERMS_MAX


def test_a_term_typed_twice_stands_there_once_and_says_so() -> None:
    question = read("mentors mentoring at the gate")
    assert question.terms == ("mentor", "gate")
    assert (question.times("mentor"), question.times("gate")) == (2, 1)


def test_a_phrase_may_stand_in_curly_quotes() -> None:
    assert read("“Wing gate”").phrases == (("wing", "gate"),)
