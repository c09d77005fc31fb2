"""The steps that services share: drafts, revisions and what readers see.

They run inside the transaction of the service that calls them. They take checked content
(`portal.practices.content.checked`), already rendered: rendering may take long, and nobody else can
write meanwhile. None of them asks who may do it.
"""

from collections.abc import Collection, Sequence

from slugify import slugify
from sqlalchemy import delete, select

from portal import clock
from portal.accounts.models import User
from portal.db import after_commit, db, take_turns
from portal.markdown import Rendered
from portal.practices.content import Content, storable
from portal.practices.likeness.fingerprints import keep_sketches, sketch_of
from portal.practices.models import (
    Label,
    Practice,
    ReviewStep,
    Revision,
    RevisionFile,
    Status,
    Step,
)
from portal.practices.review_dates import next_review
from portal.search.feed import record_change
from portal.search.services import catch_up

NOTE_MAX = 300
# Words that other pages have at the place of a practice's address.
RESERVED = ("new", "unsaved")


def start(
    kind: str,
    content: Content,
    rendered: Rendered,
    *,
    actor: User | None,
    prison_id: int | None,
    is_template: bool = False,
    copied_from: Revision | None = None,
) -> Practice:
    """Add a draft with its first revision."""
    take_turns("addresses of practices")
    slug = free_slugs([content.title])[0]
    practice = new_practice(kind, slug, actor=actor, prison_id=prison_id, is_template=is_template)
    practice.copied_from_id = copied_from.id if copied_from else None
    db.session.add(practice)
    db.session.flush()  # the revision needs the practice's number
    add_revision(practice, content, rendered, actor=actor, note="First draft")
    return practice


def new_practice(
    kind: str, slug: str, *, actor: User | None, prison_id: int | None, is_template: bool
) -> Practice:
    """Make a draft that has no words and no place in the database yet."""
    now = clock.now()
    return Practice(
        slug=slug,
        kind=kind,
        status=Status.DRAFT,
        is_template=is_template,
        prison_id=prison_id,
        author_id=actor.id if actor else None,
        owner_id=actor.id if actor else None,
        copies=0,
        created_at=now,
        updated_at=now,
    )


def add_revision(
    practice: Practice, content: Content, rendered: Rendered, *, actor: User | None, note: str
) -> Revision:
    """Add content as the newest revision of a practice."""
    last = db.session.get(Revision, practice.latest_id) if practice.latest_id else None
    number = last.number + 1 if last else 1
    revision = new_revision(practice.id, number, content, rendered, actor=actor, note=note)
    db.session.add(revision)
    db.session.flush()  # the practice needs the revision's number
    db.session.add_all(
        RevisionFile(revision_id=revision.id, sha256=each.sha256) for each in content.files
    )
    practice.latest_id, practice.updated_at = revision.id, revision.created_at
    return revision


def new_revision(
    practice_id: int,
    number: int,
    content: Content,
    rendered: Rendered,
    *,
    actor: User | None,
    note: str,
) -> Revision:
    """Make a revision, not yet in the database; `rendered` is its Markdown."""
    return Revision(
        practice_id=practice_id,
        number=number,
        title=content.title,
        summary=content.summary,
        content=content.to_json(),
        body_html=rendered.html,
        text=rendered.text,
        author_id=actor.id if actor else None,
        note=storable(note)[:NOTE_MAX],
        created_at=clock.now(),
    )


def show_to_readers(practice: Practice, revision: Revision) -> None:
    """Make a revision the published one, to be looked at again in a year.

    What repeats its words is written anew: its labels, and the sketch that finds what is like it.
    """
    now = clock.now()
    practice.submitted_id, practice.reminded_at = None, None
    practice.checked_at, practice.review_on = now, next_review(clock.today())
    practice.status, practice.published_id = Status.PUBLISHED, revision.id
    practice.published_at, practice.updated_at = practice.published_at or now, now
    content = Content.from_json(revision.content)
    forget_labels([practice.id])
    db.session.add_all(labels_of(practice.id, content))
    keep_sketches({practice.id: sketch_of(content)})


def locked(practice: Practice) -> Practice:
    """Read a practice as it is now and keep it from others until the transaction ends."""
    number = practice.id
    if practice in db.session:
        db.session.expire(practice)  # or its older version would count as a conflict
    return db.session.get_one(Practice, number, with_for_update=True)


def add_step(
    practice: Practice,
    step: Step,
    *,
    actor: User | None,
    revision_id: int | None = None,
    words: str = "",
) -> None:
    """Remember a step of a practice on its way to readers, or a comment on a revision."""
    db.session.add(
        ReviewStep(
            practice_id=practice.id,
            revision_id=revision_id,
            actor_id=actor.id if actor else None,
            step=step,
            words=words,
            created_at=clock.now(),
        )
    )


def tell_search(practice: Practice) -> None:
    """Let search know, once it is safely written, that readers see something else now."""
    record_change(f"practice:{practice.id}")
    after_commit(catch_up)


def tell_search_of_source(practice: Practice) -> None:
    """Let search know that one more or fewer uses what a practice was copied from."""
    if practice.copied_from_id is not None:
        source = select(Revision.practice_id).where(Revision.id == practice.copied_from_id)
        for number in db.session.scalars(source):
            record_change(f"practice:{number}")


def labels_of(practice_id: int, content: Content) -> list[Label]:
    """Make the rows that repeat a content's themes, barriers and tags."""
    labels = {"theme": content.themes, "barrier": content.barriers, "tag": content.tags}
    return [
        Label(practice_id=practice_id, vocabulary=vocabulary, value=value)
        for vocabulary, values in labels.items()
        for value in values
    ]


def forget_labels(practice_ids: Collection[int]) -> None:
    """Remove the labels of practices that are about to change or to be archived."""
    db.session.execute(delete(Label).where(Label.practice_id.in_(practice_ids)))


def free_slugs(titles: Sequence[str]) -> list[str]:
    """Find an address for each title that nothing has yet, in one query."""
    stems = [slugify(title, max_length=80, word_boundary=True) or "practice" for title in titles]
    known = select(Practice.slug)
    if len(stems) == 1:
        near = Practice.slug.startswith(stems[0], autoescape=True)
        known = known.where(near)
    taken = {*RESERVED, *db.session.scalars(known)}
    slugs = []
    numbers: dict[str, int] = {}  # the next to try: thousands may have the same title
    for stem in stems:
        slug = stem
        while slug in taken:
            numbers[stem] = numbers.get(stem, 1) + 1
            slug = f"{stem}-{numbers[stem]}"
        taken.add(slug)
        slugs.append(slug)
    return slugs
