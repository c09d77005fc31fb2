"""Writing down what was looked for, and asking others for what was not found."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, update
from sqlalchemy.dialects import postgresql, sqlite

from portal import audit, clock, personal_data
from portal.accounts.models import User
from portal.db import db, take_turns, transactional
from portal.errors import Invalid, NotFound
from portal.search.needs import queries
from portal.search.needs.counting import Taken
from portal.search.needs.models import WHY_MAX, PracticeRequest, SearchCount
from portal.search.needs.question import (
    QUESTION_MAX,
    countable,
    normalised,
    one_line,
    stems_of,
)

BATCH = 500  # rows for each statement
OPEN_MAX = 200  # requests
COUNTED = ("asked", "empty", "partly", "opened", "wanted")


def write(taken: Taken) -> None:
    """Add counts to those of the day, all or none; several processes may do so at once."""
    # In one order for all: else two that write the same rows could wait for each other for ever.
    rows = [
        {
            "question": question,
            "stems": stems_of(question),
            "day": day,
            "asked": counts.asked,
            "empty": counts.empty,
            "partly": counts.partly,
            "opened": counts.opened,
            "wanted": 0,
        }
        for (question, day), counts in sorted(taken.items(), key=lambda item: item[0])
    ]
    if rows:
        _add(rows)


@transactional
def _add(rows: Sequence[dict[str, Any]]) -> None:
    for batch in _batches(rows):
        db.session.execute(_upsert(batch))


def _batches(rows: Sequence[dict[str, Any]]) -> Iterator[Sequence[dict[str, Any]]]:
    for start in range(0, len(rows), BATCH):
        yield rows[start : start + BATCH]


def _upsert(rows: Sequence[dict[str, Any]]) -> Any:
    """Insert rows, and where a question has a row for the day already, add to it."""
    dialect: Any = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    new = dialect.insert(SearchCount).values([{"is_hidden": False, **row} for row in rows])
    return new.on_conflict_do_update(
        index_elements=["question", "day"],
        set_={name: getattr(SearchCount, name) + new.excluded[name] for name in COUNTED},
    )


def forget(days: int) -> int:
    """Delete counts and answered requests that are older than so many days; gives how many."""
    return _forget(clock.today() - timedelta(days=days), clock.now() - timedelta(days=days))


@transactional
def _forget(day: Any, moment: Any) -> int:
    counts = db.session.execute(delete(SearchCount).where(SearchCount.day < day))
    requests = db.session.execute(
        delete(PracticeRequest).where(PracticeRequest.answered_at < moment)
    )
    return int(counts.rowcount + requests.rowcount)  # type: ignore[attr-defined]


def tell_leads(text: str) -> None:
    """Make a question count as a need at once. Raises Invalid."""
    question = countable(text)
    if not question:
        raise Invalid({"": "Leads cannot be told of this: it has no words, or may name a person."})
    row = dict.fromkeys(COUNTED, 0) | {"wanted": 1}
    _add([{"question": question, "stems": stems_of(question), "day": clock.today(), **row}])


@transactional
def set_hidden(text: str, *, actor: User, hidden: bool) -> None:
    """Take a question off the list of needs, in all its forms, or put it back. Raises NotFound."""
    changed = db.session.scalars(
        update(SearchCount)
        .where(SearchCount.stems == stems_of(normalised(text)))
        .values(is_hidden=hidden)
        .returning(SearchCount.id)
        .execution_options(synchronize_session=False)
    ).all()
    if not changed:
        raise NotFound("Nobody has looked for this lately.")
    deed = "need.hidden" if hidden else "need.shown"
    audit.record(deed, f"search_count:{min(changed)}", actor=actor)


def ask_for(words: str, why: str, *, actor: User) -> PracticeRequest:
    """Ask everybody for a practice. Raises Invalid."""
    words, why = one_line(words), one_line(why)
    problems = _problems(words, why)
    if problems:
        raise Invalid(problems)
    return _ask_for(words, why, actor)


def _problems(words: str, why: str) -> dict[str, str]:
    problems = {}
    if not normalised(words):
        problems["words"] = "Write what you ask for"
    elif len(words) > QUESTION_MAX:
        problems["words"] = f"What you ask for must be {QUESTION_MAX} characters or fewer"
    if len(why) > WHY_MAX:
        problems["why"] = f"The reason must be {WHY_MAX} characters or fewer"
    for place, text in (("words", words), ("why", why)):
        found = personal_data.find(text) if place not in problems else []
        if found:
            problems[place] = found[0].why
    return problems


@transactional
def _ask_for(words: str, why: str, actor: User) -> PracticeRequest:
    take_turns("requests for practices")
    stems = stems_of(normalised(words))
    if queries.is_asked_for(stems):
        raise Invalid({"words": "Somebody asks for this already"})
    if queries.count_open() >= OPEN_MAX:
        raise Invalid({"": f"There are {OPEN_MAX} open requests. Remove one first."})
    request = PracticeRequest(
        words=words,
        stems=stems,
        why=why,
        asked_by_id=actor.id,
        role=actor.role,
        region=actor.region,
        asked_at=clock.now(),
    )
    db.session.add(request)
    db.session.flush()
    audit.record("request.made", f"search_request:{request.id}", actor=actor)
    return request


@transactional
def answer(number: int, key: str, *, actor: User) -> None:
    """Close a request with what answers it now: a search key, such as "practice:12".

    Raises NotFound, Forbidden; Invalid where nobody can find such a thing.
    """
    request = queries.changeable_request(number, actor)
    if queries.page_of(key, viewer=actor) is None:
        raise Invalid({"key": "Choose the practice that answers this request"})
    request.answered_by, request.answered_at = key, clock.now()
    audit.record("request.answered", f"search_request:{number}", actor=actor, by=key)


@transactional
def remove(number: int, *, actor: User) -> None:
    """Take a request away. Raises NotFound, Forbidden."""
    db.session.delete(queries.changeable_request(number, actor))
    audit.record("request.removed", f"search_request:{number}", actor=actor)
