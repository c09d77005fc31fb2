"""Several people press the button at the same moment: real threads, real transactions."""

from concurrent.futures import ThreadPoolExecutor
from contextvars import Context

from portal.accounts import resets, tokens
from portal.accounts.models import ApiToken
from portal.db import db
from portal.errors import EditConflict, NotFound
from portal.practices import services, unsaved
from portal.practices.content import Content
from portal.practices.models import Practice
from portal.practices.queries import practice_by_slug
from portal.practices.review import reviewing
from portal.practices.review.queries import steps_of
from portal.prisons.services import save_contact
from tests.saving import revisions_of, save_revision

MANY = 8


def together(app, work):
    """Run `work(number)` in many threads at once, each with a context of its own."""

    def one(number):
        with app.app_context():
            try:
                return work(number)
            except EditConflict:
                return "conflict"

    with ThreadPoolExecutor(MANY) as pool:
        running = [pool.submit(Context().run, one, number) for number in range(MANY)]
        return [each.result() for each in running]


def test_of_many_editors_one_saves_and_the_others_are_told(app, samples):
    def save(number):
        practice = practice_by_slug("a-draft", viewer=samples.alice)
        content = Content(title=f"Edition {number}", body="B.")
        return save_revision(practice, content, actor=samples.alice, based_on=1).number

    assert sorted(map(str, together(app, save))) == ["2"] + ["conflict"] * (MANY - 1)
    with app.app_context():
        practice = practice_by_slug("a-draft", viewer=samples.alice)
        assert [each.number for each in revisions_of(practice)] == [2, 1]


def test_equal_titles_all_get_an_address(app, cast):
    def create(_number):
        content = Content(title="The same title", body="B.")
        return services.create_practice(
            "scheme", content, actor=cast.alice, prison=cast.midvale
        ).slug

    slugs = together(app, create)
    assert len(set(slugs)) == MANY


def test_copies_made_at_once_are_all_counted(app, samples):
    def copy(_number):
        source = practice_by_slug("a-template", viewer=samples.bob)
        return services.copy_practice(
            source, actor=samples.bob, into=samples.midvale, title="A copy"
        ).slug

    assert len(set(together(app, copy))) == MANY
    with app.app_context():
        assert practice_by_slug("a-template", viewer=samples.bob).copies == MANY


def test_the_same_new_contact_is_kept_once(app, cast):
    def save(number):
        return save_contact(actor=cast.alice, prison=cast.midvale, role="Tutor", how=f"{number}").id

    assert len(set(together(app, save))) == 1


def test_a_person_has_one_token(app, cast):
    together(app, lambda _number: tokens.new_token(cast.bob, actor=cast.bob))
    with app.app_context():
        assert db.session.query(ApiToken).filter_by(user_id=cast.bob.id).count() == 1


def test_publishing_and_archiving_at_once_leaves_one_of_the_two(app, samples):
    def act(number):
        practice = practice_by_slug("a-published-scheme", viewer=samples.alice)
        change = services.publish if number % 2 else services.archive
        change(practice, actor=samples.alice)

    together(app, act)
    with app.app_context():
        practice = db.session.query(Practice).filter_by(slug="a-published-scheme").one()
        assert (practice.status == "published") == (practice.published_id is not None)


def test_pressing_save_twice_is_no_conflict(app, samples):
    content = Content(title="The same", body="B.")

    def save(_number):
        practice = practice_by_slug("a-draft", viewer=samples.alice)
        return save_revision(practice, content, actor=samples.alice, based_on=1).number

    assert together(app, save) == [2] * MANY


def test_a_reset_link_used_twice_at_once_works_once(app, cast):
    with app.app_context():
        token = resets.reset_token(cast.bob)

    def use(number):
        try:
            return resets.reset_password(token, f"a new password {number}").id
        except NotFound:
            return None

    assert [each for each in together(app, use) if each] == [cast.bob.id]


def test_copies_of_one_form_kept_at_once_leave_one(app, cast):
    def keep(number):
        typed = {"title": [f"Edition {number}"]}
        unsaved.keep_unsaved(cast.bob, "new:" + "x" * 20, kind="scheme", based_on=0, typed=typed)

    together(app, keep)
    with app.app_context():
        (kept,) = unsaved.unsaved_of(cast.bob)
        assert kept.title.startswith("Edition ")


def test_of_many_answers_to_one_review_one_counts(app, cast):
    with app.app_context():
        content = Content("Role cards", summary="S", body="B")
        practice = services.create_practice(
            "practice_note", content, actor=cast.bob, prison=cast.midvale
        )
        reviewing.submit(practice, actor=cast.bob, based_on=1)

    def answer(number):
        practice = practice_by_slug("role-cards", viewer=cast.alice)
        if number % 2:
            reviewing.publish(practice, actor=cast.alice, number=1, newest=1)
            return "published"
        reviewing.send_back(practice, actor=cast.alice, number=1, words="More.")
        return "sent back"

    answers = set(together(app, answer)) - {"conflict"}
    with app.app_context():
        practice = practice_by_slug("role-cards", viewer=cast.alice)
        steps = [each.step for each in steps_of(practice)]
        assert len(answers) == 1
        assert len(steps) == 2, steps
        assert (practice.submitted_id, practice.published_id is not None) == (
            None,
            answers == {"published"},
        )
