from portal.matching.similar.asking import Fit, worth_asking


def _lines(ours: dict[str, object], theirs: dict[str, object]) -> tuple[str, ...]:
    return worth_asking(ours, theirs, "Oakwood", ()).lines


def test_an_established_scheme_is_worth_asking_where_ours_is_starting_or_missing() -> None:
    theirs = {"schemes": {"reading": "established", "maths": "established", "esol": "running"}}
    assert _lines({"schemes": {"reading": "setting_up"}}, theirs) == (
        "It has run learning to read for over a year; Oakwood is setting this up",
        "It has run maths for over a year; Oakwood does not run this",
    )
    assert _lines({"schemes": {"reading": "running", "maths": "established"}}, theirs) == ()


def test_schemes_that_we_did_not_tell_are_not_taken_for_missing() -> None:
    assert _lines({}, {"schemes": {"reading": "established"}}) == ()
    assert _lines({"schemes": {}}, {}) == ()


def test_a_barrier_that_they_solved_is_worth_asking_where_we_named_it() -> None:
    ours = {"barriers_now": ["space", "pay"]}
    assert _lines(ours, {"barriers_solved": ["pay", "movement"]}) == (
        "It has solved “The role pays less than other jobs”, which Oakwood named as in the way",
    )
    assert _lines({}, {"barriers_solved": ["pay"]}) == ()


def test_what_they_share_alone_is_reason_enough() -> None:
    assert worth_asking({}, {}, "Oakwood", (Fit("a", "A", "b"),))
    assert not worth_asking({}, {}, "Oakwood", ())
