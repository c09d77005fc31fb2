"""Asking which of two prisons is more like one's own."""

import re

import pytest

from portal.accounts.models import Role, User
from portal.errors import Forbidden, Invalid
from portal.matching.line_ups import line_ups
from portal.matching.questions import queries, services
from portal.matching.questions.permissions import may_answer
from portal.prisons.profiles import Profile
from portal.prisons.queries import profile_by_slug

ADDRESS = "/prisons/{}/similar/questions"


def text(response) -> str:
    return response.get_data(as_text=True)


def give(person, profile, question, chosen: str) -> None:
    services.answer(
        actor=person, profile=profile, question=question, chosen=chosen, shown=question.pair
    )


def post(client, address: str, answer: str | None):
    """Send the form of a question as it stands on its page."""
    (shown,) = re.findall(r'name="shown" value="([^"]*)"', text(client.get(address)))
    return client.post(address, data={"shown": shown} | ({"answer": answer} if answer else {}))


def test_an_answer_is_kept_and_a_second_takes_its_place(whole_estate, app_context):
    profile, erin = profile_by_slug("oakwood"), whole_estate.erin
    first, second, *_ = queries.questions_for(profile, erin)
    give(erin, profile, first, "a")
    give(erin, profile, first, "b")
    give(erin, profile, second, "same")
    asked = queries.questions_for(profile, erin)
    assert [each.answer for each in asked[:3]] == ["b", "same", None]
    assert all(each.answer is None for each in queries.questions_for(profile, whole_estate.dana))


def test_answers_are_the_same_whichever_prison_was_shown_first(whole_estate, app_context):
    profile, erin = profile_by_slug("oakwood"), whole_estate.erin
    for question in queries.questions_for(profile, erin):
        give(erin, profile, question, "a")
    assert {each.answer for each in queries.questions_for(profile, erin)} == {"a"}


def test_agreement_is_full_where_every_answer_names_the_nearer(whole_estate, app_context):
    profile, erin = profile_by_slug("oakwood"), whole_estate.erin
    men = line_ups()["record", "adult_men"]
    ours = men.ids.index(profile.prison.id)
    apart = {number: men.distances.total[ours, at] for at, number in enumerate(men.ids)}
    asked = queries.questions_for(profile, erin)
    for question in asked:
        nearer = "a" if apart[question.a_id] < apart[question.b_id] else "b"
        give(erin, profile, question, nearer)
    found = queries.agreed(men)
    assert found.people == 1
    assert found.whole.same == found.whole.told > 20
    assert set(found.by_group) == set(men.method.groups)
    assert queries.agreed(line_ups()["record", "women"]).people == 0


def test_nobody_answers_for_another_prison_or_without_a_choice(whole_estate, app_context):
    profile = profile_by_slug("oakwood")
    question = queries.questions_for(profile, whole_estate.erin)[0]
    for person in (whole_estate.alice, whole_estate.bob):
        with pytest.raises(Forbidden):
            give(person, profile, question, "a")
    for chosen in ("", "c"):
        with pytest.raises(Invalid):
            give(whole_estate.erin, profile, question, chosen)


def test_the_pages_lead_through_the_questions(whole_estate, client, sign_in):
    sign_in(client, whole_estate.dana)
    address = ADDRESS.format("oakwood")
    assert "There are 30 questions" in text(client.get(address))
    refused = post(client, f"{address}/1", None)
    assert refused.status_code == 422
    assert "Choose an answer" in text(refused)
    went = post(client, f"{address}/1", "unknown")
    assert went.headers["Location"].endswith(f"{address}/2")
    assert "You have answered 1 of 30" in text(client.get(address))
    last = post(client, f"{address}/30", "a")
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


def test_an_answer_to_another_pair_than_is_asked_now_is_not_kept(whole_estate, client, sign_in):
    sign_in(client, whole_estate.dana)
    address = ADDRESS.format("oakwood")
    for shown in ("", "1-2", "x" * 5000, "<script>"):
        refused = client.post(f"{address}/1", data={"shown": shown, "answer": "a"})
        assert refused.status_code == 422
        page = text(refused)
        assert "The figures have changed" in page
        assert " checked" not in page
        assert "<script>" not in page
    assert "You have answered" not in text(client.get(address))


def test_answers_for_another_region_or_prison_cannot_be_forged(app, whole_estate, client, sign_in):
    with app.app_context():
        shown = queries.questions_for(profile_by_slug("leeds"), whole_estate.dana)[0].pair
    for person in (whole_estate.dana, whole_estate.alice, whole_estate.bob):
        sign_in(client, person)
        forged = client.post(f"{ADDRESS.format('leeds')}/1", data={"shown": shown, "answer": "a"})
        assert forged.status_code == 403
    sign_in(client, whole_estate.erin)
    assert "You have answered" not in text(client.get(ADDRESS.format("leeds")))


def test_a_lead_without_a_region_answers_for_no_prison_without_one(whole_estate, app_context):
    nowhere = Profile(profile_by_slug("oakwood").prison, {})
    assert nowhere.value("region") is None
    assert not may_answer(User(role=Role.REGIONAL_LEAD, region=None), nowhere)


def test_answers_about_example_prisons_count_for_nobody(whole_estate, app_context):
    profile = profile_by_slug("example-midvale")
    give(whole_estate.alice, profile, queries.questions_for(profile, whole_estate.alice)[0], "a")
    for compared, found in queries.all_agreed():
        assert (found.whole.told, found.people) == (0, 0), (compared.basis, compared.block)


def test_the_questions_ask_the_database_a_fixed_number_of_times(
    whole_estate, client, sign_in, count_queries
):
    sign_in(client, whole_estate.dana)
    address = ADDRESS.format("oakwood")
    client.get(address)
    # Who asks; the prison, its facts; whether a fact or a weight was added; what was answered; what
    # the menu counts for a lead.
    with count_queries(at_most=6):
        client.get(address)
    # The two prisons that are shown, and their figures.
    with count_queries(at_most=8):
        client.get(f"{address}/1")
