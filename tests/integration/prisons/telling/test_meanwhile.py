"""Two people change the figures of one prison at the same time."""

import pytest

PAGE = "/prisons/example-midvale/profile"


@pytest.fixture
def both(app, cast, sign_in):
    """Give Alice's and Erin's browsers."""
    browsers = app.test_client(), app.test_client()
    for browser, person in zip(browsers, (cast.alice, cast.erin), strict=True):
        sign_in(browser, person)
    return browsers


@pytest.fixture
def clash(both, opened):
    """Let Erin change one figure of Alice's open form, and one that Alice leaves alone."""
    alice, erin = both
    form = opened(alice.get(PAGE))
    erin.post(PAGE, data=opened(erin.get(PAGE)) | {"esol": "20", "arrivals": "70"})
    return alice.post(PAGE, data=form | {"esol": "9", "neurodiversity": "33"})


def test_different_figures_come_together(both, opened, known):
    alice, erin = both
    forms = opened(alice.get(PAGE)), opened(erin.get(PAGE))
    erin.post(PAGE, data=forms[1] | {"arrivals": "70"})
    assert alice.post(PAGE, data=forms[0] | {"esol": "9"}).status_code == 302
    assert known() == {"arrivals": 70, "esol": 9}


def test_the_same_new_figure_is_saved_once(both, opened, facts):
    alice, erin = both
    forms = opened(alice.get(PAGE)), opened(erin.get(PAGE))
    for browser, form in zip(both, forms, strict=True):
        assert browser.post(PAGE, data=form | {"esol": "9"}).status_code == 302
    assert len(facts()) == 1


def test_the_second_saves_nothing_and_sees_both_figures(clash, known, words):
    assert clash.status_code == 409
    assert known() == {"esol": 20, "arrivals": 70}
    page = words(clash)
    assert "Somebody else changed the same meanwhile" in page
    assert "Theirs, saved already: 20%" in page
    assert "Mine: 9%" in page
    assert "70" not in page.split("People who arrive")[0]


def test_the_page_keeps_what_was_typed_and_takes_over_what_only_they_changed(clash, opened):
    form = opened(clash)
    assert (form["esol"], form["neurodiversity"]) == (["9"], ["33"])
    assert form["arrivals"] == ["70"]


@pytest.mark.parametrize(("keep", "esol"), [("mine", 9), ("theirs", 20)])
def test_the_figure_that_was_chosen_stands_and_nothing_else_is_lost(
    both, clash, opened, known, keep, esol
):
    answer = both[0].post(PAGE, data=opened(clash) | {"keep-esol": keep})
    assert answer.status_code == 302
    assert known() == {"esol": esol, "arrivals": 70, "neurodiversity": 33}


def test_choosing_neither_asks_again(both, clash, opened, known, words):
    again = both[0].post(PAGE, data=opened(clash))
    assert again.status_code == 422
    assert "choose which figure is right" in words(again)
    assert known() == {"esol": 20, "arrivals": 70}
    assert both[0].post(PAGE, data=opened(again) | {"keep-esol": "mine"}).status_code == 302
    assert known()["esol"] == 9


def test_a_third_change_asks_once_more(both, clash, opened, known, words):
    alice, erin = both
    form = opened(clash)
    erin.post(PAGE, data=opened(erin.get(PAGE)) | {"esol": "25"})
    again = alice.post(PAGE, data=form | {"keep-esol": "mine"})
    assert again.status_code == 409
    assert "Theirs, saved already: 25%" in words(again)
    assert known()["esol"] == 25


def test_a_figure_that_they_took_back_is_theirs_too(both, opened, known, words):
    alice, erin = both
    alice.post(PAGE, data=opened(alice.get(PAGE)) | {"esol": "9"})
    form = opened(alice.get(PAGE))
    erin.post(PAGE, data=opened(erin.get(PAGE)) | {"esol": ""})
    clash = alice.post(PAGE, data=form | {"esol": "10"})
    assert "Theirs, saved already: Not known" in words(clash)
    alice.post(PAGE, data=opened(clash) | {"keep-esol": "theirs"})
    assert known() == {"esol": None}
