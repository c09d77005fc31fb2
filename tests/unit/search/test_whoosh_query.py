from portal.search.whoosh_query import TERMS_MAX, Words, read, without_common


def test_words_and_phrases_are_told_apart() -> None:
    words = read('mentors at the "wing gate" and "reading"')
    assert words.phrases == (("wing", "gate"),)
    assert words.terms == ("mentor", "read")


def test_an_open_quote_is_just_a_sign() -> None:
    assert read('"wing gate').terms == ("wing", "gate")


def test_long_questions_are_cut() -> None:
    assert len(read(" ".join(f"w{number}x" for number in range(200))).terms) == TERMS_MAX


def test_common_words_leave_a_long_question_only() -> None:
    terms = tuple("abcdefgh")
    frequency = {"a": 90, "b": 31}
    long = without_common(Words(terms, ()), lambda term: frequency.get(term, 1), 100)
    assert long.terms == tuple("cdefgh")
    short = without_common(Words(terms[:6], ()), lambda term: 90, 100)
    assert short.terms == terms[:6]
    every = without_common(Words(terms, ()), lambda _term: 100, 100)
    assert every.terms == terms
