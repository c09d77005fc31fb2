"""The wing pack: what somebody chose, in their order, as one PDF."""

import io

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import func, select

from portal import confined
from portal.accounts.leaving import tell_leaving
from portal.accounts.models import User
from portal.db import db, transactional
from portal.errors import Invalid
from portal.practices import queries, services
from portal.practices.content import Content
from portal.practices.library.loading import remove_practices
from portal.practices.models import PackItem, Practice
from portal.practices.paper import wing_pack
from tests.people import Cast

A4 = (595, 842)
ORDER = {"do": "make", "title": "Mentoring on our wing", "layout": "standard"}


def write(app: Flask, actor: User, prison, title: str, *, publish=True, more="") -> int:
    """Write a practice and give its number."""
    content = Content(title=title, summary="In short.", body=f"We tried {title}. {more}")
    with app.app_context():
        practice = services.create_practice("scheme", content, actor=actor, prison=prison)
        if publish:
            services.publish(practice, actor=actor, gaps_meant=True)
        return practice.id


def add(client, *slugs: str) -> None:
    for slug in slugs:
        assert client.post(f"/practices/{slug}/wing-pack").status_code == 302


def text(response) -> str:
    return " ".join(response.get_data(as_text=True).split())


def make(client, *chosen: int, **more):
    return client.post("/wing-pack", data=ORDER | {"chosen": ",".join(map(str, chosen))} | more)


def read(response) -> PdfReader:
    assert response.status_code == 200, text(response)
    assert response.mimetype == "application/pdf", text(response)
    return PdfReader(io.BytesIO(response.data))


def pages(response) -> list[str]:
    found = [page.extract_text().replace("\u200b", "") for page in read(response).pages]
    return [" ".join(each.split()) for each in found]


def order(app: Flask, person: User) -> list[str]:
    with app.app_context():
        return [each.title for each in wing_pack.chosen_by(person)]


@pytest.fixture
def three(app: Flask, cast: Cast) -> list[int]:
    """Write three practices of Example Midvale: One, Two and Three, the last a draft."""
    return [
        write(app, cast.alice, cast.midvale, "One"),
        write(app, cast.alice, cast.midvale, "Two"),
        write(app, cast.alice, cast.midvale, "Three", publish=False),
    ]


def test_an_empty_pack_says_what_to_do(client, cast, sign_in):
    sign_in(client, cast.dana)
    page = text(client.get("/wing-pack"))
    assert "There are no practices in your pack yet." in page
    assert "Add to your wing pack" in page
    answer = make(client)
    assert answer.status_code == 422
    assert "Add a practice, or tick a poster below" in text(answer)


def test_chosen_practices_become_one_pdf_with_contents(app, client, cast, sign_in, three):
    sign_in(client, cast.bob)
    add(client, "two", "one", "three")
    answer = make(client, three[1], three[0], three[2])
    cover, contents, *rest = pages(answer)
    assert "Mentoring on our wing" in cover
    assert [contents.index(title) for title in ("Two", "One", "Three")] == sorted(
        contents.index(title) for title in ("Two", "One", "Three")
    )
    assert "We tried Two." in rest[0]
    assert "We tried One." in rest[1]
    assert "We tried Three." in rest[2]
    assert "Draft. This is not published." in rest[2]
    assert "This is an invented example." in rest[0]
    pdf = read(answer)
    assert pdf.metadata.title == "Mentoring on our wing"
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert {(round(p.mediabox.width), round(p.mediabox.height)) for p in pdf.pages} == {A4}
    assert len(pdf.outline) >= 3
    assert 'filename="Mentoring on our wing.pdf"' in answer.headers["Content-Disposition"]
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_gaps_are_named_and_printed_only_where_somebody_wants_them(app, client, cast, sign_in):
    number = write(app, cast.alice, cast.midvale, "Mentor", more="Ask [job title] in [room].")
    sign_in(client, cast.charlie)
    add(client, "mentor")
    assert "Mentor</a> still has 2 gaps" in text(client.get("/wing-pack"))
    answer = make(client, number)
    assert answer.status_code == 422
    assert 'href="#as_they_are"' in text(answer)
    assert "[job title]" in " ".join(pages(make(client, number, as_they_are="yes")))


def test_the_pack_is_reached_from_a_practice_and_from_my_prison(client, cast, sign_in, three):
    sign_in(client, cast.bob)
    page = text(client.get("/practices/one"))
    assert "Add to your wing pack</button>" in page
    assert 'href="/wing-pack">Open your wing pack</a>' in page
    assert 'href="/wing-pack">Your wing pack</a>' in text(client.get("/my-prison"))


