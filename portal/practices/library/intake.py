"""Taking in many practices at once, from the library or a file: repeatable, all or nothing."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal import audit, clock
from portal.db import after_commit, db, take_turns, transactional
from portal.errors import Invalid
from portal.markdown import Rendered, render, render_all
from portal.practices.content import Content
from portal.practices.drafting import (
    forget_labels,
    free_slugs,
    labels_of,
    new_practice,
    new_revision,
)
from portal.practices.guard.inspecting import count_or_refuse
from portal.practices.letters.copies import source_published
from portal.practices.likeness.fingerprints import keep_sketches, sketch_of
from portal.practices.models import Practice, Revision, Status
from portal.practices.review_dates import next_review
from portal.search.feed import record_change
from portal.search.services import catch_up

BATCH = 500
PROBLEMS_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Incoming:
    """Hold one practice on its way in; `content` is already checked against `kind`.

    `place` says where it stands, such as "Line 3"; `first_line` is the line of a file in which its
    text begins, 0 where that says nothing.
    """

    external_id: str
    kind: str
    content: Content
    prison_id: int | None = None
    is_template: bool = False
    place: str = ""
    first_line: int = 0


@dataclass(slots=True)
class Outcome:
    """Count what became of everything that came in."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    kept: int = 0  # people changed these here since, so their words stand
    concerns: int = 0  # what looks like personal data in what is new or has changed


@dataclass(frozen=True, slots=True)
class Made:
    """Hold what is made of a practice's words before the transaction begins."""

    rendered: Rendered
    sketch: bytes
    concerns: int = 0


def take_in(
    incoming: Sequence[Incoming], *, note: str, progress: Callable[[int], object] | None = None
) -> Outcome:
    """Add and publish practices, known again by their `external_id`.

    What people changed in the portal since is left as it is. `progress` is told how many more
    are rendered from time to time; that comes first, so that others can go on writing meanwhile.
    Raises Invalid, naming each place, for what can never be published, such as a prison number;
    then nothing is taken in.
    """
    return _take_in(incoming, _made(incoming, progress), note)


def _made(
    incoming: Sequence[Incoming], progress: Callable[[int], object] | None
) -> dict[str, Made]:
    """Render, look through and sketch what is new or has changed, by `external_id`."""
    made: dict[str, Made] = {}
    problems: dict[str, str] = {}
    for start in range(0, len(incoming), BATCH):
        batch = incoming[start : start + BATCH]
        known = _known([each.external_id for each in batch])
        wanted = [each for each in batch if not _is_the_same(known.get(each.external_id), each)]
        texts = render_all(each.content.body for each in wanted)
        for each, text in zip(wanted, texts, strict=True):
            made[each.external_id] = _make(each, text, problems)
        if progress:
            progress(len(batch))
    if problems:
        raise Invalid(dict(list(problems.items())[:PROBLEMS_SHOWN]))
    return made


def _make(each: Incoming, rendered: Rendered, problems: dict[str, str]) -> Made:
    concerns = 0
    try:
        concerns = count_or_refuse(
            each.kind, each.content, rendered.text, first_line=each.first_line
        )
    except Invalid as error:
        named = {f"{each.place} {key}": text for key, text in error.problems.items()}
        problems |= {key: f"{each.place}: {text}" for key, text in named.items()}
    return Made(rendered, sketch_of(each.content), concerns)


def _is_the_same(practice: Practice | None, each: Incoming) -> bool:
    latest = practice.latest if practice else None
    return latest is not None and Content.from_json(latest.content) == each.content


@transactional
def _take_in(incoming: Sequence[Incoming], made: Mapping[str, Made], note: str) -> Outcome:
    outcome = Outcome(concerns=sum(each.concerns for each in made.values()))
    for start in range(0, len(incoming), BATCH):
        batch = incoming[start : start + BATCH]
        known = _known([each.external_id for each in batch])
        fresh = [each for each in batch if each.external_id not in known]
        changed = _changed(batch, known, outcome)
        _add(fresh, made, note=note)
        _update(changed, made, note=note)
        outcome.created += len(fresh)
        outcome.updated += len(changed)
    audit.record("practice.taken_in", note, actor=None, created=outcome.created)
    after_commit(catch_up)
    return outcome


def _known(external_ids: list[str]) -> dict[str, Practice]:
    found = db.session.scalars(
        select(Practice)
        .where(Practice.external_id.in_(external_ids))
        .options(joinedload(Practice.latest))
    )
    return {str(practice.external_id): practice for practice in found}


def _changed(
    batch: Sequence[Incoming], known: dict[str, Practice], outcome: Outcome
) -> list[tuple[Practice, Incoming]]:
    changed = []
    for each in batch:
        practice = known.get(each.external_id)
        if practice is None or practice.latest is None:
            continue
        people_wrote = practice.latest.author_id is not None
        if people_wrote or practice.status != Status.PUBLISHED or practice.kind != each.kind:
            outcome.kept += 1
        elif _is_the_same(practice, each):
            outcome.unchanged += 1
        else:
            changed.append((practice, each))
    return changed


def _add(fresh: list[Incoming], made: Mapping[str, Made], *, note: str) -> None:
    if not fresh:
        return
    take_turns("addresses of practices")
    practices = []
    for slug, each in zip(free_slugs([f.content.title for f in fresh]), fresh, strict=True):
        practice = new_practice(
            each.kind, slug, actor=None, prison_id=each.prison_id, is_template=each.is_template
        )
        practice.external_id = each.external_id
        practices.append(practice)
    db.session.add_all(practices)
    db.session.flush()  # all numbers at once, for the revisions
    _publish([(p, each, 1) for p, each in zip(practices, fresh, strict=True)], made, note=note)


def _update(
    changed: list[tuple[Practice, Incoming]], made: Mapping[str, Made], *, note: str
) -> None:
    numbered = [(p, each, p.latest.number + 1 if p.latest else 1) for p, each in changed]
    forget_labels([practice.id for practice, _ in changed])
    copied = [practice.id for practice, _ in changed if practice.copies]
    if copied:
        source_published(copied, actor=None)
    _publish(numbered, made, note=note)


def _publish(
    numbered: list[tuple[Practice, Incoming, int]], made: Mapping[str, Made], *, note: str
) -> None:
    # Somebody may have saved in between: then there is one more to make here.
    late = [each for _, each, _ in numbered if each.external_id not in made]
    unasked: dict[str, str] = {}  # it was looked through when it came in the first time
    again = {each.external_id: _make(each, render(each.content.body), unasked) for each in late}
    made = {**made, **again}
    revisions: list[Revision] = [
        new_revision(
            practice.id,
            number,
            each.content,
            made[each.external_id].rendered,
            actor=None,
            note=note,
        )
        for practice, each, number in numbered
    ]
    db.session.add_all(revisions)
    db.session.flush()
    now = clock.now()
    for (practice, each, _), revision in zip(numbered, revisions, strict=True):
        practice.latest_id = practice.published_id = revision.id
        practice.status = Status.PUBLISHED
        practice.published_at, practice.updated_at = practice.published_at or now, now
        practice.checked_at, practice.review_on = now, next_review(clock.today())
        db.session.add_all(labels_of(practice.id, each.content))
    keep_sketches({practice.id: made[each.external_id].sketch for practice, each, _ in numbered})
    record_change(*(f"practice:{practice.id}" for practice, _, _ in numbered))
    db.session.flush()
