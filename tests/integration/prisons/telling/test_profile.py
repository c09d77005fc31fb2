from datetime import date

import pytest
from sqlalchemy import select

from portal.audit.models import AuditEvent
from portal.db import db

PAGE = "/prisons/example-midvale/profile"
STAFF = "staff-example"


def test_what_is_told_is_saved_as_facts_of_the_staff_and_shown_with_its_source(
    as_person, typed, facts, words
):
    browser = as_person("alice")
    answer = browser.post(PAGE, data=typed(esol="8", arrivals="62", quiet_space="some_wings"))
    assert (answer.status_code, answer.location) == (302, "/prisons/example-midvale")
    assert sorted(facts()) == [
        ("arrivals", {"v": 62}, STAFF),
        ("esol", {"v": 8}, STAFF),
        ("quiet_space", {"v": "some_wings"}, STAFF),
    ]
    page = words(browser.get("/prisons/example-midvale"))
    assert "Saved 3 figures." in page
    assert "Education need Need English for speakers of other languages 8% Source: Invented" in page
    assert "You have given 3 of 18 figures about your prison." in page


def test_a_real_prison_has_the_source_of_a_real_one(as_person, typed, facts):
    as_person("erin").post("/prisons/birmingham/profile", data=typed(esol="8"))
    assert facts() == [("esol", {"v": 8}, "staff")]


def test_every_kind_of_figure_comes_back_into_the_form_and_saving_it_again_adds_nothing(
    as_person, typed, facts, opened, names, words
):
    browser = as_person("alice")
    full = typed(
        schemes__reading="established",
        structured="both",
        barriers_now=["movement", "pay"],
        barriers_solved=["space"],
        six_months_left="70",
        **dict(zip(names.bands, ("10", "20", "30", "25", "*", "*"), strict=True)),
    )
    browser.post(PAGE, data=full)
    before = facts()
    assert ("schemes", {"v": {"reading": "established"}}, STAFF) in before
    assert ("barriers_now", {"v": ["movement", "pay"]}, STAFF) in before
    form = opened(browser.get(PAGE))
    assert form["barriers_now"] == ["", "movement", "pay"]
    assert form[names.bands[-1]] == ["*"]
    browser.post(PAGE, data=form)
    assert facts() == before
    assert "Nothing was changed, so nothing was saved." in words(browser.get("/prisons/"))


def test_only_what_changed_is_written(as_person, typed, facts, opened):
    browser = as_person("alice")
    browser.post(PAGE, data=typed(esol="8", arrivals="62"))
    browser.post(PAGE, data=opened(browser.get(PAGE)) | {"esol": "9"})
    assert [fact for fact in facts() if fact[0] == "esol"] == [
        ("esol", {"v": 8}, STAFF),
        ("esol", {"v": 9}, STAFF),
    ]
    assert len(facts()) == 3


def test_blanking_a_known_figure_says_not_known_and_keeps_the_old_one(
    as_person, typed, facts, opened, known
):
    browser = as_person("alice")
    browser.post(PAGE, data=typed(esol="8"))
    browser.post(PAGE, data=opened(browser.get(PAGE)) | {"esol": ""})
    assert facts() == [
        ("esol", {"v": 8}, STAFF),
        ("esol", {"v": None, "note": "Taken back by the prison’s own staff"}, STAFF),
    ]
    assert known()["esol"] is None


def test_that_no_scheme_runs_is_known_and_shown(as_person, typed, known, words, opened):
    browser = as_person("alice")
    browser.post(PAGE, data=typed(schemes__none="yes"))
    assert known()["schemes"] == {}
    assert "Schemes that run None runs" in words(browser.get("/prisons/example-midvale"))
    assert opened(browser.get(PAGE))["schemes-none"] == ["yes"]


@pytest.mark.parametrize(
    ("field", "text", "message"),
    [
        ("esol", "lots", "give a whole percent"),
        ("esol", "-1", "give a whole percent"),
        ("esol", "101", "give a whole percent"),
        ("esol", "<5%", "give a whole percent"),
        ("arrivals", "3.5", "give a whole number"),
        ("day", "24", "The date must be today or earlier"),
        ("year", "1999", "The date must be in 2000 or later"),
        ("schemes-reading", "old", "pick from the list"),
        ("structured", "<i>", "pick from the list"),
        ("sentence_shares-remand", "40", "The others add up to 40 so far"),
    ],
)
def test_what_is_wrong_is_said_twice_and_nothing_is_saved(
    as_person, typed, facts, words, field, text, message
):
    page = as_person("alice").post(PAGE, data=typed(neurodiversity="30") | {field: text})
    assert page.status_code == 422
    assert words(page).count(message) == 2
    assert 'value="30"' in page.text
    assert "<title>Error: " in page.text
    assert facts() == []


