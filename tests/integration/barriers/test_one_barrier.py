"""One barrier: what was found, what to try, who met it and what they did."""

import re

import pytest

from portal.barriers.study import barrier
from portal.config import bundled
from portal.db import db
from portal.matching.nearness import near
from portal.practices.queries import practice_by_slug
from portal.practices.services import archive, copy_practice
from portal.prisons import estate
from portal.prisons.models import Prison
from portal.prisons.services import save_contact

TITLES = re.compile(r'<h3 class="govuk-heading-s app-card__title">(.*?) ?(?:<strong|</h3>)')


def text(response) -> str:
    assert response.status_code == 200
    return re.sub(r"\s+", " ", response.get_data(as_text=True))


def met(html: str) -> list[str]:
    """Give the titles of who met it, in their order."""
    return TITLES.findall(html)


def card(title: str, html: str) -> str:
    """Give the part of the page about one practice that met the barrier."""
    return html.split(f'app-card__title">{title}')[1].split('<div class="app-card">')[0]


def under(heading: str, html: str) -> str:
    """Give what stands under a heading, up to the next one."""
    return html.split(f"{heading}</h2>")[1].split("<h2")[0]


def test_it_tells_what_was_found_and_what_to_try_with_the_sections(cast, client, sign_in):
    sign_in(client, cast.bob)
    html = text(client.get("/barriers/operational_awareness"))
    one = barrier("operational_awareness")
    assert f"{one.sentence}</h1>" in html
    assert "short job description to show" in under("Try this first", html)
    assert "Study, section 6.2" in under("Try this first", html)
    assert "did not know their role" in under("What the study found", html)
    assert "It does not prove what works." in html


def test_where_nobody_wrote_about_it_the_page_says_so_and_what_to_do(cast, client, sign_in):
    for who, may_write in ((cast.bob, True), (cast.erin, True), (cast.dana, False)):
        sign_in(client, who)
        html = text(client.get("/barriers/pay"))
        assert "No prison has written about this yet." in html
        assert ("Write a practice note about it" in html) is may_write
        assert 'href="/search?q=mentors+are+paid+less"' in html
        assert "starter library" not in html


def test_each_practice_tells_what_was_done_and_what_came_of_it(
    app, cast, client, sign_in, publish, closeness
):
    closeness({cast.midvale: "your prison", cast.westholme: "very close"})
    publish(
        "Gate cards", cast.charlie, cast.westholme,
        barriers_response="Mentors carry <b>cards</b>.",
        benefits="Fewer refusals.", drawbacks="Cards get lost.", evidence="local_figures",
    )  # fmt: skip
    with app.app_context():
        prison = db.session.get_one(Prison, cast.westholme.id)
        save_contact(actor=cast.erin, prison=prison, role="Art tutor", how="By post")
        save_contact(
            actor=cast.erin, prison=prison, role="Head of Education, Skills and Work",
            how="esw@example.org",
        )  # fmt: skip
    sign_in(client, cast.bob)
    one = card("Gate cards", text(client.get("/barriers/movement")))
    for words in (
        "Mentors carry &lt;b&gt;cards&lt;/b&gt;.", "Fewer refusals.", "Cards get lost.",
        "Local figures", "Very close</strong> Alike: Reason EX5", "Example</strong>",
        'href="/prisons/example-westholme">Example Westholme</a>',
        "Head of Education, Skills and Work. esw@example.org",
    ):  # fmt: skip
        assert words in one
    assert "Art tutor" not in one
    assert "In short" not in one
    assert "Taken over" not in one


def test_a_note_without_that_field_shows_its_summary_and_no_contact_where_none_is_given(
    cast, client, sign_in, publish
):
    publish("A note", cast.charlie, cast.westholme, kind="practice_note")
    sign_in(client, cast.bob)
    one = card("A note", text(client.get("/barriers/movement")))
    assert "In short." in one
    assert "Who to ask" not in one
    assert "Evidence" not in one
    assert "Not close to Example Midvale, or too little is known to say." in one


def test_long_words_are_cut_between_two_of_them(cast, client, sign_in, publish):
    publish("Long", cast.charlie, cast.westholme, barriers_response="mentoring " * 100)
    sign_in(client, cast.bob)
    one = card("Long", text(client.get("/barriers/movement")))
    assert "mentoring …" in one
    assert one.count("mentoring") < 65