def test_easy_read_takes_more_room(client, cast, sign_in, app):
    number = write(app, cast.alice, cast.midvale, "Long", more="We met on the wing again. " * 200)
    sign_in(client, cast.charlie)
    add(client, "long")
    assert len(pages(make(client, number, layout="easy"))) > len(pages(make(client, number)))


def test_posters_have_pages_of_their_own(client, cast, sign_in):
    sign_in(client, cast.charlie)
    poster = {
        "poster-2": "yes", "heading-2": "Want a hand?", "lines-2": "Ask\nany mentor",
        "call-2": "Talk to Education",
    }  # fmt: skip
    last = pages(make(client, **poster))[-1]
    for line in ("Want a hand?", "Ask", "any mentor", "Talk to Education"):
        assert line in last
    assert "Could you be a mentor?" not in " ".join(pages(make(client, **poster)))


def test_suggestions_must_be_changed_before_they_are_printed(client, cast, sign_in):
    sign_in(client, cast.charlie)
    page = text(client.get("/wing-pack"))
    assert "The words are suggestions" in page
    assert 'name="poster-1" value="yes">' in page
    answer = make(client, **{"poster-1": "yes"})
    assert answer.status_code == 422
    assert "Put your own words in the place of “[which course, and its level]”" in text(answer)


def test_what_is_wrong_is_said_at_once_and_what_was_typed_is_kept(client, cast, sign_in, three):
    sign_in(client, cast.bob)
    add(client, "one")
    answer = make(
        client, three[0],
        **{"title": " ", "layout": "x", "poster-3": "yes", "call-3": "Ring A1234BC & <b>"},
    )  # fmt: skip
    page = text(answer)
    assert answer.status_code == 422
    for line in (
        "Enter a title for the pack", "Choose a layout", "“A1234BC”: This looks like a prison",
        'href="#title"', 'href="#layout"', 'href="#call-3"', "Ring A1234BC &amp; &lt;b&gt;",
        'name="poster-3" value="yes" checked',
    ):  # fmt: skip
        assert line in page, line


def test_personal_data_never_gets_onto_a_poster_or_cover(client, cast, sign_in):
    sign_in(client, cast.charlie)
    good = {"poster-3": "yes", "call-3": "Ask"}
    for key in ("title", "heading-3", "lines-3", "call-3"):
        for bad in ("Ask A1234BC", "AB123456C", "John Smith, convicted of burglary"):
            answer = make(client, **(good | {key: bad}))
            assert answer.status_code == 422, (key, bad)
            assert f'id="{key}-error"' in text(answer)


def test_hostile_words_are_only_words(client, cast, sign_in):
    sign_in(client, cast.charlie)
    bad = '#read("/etc/passwd") $x$ <b>'
    poster = {"poster-3": "yes", "heading-3": bad, "lines-3": bad, "call-3": bad}
    answer = make(client, **(poster | {"title": bad}))
    assert all(bad in page for page in (pages(answer)[0], pages(answer)[-1]))
    assert (
        'attachment; filename="#read( etc passwd ) $x$ b.pdf"'
        in (answer.headers["Content-Disposition"])
    )


def test_practices_move_up_and_down_and_out_and_words_stay(app, client, cast, sign_in, three):
    sign_in(client, cast.bob)
    add(client, "one", "two", "three")
    for do, wanted in (
        (f"up:{three[2]}", ["One", "Three", "Two"]),
        (f"down:{three[0]}", ["Three", "One", "Two"]),
        (f"up:{three[2]}", ["Three", "One", "Two"]),
        (f"down:{three[1]}", ["Three", "One", "Two"]),
        ("up:x", ["Three", "One", "Two"]),
        ("down:999999999", ["Three", "One", "Two"]),
        ("nonsense", ["Three", "One", "Two"]),
        (f"remove:{three[0]}", ["Three", "Two"]),
        (f"remove:{three[0]}", ["Three", "Two"]),
    ):
        answer = client.post("/wing-pack", data=ORDER | {"do": do, "heading-1": "Half a thought"})
        assert answer.status_code == 200
        assert 'value="Half a thought"' in text(answer)
        assert order(app, cast.bob) == wanted, do


def test_a_pack_is_its_owners_alone(app, client, cast, sign_in, three):
    sign_in(client, cast.bob)
    add(client, "one")
    sign_in(client, cast.alice)
    add(client, "two")
    for do in ("remove", "up", "down"):
        client.post("/wing-pack", data=ORDER | {"do": f"{do}:{three[0]}"})
    assert "/practices/one" not in text(client.get("/wing-pack"))
    assert order(app, cast.bob) == ["One"]
    assert order(app, cast.alice) == ["Two"]


