from datetime import date

import pytest

from portal.prisons import kinds

PAGE = "/prisons/example-midvale/profile/record"
HISTORY = "/prisons/example-midvale/profile/history"


def test_a_correction_stands_beside_its_source_and_the_old_one_in_the_history(
    as_person, give, opened, known, words
):
    give("function", "Open")
    give("capacity", 700)
    browser = as_person("alice")
    form = opened(browser.get(PAGE))
    assert (form["function"], form["capacity"]) == (["Open"], ["700"])
    browser.post(PAGE, data=form | {"function": "Category C", "operator": "A company"})
    assert known() == {"function": "Category C", "capacity": 700, "operator": "A company"}
    page = words(browser.get("/prisons/example-midvale"))
    assert (
        "Main function Category C Source: Invented: told by the staff of an example prison, "
        "November 2026" in page
    )
    history = words(as_person("charlie").get(HISTORY))
    assert (
        "Main function Category C Now Speaks of 23 November 2026. Source: Invented: told by the "
        "staff of an example prison. Recorded on 23 November 2026 at 12:00pm. "
        "Open Speaks of 1 January 2026. Source: A table." in history
    )


def test_kinds_security_and_flags_are_told(as_person, typed, known):
    answer = as_person("alice").post(
        PAGE,
        data=typed(
            cohorts=["", "resettlement", "cat_c_trainer"],
            security=["", "C"],
            holds_18_to_20="yes",
            holds_under_18="no",
        ),
    )
    assert answer.status_code == 302
    assert sorted(known()["cohorts"]) == ["cat_c_trainer", "resettlement"]
    assert known()["security"] == ["C"]
    assert (known()["holds_18_to_20"], known()["holds_under_18"]) == (True, False)


@pytest.mark.parametrize(
    ("field", "text", "message"),
    [
        ("population", "12.5", "give a whole number"),
        ("population", "100001", "give 100,000 or fewer"),
        ("capacity", "-1", "give a whole number"),
        ("security", "Z", "pick from the list"),
        ("open_conditions", "perhaps", "pick from the list"),
        ("operator", "x" * 121, "Use 120 characters or fewer"),
        ("operator", "Ask A1234BC", "prison number"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_saved(
    as_person, typed, facts, words, field, text, message
):
    page = as_person("alice").post(PAGE, data=typed() | {field: text})
    assert page.status_code == 422
    assert message in words(page)
    assert facts() == []


def test_what_somebody_types_is_shown_as_text(as_person, typed):
    as_person("alice").post(PAGE, data=typed(operator="<b>Us</b>"))
    for page in (PAGE, HISTORY, "/prisons/example-midvale"):
        assert "&lt;b&gt;Us" in as_person("alice").get(page).text


@pytest.mark.parametrize("hostile", ["<script>alert(1)</script>", "{{ 7 * 7 }}", "' onload='x"])
def test_a_hostile_operator_is_words_on_every_page(as_person, typed, hostile):
    browser = as_person("alice")
    assert browser.post(PAGE, data=typed(operator=hostile)).status_code == 302
    for page in (PAGE, HISTORY, "/prisons/example-midvale", "/prisons/example-midvale/similar"):
        assert "<script>alert" not in browser.get(page).text
        assert " onload='x" not in browser.get(page).text
    assert "{{ 7 * 7 }}" in browser.get(PAGE).text or "{{" not in hostile


def test_a_corrected_function_shows_in_lists_and_filters_within_a_minute(
    app, as_person, typed, give, monkeypatch
):
    give("function", "Open")

    def function():
        with app.app_context():
            found = {each.slug: each.function for each in kinds.prison_kinds()}
            return found["example-midvale"]

    assert function() == "Open"
    as_person("alice").post(PAGE, data=typed(since="99", function="Category C"))
    later = kinds.time.monotonic() + kinds.KEPT + 1
    monkeypatch.setattr(kinds.time, "monotonic", lambda: later)
    assert function() == "Category C"


def test_a_newer_table_stands_above_what_staff_told_before(as_person, typed, give, known, words):
    as_person("alice").post(PAGE, data=typed(population="700", day="1", month="6"))
    give("population", 720, as_at=date(2026, 9, 30))
    assert known()["population"] == 720
    history = words(as_person("bob").get(HISTORY))
    assert history.index("720 Now Speaks of 30 September") < history.index("700 Speaks of 1 June")


def test_a_figure_taken_back_says_so_in_the_history(as_person, typed, opened, words):
    browser = as_person("alice")
    browser.post(PAGE, data=typed(capacity="700"))
    browser.post(PAGE, data=opened(browser.get(PAGE)) | {"capacity": ""})
    assert "Not known Now Taken back by the prison’s own staff" in words(browser.get(HISTORY))


def test_a_prison_without_facts_has_an_empty_history(as_person, words):
    assert "Nothing is known about this prison yet." in words(as_person("bob").get(HISTORY))


def test_the_history_is_read_in_one_go(as_person, whole_estate, count_queries):
    browser = as_person("bob")
    with count_queries(at_most=3):
        browser.get(HISTORY)


def test_every_example_prison_tells_every_figure(as_person, whole_estate, words):
    for slug in ("midvale", "westholme"):
        page = words(as_person("erin").get(f"/prisons/example-{slug}"))
        assert "You have given 18 of 18 figures about your prison." in page
        assert "Told by" not in page


@pytest.mark.parametrize("page", ["profile", "profile/record"])
def test_a_form_sent_back_as_it_came_writes_nothing(as_person, whole_estate, facts, opened, page):
    browser, before = as_person("erin"), len(facts())
    slugs = ("example-midvale", "example-westholme", "usk", "millsike", "peterborough-female")
    for slug in slugs:
        address = f"/prisons/{slug}/{page}"
        assert browser.post(address, data=opened(browser.get(address))).status_code == 302
    assert len(facts()) == before