def test_prisons_that_took_it_over_are_counted_once_each(app, cast, client, sign_in, publish):
    source = publish("Gate cards", cast.charlie, cast.westholme)
    with app.app_context():
        for number in range(2):
            practice = practice_by_slug(source, viewer=cast.alice)
            midvale = db.session.get_one(Prison, cast.midvale.id)
            copy_practice(practice, actor=cast.alice, into=midvale, title=f"Ours {number}")
    sign_in(client, cast.bob)
    assert "By 1 prison" in card("Gate cards", text(client.get("/barriers/movement")))


def test_the_closest_come_first_and_ours_last(cast, client, sign_in, publish, closeness):
    birmingham = cast.prisons["BMI"]
    closeness(
        {cast.midvale: "your prison", cast.westholme: "fairly close", birmingham: "very close"}
    )
    publish("Ours", cast.alice, cast.midvale)
    publish("Very close", cast.erin, birmingham)
    publish("Fairly close", cast.charlie, cast.westholme)
    publish("Far", cast.erin, cast.prisons["FDI"])
    sign_in(client, cast.bob)
    html = text(client.get("/barriers/movement"))
    assert met(html) == ["Very close", "Fairly close", "Far", "Ours"]
    assert "Your prison</strong>" in card("Ours", html)
    assert "Copy it" not in card("Ours", html)
    assert "/practices/very-close/copy" in card("Very close", html)
    newest = text(client.get("/barriers/movement?sort=newest"))
    assert met(newest) == ["Far", "Fairly close", "Very close", "Ours"]
    only = text(client.get("/barriers/movement?like=1"))
    assert met(only) == ["Very close", "Fairly close"]
    assert "Who met it: 1 practice and 1 invented example in prisons like yours" in only


def test_the_strongest_evidence_comes_first(cast, client, sign_in, publish):
    publish("Views", cast.alice, cast.midvale, evidence="views")
    publish("Study", cast.alice, cast.midvale, evidence="independent")
    publish("Silent", cast.alice, cast.midvale)
    publish("Figures", cast.alice, cast.midvale, evidence="local_figures")
    sign_in(client, cast.charlie)
    html = text(client.get("/barriers/movement?sort=evidence"))
    assert met(html) == ["Study", "Figures", "Views", "Silent"]


def test_no_prison_like_ours_is_said_plainly_with_a_way_to_all(
    cast, client, sign_in, publish, closeness
):
    closeness({cast.midvale: "your prison", cast.prisons["BMI"]: "close"})
    publish("Elsewhere", cast.charlie, cast.westholme)
    sign_in(client, cast.bob)
    html = text(client.get("/barriers/movement?like=1"))
    assert met(html) == []
    assert "No prison like yours has written about this yet." in html
    assert 'href="/barriers/movement#met">See every prison</a>' in html


def test_drafts_and_what_was_archived_are_not_there(app, cast, client, sign_in, publish):
    gone = publish("Gone", cast.alice, cast.midvale)
    publish("Another barrier", cast.alice, cast.midvale, barriers=("pay",))
    with app.app_context():
        archive(practice_by_slug(gone, viewer=cast.alice), actor=cast.alice)
    sign_in(client, cast.alice)
    assert met(text(client.get("/barriers/movement"))) == []


def test_roles_training_and_the_starter_library_stand_apart(cast, client, sign_in, publish):
    publish("A role", cast.charlie, cast.westholme, kind="job_description")
    publish("A course", cast.charlie, cast.westholme, kind="training_material")
    publish("A guide", cast.erin, None)
    publish("A library role", cast.erin, None, kind="job_description")
    sign_in(client, cast.bob)
    html = text(client.get("/barriers/movement"))
    assert met(html) == []
    helps = under("Job descriptions and training that help", html)
    library = under("From the starter library", html)
    for title in ("A role", "A course"):
        assert f'>{title}</a> <strong class="govuk-tag govuk-tag--purple">Example' in helps
    for title in ("A guide", "A library role"):
        assert f">{title}</a>" in library
        assert title not in helps
    assert "have not been tested as they stand" in library
    assert "Example</strong>" not in library
    assert 'href="/practices/?barrier=movement">Browse everything about it' in html


