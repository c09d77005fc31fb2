"""Keeping the sketches of published practices, and comparing a text with all of them.

Every look-up reads all sketches: 10,000 are 5 MB and take some 15 ms of computing. Bands in an
index would be 1,280,000 rows for them. A sketch goes when its practice is archived.
"""

from collections.abc import Collection, Mapping
from typing import Final

from sqlalchemy import delete, insert, select

from portal.db import db, transactional
from portal.practices.content import Content
from portal.practices.likeness.sketches import near_duplicates, practice_text, sketch
from portal.practices.models import Fingerprint, Practice, Revision, Status

BATCH: Final = 500


def sketch_of(content: Content) -> bytes:
    """Make the sketch of a practice; "" where it says too little to be compared."""
    return sketch(practice_text(content))


def keep_sketches(sketches: Mapping[int, bytes]) -> None:
    """Write the sketches of practices, by number, in the place of those they had."""
    forget_sketches(sketches)
    rows = [{"practice_id": number, "sketch": kept} for number, kept in sketches.items() if kept]
    if rows:
        db.session.execute(insert(Fingerprint), rows)


def forget_sketches(practice_ids: Collection[int]) -> None:
    """Remove the sketches of practices that readers see no more."""
    db.session.execute(
        delete(Fingerprint)
        .where(Fingerprint.practice_id.in_(practice_ids))
        .execution_options(synchronize_session=False)
    )


def fill_missing() -> int:
    """Make the sketches of published practices that have none, and count them; repeatable."""
    made, last = 0, 0
    while True:
        rows = _without(last)
        if not rows:
            return made
        last = rows[-1][0]
        found = {number: (shown, sketch_of(Content.from_json(c))) for number, shown, c in rows}
        made += _fill({number: pair for number, pair in found.items() if pair[1]})


@transactional
def _fill(found: Mapping[int, tuple[int, bytes]]) -> int:
    """Write those whose published revision is still the one that was read."""
    rows = db.session.execute(
        select(Practice.id, Practice.published_id)
        .where(Practice.id.in_(found), Practice.status == Status.PUBLISHED)
        .with_for_update()
    )
    same = {number: found[number][1] for number, shown in rows if found[number][0] == shown}
    keep_sketches(same)
    return len(same)


def alike(own: bytes) -> list[tuple[int, float]]:
    """List the published practices that say nearly what a sketch stands for, the likest first.

    Gives their numbers and shares of likeness (from `likeness.ALIKE` to 1), as one query.
    """
    if not own:
        return []
    numbers: list[int] = []
    sketches: list[bytes] = []
    # Rows that come in small portions are gone before Python's collector looks for them.
    every = select(Fingerprint.practice_id, Fingerprint.sketch).execution_options(yield_per=BATCH)
    for rows in db.session.execute(every).partitions():
        numbers += [row[0] for row in rows]
        sketches += [row[1] for row in rows]
    return near_duplicates(own, numbers, sketches)


def _without(after: int) -> list[tuple[int, int, dict[str, object]]]:
    rows = db.session.execute(
        select(Practice.id, Revision.id, Revision.content)
        .join(Revision, Revision.id == Practice.published_id)
        .outerjoin(Fingerprint, Fingerprint.practice_id == Practice.id)
        .where(
            Practice.id > after,
            Practice.status == Status.PUBLISHED,
            Fingerprint.practice_id.is_(None),
        )
        .order_by(Practice.id)
        .limit(BATCH)
    )
    return [(number, shown, content) for number, shown, content in rows]