def test_nothing_goes_in_twice(app, client, cast, sign_in, three):
    sign_in(client, cast.bob)
    add(client, "one", "one")
    assert "in your wing pack already" in text(client.get("/practices/one"))
    assert order(app, cast.bob) == ["One"]


def test_what_one_may_not_see_cannot_be_added(app, client, cast, sign_in, three):
    sign_in(client, cast.charlie)
    for slug in ("three", "nothing"):
        assert client.post(f"/practices/{slug}/wing-pack").status_code == 404
    assert order(app, cast.charlie) == []


def test_a_full_pack_says_so(app, client, cast, sign_in, three, monkeypatch):
    monkeypatch.setattr(wing_pack, "MOST", 2)
    sign_in(client, cast.bob)
    add(client, "one", "two", "three")
    assert "A wing pack holds up to 2 practices. Remove one first." in text(
        client.get("/wing-pack")
    )
    assert order(app, cast.bob) == ["One", "Two"]
    with app.app_context(), pytest.raises(Invalid):
        wing_pack.add(queries.practice_by_slug("three", viewer=cast.bob), actor=cast.bob)


def test_what_is_not_shared_any_more_is_left_out_and_said(app, client, cast, sign_in, three):
    sign_in(client, cast.charlie)
    add(client, "one", "two")
    with app.app_context():
        services.archive(queries.practice_by_slug("one", viewer=cast.alice), actor=cast.alice)
    page = text(client.get("/wing-pack"))
    assert "1 practice that you chose is not shared with you any more" in page
    assert "/practices/one" not in page
    late = make(client, three[0], three[1])
    assert late.status_code == 409
    assert "What is in your pack has changed meanwhile." in text(late)
    assert "We tried One." not in " ".join(pages(make(client, three[1])))
    assert "not shared" not in text(client.post("/wing-pack", data=ORDER | {"do": "forget"}))
    assert order(app, cast.charlie) == ["Two"]


def test_what_was_removed_for_good_is_said_too(app, client, cast, sign_in, three):
    sign_in(client, cast.charlie)
    add(client, "one", "two")
    with app.app_context():
        practice = queries.practice_by_slug("one", viewer=cast.alice)
        remove_practices([practice.id])
    assert "1 practice that you chose is not shared" in text(client.get("/wing-pack"))
    assert len(pages(make(client, three[1]))) == 3


def test_a_pack_that_is_too_long_says_so_on_its_page(client, cast, sign_in, three, monkeypatch):
    def over(*_args, **_more):
        raise confined.ConfinedError("killed", is_over_limit=True)

    sign_in(client, cast.bob)
    add(client, "one")
    monkeypatch.setattr(confined, "run", over)
    answer = make(client, three[0], title="Ours")
    assert answer.status_code == 422
    assert "This is too long to be made into a PDF. Choose less of it." in text(answer)
    assert 'value="Ours"' in text(answer)


def test_a_broken_program_is_said_in_words_and_the_form_is_kept(
    client, cast, sign_in, three, monkeypatch
):
    def broken(*_args, **_more):
        raise confined.ConfinedError("no such program")

    sign_in(client, cast.bob)
    add(client, "one")
    monkeypatch.setattr(confined, "run", broken)
    answer = make(client, three[0], title="Ours")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]


def test_pages_of_thirty_need_no_more_queries_than_of_one(
    app, client, cast, sign_in, count_queries
):
    numbers = [write(app, cast.alice, cast.midvale, f"Number {n}") for n in range(8)]
    sign_in(client, cast.charlie)
    add(client, *(f"number-{n}" for n in range(8)))
    with count_queries(at_most=4):
        client.get("/wing-pack")
    with count_queries(at_most=3):
        assert len(pages(make(client, *numbers))) >= 10


def test_the_pack_of_a_leaver_is_forgotten(app, client, cast, sign_in, three):
    sign_in(client, cast.bob)
    add(client, "one")
    leave = transactional(tell_leaving)
    with app.app_context():
        bob = db.session.get_one(User, cast.bob.id)
        leave(bob, actor=None)
        assert db.session.scalar(select(func.count(PackItem.id))) == 1
        bob.active = False
        leave(bob, actor=None)
        assert db.session.scalar(select(func.count(PackItem.id))) == 0
        assert db.session.scalar(select(func.count(Practice.id))) == 3


def test_what_would_keep_the_portal_busy_is_refused_before_it_is_set(
    client, cast, sign_in, three, monkeypatch
):
    sign_in(client, cast.charlie)
    add(client, "one")
    monkeypatch.setattr(wing_pack, "LONGEST", 10)
    answer = make(client, three[0])
    assert answer.status_code == 422
    assert "too long to be made into one PDF" in text(answer)
