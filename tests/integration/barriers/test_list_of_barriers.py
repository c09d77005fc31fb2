"""What is in your way? Every barrier, and how many met it."""

import re

from portal.barriers.study import GROUPS, barriers
from portal.practices.content import Content
from portal.practices.queries import practice_by_slug
from portal.practices.services import archive, create_practice


def text(response) -> str:
    assert response.status_code == 200
    return re.sub(r"\s+", " ", response.get_data(as_text=True))


def about(key: str, html: str) -> str:
    """Give what the page says of one barrier."""
    found = re.search(rf'<li class="app-card">\s*<a [^>]*/barriers/{key}[?"].*?</li>', html)
    assert found
    return found.group()


def test_every_barrier_stands_in_plain_words_under_its_group(cast, client, sign_in):
    sign_in(client, cast.bob)
    html = text(client.get("/barriers/"))
    for title in GROUPS.values():
        assert f"{title}</h2>" in html
    for key, one in barriers().items():
        assert f'href="/barriers/{key}">{one.sentence}</a>' in html
        assert f"Try this first: {one.first[0].do}." in about(key, html)
    assert "What helps" not in html


def test_an_empty_portal_says_so_of_each(cast, client, sign_in):
    sign_in(client, cast.bob)
    assert text(client.get("/barriers/")).count("No prison has written about it yet.") == 14


def test_practices_of_prisons_are_counted_and_those_of_prisons_like_ours_among_them(
    cast, client, sign_in, publish, closeness
):
    ford, birmingham = cast.prisons["FDI"], cast.prisons["BMI"]
    closeness({cast.midvale: "your prison", ford: "close", cast.westholme: "close"})
    publish("Theirs", cast.erin, ford, barriers=("movement", "space"))
    publish("A note", cast.erin, ford, kind="practice_note")
    publish("Elsewhere", cast.erin, birmingham, barriers=("movement", "space"))
    publish("Invented", cast.charlie, cast.westholme, barriers=("movement", "pay"))
    publish("Invented too", cast.alice, cast.midvale, barriers=("pay",))
    publish("A role", cast.charlie, cast.westholme, kind="job_description")
    publish("From the library", cast.erin, None)
    sign_in(client, cast.bob)
    html = text(client.get("/barriers/"))
    movement = about("movement", html)
    told = "3 practices (2 from prisons like yours) and 1 invented example tell of it."
    assert told in movement
    assert "2 templates and materials may help." in movement
    assert "2 practices (1 from prisons like yours) tell of it." in about("space", html)
    assert "2 invented examples tell of it." in about("pay", html)
    assert "like yours" not in about("pay", html)
    assert "templates" not in about("space", html)


def test_drafts_and_what_was_archived_are_not_counted(app, cast, client, sign_in, publish):
    gone = publish("Gone", cast.alice, cast.midvale)
    with app.app_context():
        archive(practice_by_slug(gone, viewer=cast.alice), actor=cast.alice)
        hidden = Content("Draft", body="x", details={"barriers": ("movement",)})
        create_practice("scheme", hidden, actor=cast.alice, prison=cast.midvale)
    sign_in(client, cast.alice)
    assert "No prison has written about it yet." in about(
        "movement", text(client.get("/barriers/"))
    )


def test_a_regional_lead_sees_the_list_from_a_prison_of_the_region(
    cast, client, sign_in, publish, closeness, regions
):
    ford = cast.prisons["FDI"]
    closeness({ford: "close"})
    publish("Theirs", cast.erin, ford)
    sign_in(client, cast.dana)
    html = text(client.get("/barriers/"))
    assert "1 practice tells of it." in about("movement", html)
    html = text(client.get("/barriers/?prison=birmingham"))
    assert "1 practice (1 from prisons like Birmingham) tells of it." in about("movement", html)
    # What was chosen goes along.
    assert 'href="/barriers/movement?prison=birmingham"' in html


def test_the_list_asks_the_database_three_times_whatever_there_is(
    cast, client, sign_in, publish, closeness, count_queries
):
    closeness({cast.midvale: "your prison"})
    for number in range(5):
        publish(f"Scheme {number}", cast.alice, cast.midvale)
    sign_in(client, cast.alice)
    client.get("/barriers/")
    # Who is asking, what waits for her review (the menu), the counts.
    with count_queries(at_most=3):
        client.get("/barriers/")