def test_everything_typed_is_kept(as_person, typed, opened, names):
    form = typed(
        esol="lots",
        structured="both",
        barriers_now=["pay"],
        schemes__maths="running",
        **dict.fromkeys(names.bands, "50"),
    )
    kept = opened(as_person("alice").post(PAGE, data=form))
    assert kept["esol"] == ["lots"]
    assert kept["structured"] == ["both"]
    assert kept["barriers_now"] == ["", "pay"]
    assert kept["schemes-maths"] == ["running"]
    assert [kept[name] for name in names.bands] == [["50"]] * 6
    assert kept["since"] == ["0"]


def test_sentences_must_add_up(as_person, typed, words, facts, names):
    form = typed(**dict.fromkeys(names.bands, "10"))
    page = as_person("alice").post(PAGE, data=form)
    assert page.status_code == 422
    assert "They add up to 60" in words(page)
    assert facts() == []


def test_a_part_is_measured_against_the_whole_that_is_held_already(as_person, typed, words, facts):
    browser = as_person("alice")
    browser.post(PAGE, data=typed(below_level_2_maths="40"))
    page = browser.post(PAGE, data=typed(below_level_1_maths="41"))
    assert page.status_code == 422
    assert "“Below level 1 in maths” (41%) cannot be more than" in words(page)
    assert len(facts()) == 1


def test_too_few_people_are_hidden_and_it_is_said(as_person, typed, give, known, words, names):
    give("population", 400)
    browser = as_person("alice")
    shares = dict(zip(names.bands, ("1", "10", "40", "30", "12", "7"), strict=True))
    browser.post(PAGE, data=typed(esol="1", neurodiversity="2", **shares))
    assert known()["esol"] == "few"
    assert known()["neurodiversity"] == 2
    assert known()["sentence_shares"]["remand"] == "few"
    assert known()["sentence_shares"]["indeterminate"] == "few"
    page = words(browser.get("/prisons/example-midvale"))
    assert "We keep “too few to give” for: " in page
    assert "“Indeterminate, such as life” (it is hidden too" in page
    assert "Need English for speakers of other languages Too few to give Source" in page


def test_an_older_day_than_that_of_a_known_figure_is_refused(as_person, typed, words, give, known):
    give("esol", 8)
    browser = as_person("alice")
    day = {"day": "31", "month": "12", "year": "2025"}
    page = browser.post(PAGE, data=typed(since="99", esol="9") | day)
    assert page.status_code == 422
    assert "Give 1 January 2026 or later" in words(page)
    assert known()["esol"] == 8


@pytest.mark.parametrize("since", ["", "x", "-1", "9" * 50, "²", "2147483648"])
def test_a_number_of_the_last_fact_that_nobody_gave_does_no_harm(as_person, typed, since, known):
    answer = as_person("alice").post(PAGE, data=typed(esol="8") | {"since": since})
    assert answer.status_code == 302
    assert known()["esol"] == 8


def test_fields_that_are_not_in_the_form_change_nothing(as_person, typed, known):
    browser = as_person("alice")
    browser.post(PAGE, data=typed(esol="8", barriers_now=["pay"]))
    browser.post(PAGE, data=typed(since="99", arrivals="5"))
    assert known() == {"esol": 8, "barriers_now": ["pay"], "arrivals": 5}


def test_in_a_small_prison_neither_one_person_nor_all_but_one_is_told(
    as_person, typed, give, known, words, names
):
    give("population", 60)
    browser = as_person("alice")
    shares = dict(zip(names.bands, ("2", "0", "0", "0", "0", "98"), strict=True))
    browser.post(
        PAGE, data=typed(esol="2", below_level_1_maths="80", below_level_2_maths="98", **shares)
    )
    assert known()["esol"] == known()["below_level_2_maths"] == "few"
    assert known()["below_level_1_maths"] == 80
    assert list(known()["sentence_shares"].values()) == ["few", 0, 0, 0, 0, "few"]
    page = words(browser.get("/prisons/example-midvale"))
    assert "Below level 2 in maths (too few people are left over)" in page
    assert "98%" not in page


def test_a_figure_sent_back_as_it_stood_stays_when_fewer_people_are_held_since(
    as_person, typed, give, opened, known
):
    give("population", 700)
    browser = as_person("alice")
    browser.post(PAGE, data=typed(since="99", esol="5"))
    give("population", 60, as_at=date(2026, 6, 1))
    browser.post(PAGE, data=opened(browser.get(PAGE)) | {"arrivals": "7"})
    assert (known()["esol"], known()["arrivals"]) == (5, 7)


