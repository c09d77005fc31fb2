"""Asking which of two prisons is more like one's own."""

import pytest

from portal.errors import Forbidden, Invalid
from portal.matching.questions import queries, services
from portal.prisons.queries import profile_by_slug

ADDRESS = "/prisons/{}/similar/questions"


def text(response) -> str:
    return response.get_data(as_text=True)


def test_an_answer_is_kept_and_a_second_takes_its_place(whole_estate, app_context):
    profile, erin = profile_by_slug("oakwood"), whole_estate.erin
    first, second, *_ = queries.questions_for(profile, erin)
    services.answer(actor=erin, profile=profile, question=first, chosen="a")
    services.answer(actor=erin, profile=profile, question=first, chosen="b")
    services.answer(actor=erin, profile=profile, question=second, chosen="same")
    asked = queries.questions_for(profile, erin)
    assert [each.answer for each in asked[:3]] == ["b", "same", None]
    assert all(each.answer is None for each in queries.questions_for(profile, whole_estate.dana))


def test_answers_are_the_same_whichever_prison_was_shown_first(whole_estate, app_context):
    profile, erin = profile_by_slug("oakwood"), whole_estate.erin
    for question in queries.questions_for(profile, erin):
        services.answer(actor=erin, profile=profile, question=question, chosen="a")
    assert {each.answer for each in queries.questions_for(profile, erin)} == {"a"}


def test_agreement_is_full_where_every_answer_names_the_nearer(whole_estate, app_context):
    profile, erin = profile_by_slug("oakwood"), whole_estate.erin
    from portal.matching.line_ups import line_ups

    men = line_ups()["record", "adult_men"]
    ours = men.ids.index(profile.prison.id)
    apart = {number: men.distances.total[ours, at] for at, number in enumerate(men.ids)}
    asked = queries.questions_for(profile, erin)
    for question in asked:
        nearer = "a" if apart[question.a_id] < apart[question.b_id] else "b"
        services.answer(actor=erin, profile=profile, question=question, chosen=nearer)
    found = queries.agreed("record", "adult_men")
    assert (found.answers, found.people) == (30, 1)
    assert found.whole.same == found.whole.told > 20
    assert set(found.by_group) == set(men.method.groups)
    assert queries.agreed("record", "women").answers == 0


def test_nobody_answers_for_another_prison_or_without_a_choice(whole_estate, app_context):
    profile = profile_by_slug("oakwood")
    question = queries.questions_for(profile, whole_estate.erin)[0]
    for person in (whole_estate.alice, whole_estate.bob):
        with pytest.raises(Forbidden):
            services.answer(actor=person, profile=profile, question=question, chosen="a")
    for chosen in ("", "c"):
        with pytest.raises(Invalid):
            services.answer(
                actor=whole_estate.erin, profile=profile, question=question, chosen=chosen
            )


def test_the_pages_lead_through_the_questions(whole_estate, client, sign_in):
    sign_in(client, whole_estate.dana)
    address = ADDRESS.format("oakwood")
    assert "There are 30 questions" in text(client.get(address))
    refused = client.post(f"{address}/1")
    assert refused.status_code == 422
    assert "Choose an answer" in text(refused)
    went = client.post(f"{address}/1", data={"answer": "unknown"})
    assert went.headers["Location"].endswith(f"{address}/2")
    assert "You have answered 1 of 30" in text(client.get(address))
    last = client.post(f"{address}/30", data={"answer": "a"})
    assert last.headers["Location"].endswith(address)
    for number in (0, 31, 99):
        assert client.get(f"{address}/{number}").status_code == 404


def test_a_prison_of_which_too_little_is_known_is_not_asked_about(whole_estate, client, sign_in):
    sign_in(client, whole_estate.erin)
    assert "Too little is known" in text(client.get(ADDRESS.format("millsike")))


def test_leads_of_elsewhere_and_members_are_kept_out(whole_estate, client, sign_in):
    for person, slug in ((whole_estate.dana, "leeds"), (whole_estate.bob, "example-midvale")):
        sign_in(client, person)
        assert client.get(ADDRESS.format(slug)).status_code == 403