def test_who_has_no_prison_chooses_one_of_their_region_and_others_cannot(
    cast, client, sign_in, publish, closeness, regions
):
    closeness({cast.westholme: "close"})
    publish("Theirs", cast.charlie, cast.westholme)
    sign_in(client, cast.dana)
    html = text(client.get("/barriers/movement"))
    assert '<option value="birmingham">' in html
    assert '<option value="ford">' not in html
    assert "Closest prison first" not in html
    assert "Close</strong>" not in html
    html = text(client.get("/barriers/movement?prison=birmingham"))
    assert '<option value="birmingham" selected>' in html
    assert "Close</strong> Alike: Reason EX5" in html
    assert "Only prisons like Birmingham" in html
    assert "Copy it" not in html
    html = text(client.get("/barriers/movement?prison=ford"))
    assert "selected" not in html.split('id="sort"')[0]
    sign_in(client, cast.erin)
    assert '<option value="ford">' in text(client.get("/barriers/movement"))
    sign_in(client, cast.bob)
    assert 'name="prison"' not in text(client.get("/barriers/movement?prison=birmingham"))


@pytest.mark.parametrize("asked", ["sort=nonsense&like=2&page=-3", "prison=%27&page=99999999"])
def test_an_address_that_makes_no_sense_still_answers(asked, cast, client, sign_in, publish):
    publish("Ours", cast.alice, cast.midvale)
    for who in (cast.bob, cast.dana):
        sign_in(client, who)
        assert client.get(f"/barriers/movement?{asked}").status_code == 200


def test_long_lists_come_in_pages_that_keep_what_was_chosen(
    app, cast, client, sign_in, publish, closeness
):
    closeness({cast.midvale: "your prison", cast.westholme: "close"})
    for number in range(21):
        publish(f"Scheme {number:02}", cast.charlie, cast.westholme)
    sign_in(client, cast.bob)
    first = text(client.get("/barriers/movement?sort=newest&like=1"))
    assert len(met(first)) == 20
    assert "Who met it: 21 invented examples in prisons like yours" in first
    assert 'href="/barriers/movement?sort=newest&amp;like=1&amp;page=2"' in first
    second = text(client.get("/barriers/movement?sort=newest&like=1&page=2"))
    assert met(second) == ["Scheme 00"]
    assert "There are not that many pages" in text(client.get("/barriers/movement?page=3"))


def test_a_page_asks_a_fixed_number_of_times(
    app, cast, client, sign_in, publish, closeness, regions, count_queries
):
    closeness({cast.midvale: "your prison", cast.westholme: "close"})
    for number in range(3):
        publish(f"Scheme {number}", cast.charlie, cast.westholme)
    sign_in(client, cast.alice)
    client.get("/barriers/movement")

    def asked(most: int) -> int:
        with count_queries(at_most=most) as statements:
            assert client.get("/barriers/movement").status_code == 200
        return len(statements)

    # Who is asking, what waits for her review (the menu), how many met it, the page of them, their
    # copies, their contacts, job descriptions and training, the starter library.
    few = asked(8)
    for number in range(12):
        publish(f"More {number}", cast.charlie, cast.westholme)
    assert asked(8) == few
    # Besides, the prisons of her region: their names and their regions.
    sign_in(client, cast.dana)
    asked(10)


def test_closeness_is_that_of_the_matching(app, cast, client, sign_in, publish):
    with app.app_context():
        estate.load_estate(folder=bundled("content") / "estate")
        estate.load_examples(folder=bundled("content") / "examples")
        known = near(cast.midvale.id)
    publish("Far", cast.erin, cast.prisons["FKI"])
    publish("Less close", cast.erin, cast.prisons["OWI"])
    publish("Like ours", cast.charlie, cast.westholme)
    sign_in(client, cast.bob)
    html = text(client.get("/barriers/movement"))
    assert met(html) == ["Like ours", "Less close", "Far"]
    for title, prison in (("Like ours", cast.westholme), ("Less close", cast.prisons["OWI"])):
        words = known[prison.id]
        assert f"{words.word.capitalize()}</strong> Alike: {words.because}" in card(title, html)
    assert "Not close to Example Midvale" in card("Far", html)
    assert met(text(client.get("/barriers/movement?like=1"))) == ["Like ours", "Less close"]