def test_that_nothing_gets_in_the_way_is_known_shown_and_taken_back(
    as_person, typed, known, words, opened
):
    browser = as_person("alice")
    browser.post(PAGE, data=typed(barriers_now__none="yes", barriers_solved__none="yes"))
    assert known() == {"barriers_now": [], "barriers_solved": []}
    page = words(browser.get("/prisons/example-midvale"))
    assert "What gets in the way now None of those asked about" in page
    assert "You have given 2 of 18 figures" in page
    form = opened(browser.get(PAGE))
    assert form["barriers_now-none"] == ["yes"]
    browser.post(PAGE, data=form | {"barriers_now-none": [], "barriers_solved": ["pay"]})
    assert known()["barriers_solved"] == []  # both ticked: nothing was saved
    browser.post(PAGE, data=form | {"barriers_now-none": [], "barriers_solved-none": []})
    assert known() == {"barriers_now": None, "barriers_solved": None}


def test_what_was_saved_leads_to_prisons_like_ours_and_what_was_taken_back_is_counted(
    as_person, typed, words, opened
):
    browser = as_person("alice")
    browser.post(PAGE, data=typed(esol="8", arrivals="62"))
    page = browser.get("/prisons/example-midvale")
    assert (
        'notification-banner__link" href="/prisons/example-midvale/similar">'
        "See prisons like yours</a>" in page.text
    )
    browser.post(PAGE, data=opened(browser.get(PAGE)) | {"esol": "", "arrivals": "n/a"})
    page = words(browser.get("/prisons/example-midvale"))
    assert "Took back 2 figures: not known from now on." in page
    assert "Saved" not in page


def test_of_a_field_that_is_sent_twice_the_first_counts(as_person, typed, known):
    as_person("alice").post(PAGE, data=typed(esol=["8", "9"], barriers_now=["pay"] * 900))
    assert known() == {"esol": 8, "barriers_now": ["pay"]}


def test_what_is_far_too_long_is_refused(as_person, typed, facts):
    browser = as_person("alice")
    assert browser.post(PAGE, data=typed(esol="9" * 1_000_000)).status_code == 422
    assert browser.post(PAGE, data=typed(esol="9" * 3_000_000)).status_code == 413
    assert facts() == []


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_no_other_method_is_taken(as_person, method):
    assert getattr(as_person("alice"), method)(PAGE).status_code == 405


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("alice", "example-westholme"),
        ("alice", "birmingham"),
        ("bob", "example-midvale"),
        ("charlie", "example-midvale"),
        ("dana", "birmingham"),
    ],
)
@pytest.mark.parametrize("page", ["profile", "profile/record"])
def test_nobody_else_sees_or_sends_a_form(as_person, typed, facts, name, slug, page):
    browser = as_person(name)
    address = f"/prisons/{slug}/{page}"
    assert browser.get(address).status_code == 403
    assert browser.post(address, data=typed(esol="8", capacity="9")).status_code == 403
    assert facts() == []
    assert f'href="{address}"' not in browser.get(f"/prisons/{slug}").text


def test_members_see_the_figures_and_no_form(as_person, typed, words):
    as_person("alice").post(PAGE, data=typed(esol="8"))
    page = as_person("bob").get("/prisons/example-midvale")
    assert "speakers of other languages 8%" in words(page)
    assert "You have given" not in words(page)


def test_leads_are_called_to_tell_where_nothing_is_told(as_person, words):
    page = words(as_person("alice").get("/prisons/example-midvale"))
    assert "You have given none of 18 figures yet." in page
    assert "so that we can find prisons that really hold people like yours" in page


def test_what_was_told_stands_in_the_audit_trail_without_figures(app, cast, as_person, typed):
    as_person("alice").post(PAGE, data=typed(esol="8", arrivals="62"))
    with app.app_context():
        event = db.session.scalars(
            select(AuditEvent).where(AuditEvent.subject == "prison:EX4")
        ).one()
    assert (event.action, event.actor_id) == ("prison.profile", cast.alice.id)
    assert event.detail == {"measures": ["arrivals", "esol"]}


def test_an_unknown_prison_has_no_form(as_person):
    browser = as_person("erin")
    for page in ("profile", "profile/record", "profile/history"):
        assert browser.get(f"/prisons/no-such-prison/{page}").status_code == 404


def test_without_a_token_nothing_is_saved(as_person, typed, facts):
    assert as_person("alice").post(PAGE, data=typed(esol="8"), csrf=False).status_code == 400
    assert facts() == []
