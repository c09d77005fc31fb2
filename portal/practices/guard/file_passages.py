"""What can be looked at in the files of a practice, and what cannot."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select

from portal import clock
from portal.db import db
from portal.practices.content import Content, FileRef
from portal.practices.guard.passages import Passage
from portal.search.in_files import PAGE_WORDS
from portal.storage.models import StoredFile, StoredPage
from portal.storage.queries import files_by_sha256, pages_of

# Of all files of a practice together; looking through that many takes up to two seconds.
MOST_CHARACTERS = 2_000_000
READING_TAKES = timedelta(minutes=10)

_AUTHORS = ("author", "last_modified_by", "manager")
_ASK = "Look through it, and say who did"
# By property: what is in a file, and that nothing or not all in it can be read.
_HOLDS = {
    "pictures": "pictures",
    "pages_without_text": "pages without text, perhaps scanned",
    "comments": "comments",
    "embedded": "other files or objects",
    "attachments": "attached files",
    "unread_parts": "damaged parts",
    "beside_is_cut": "very many notes, links or descriptions",
}


@dataclass(frozen=True, slots=True)
class Matter:
    """Say something of one whole file; `words` tell this matter from others of its kind."""

    kind: str
    name: str
    words: str
    why: str


@dataclass(frozen=True, slots=True)
class Looked:
    """Hold what the files of a content say; `state` tells whether they were read since."""

    passages: tuple[Passage, ...]
    matters: tuple[Matter, ...]
    state: tuple[str, ...]


def look_into(content: Content) -> Looked:
    """Read the text and the properties of a content's files."""
    stored = files_by_sha256([each.sha256 for each in content.files])
    pages = pages_of(list(stored))
    passages: list[Passage] = []
    matters: list[Matter] = []
    left = MOST_CHARACTERS
    for each in content.files:
        passages.append(
            Passage("files", "name of a file", each.name, f"name of the file {each.name}", True)
        )
        file = stored.get(each.sha256)
        matters.extend(_matters(each, file))
        if file is not None:
            passages.extend(_properties(each, file))
        for page in pages.get(each.sha256, ()):
            passages.append(_page(each, page, left))
            if len(page.text) > left:
                matters.append(_unchecked(each, "Only its beginning was checked"))
                left = 0
                break
            left -= len(page.text)
    states = {sha256: file.reading_state for sha256, file in stored.items()}
    return Looked(tuple(passages), tuple(matters), _states(content, states))


def reading_state(content: Content) -> tuple[str, ...]:
    """Say of each file of a content whether it was read by now, to notice when that changes."""
    wanted = [each.sha256 for each in content.files]
    # Columns and not rows: a row that this session has read before stays as it was.
    query = select(StoredFile.sha256, StoredFile.reading_state).where(StoredFile.sha256.in_(wanted))
    return _states(content, {sha256: state for sha256, state in db.session.execute(query)})  # noqa: C416 - rows are not pairs to mypy


def _states(content: Content, states: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(f"{each.sha256} {states.get(each.sha256, '')}" for each in content.files)


def _page(ref: FileRef, page: StoredPage, most: int) -> Passage:
    word = PAGE_WORDS.get(ref.media_type)
    of = f"{word} {page.number} of " if word else ""
    return Passage("files", f"{of}a file", page.text[:most], f"{of}{ref.name}")


def _properties(ref: FileRef, file: StoredFile) -> Iterator[Passage]:
    for name, value in file.properties.items():
        if isinstance(value, str):
            words = name.replace("_", " ")
            where = f"properties of {ref.name}: {words}"
            yield Passage("files", f"properties of a file: {words}", value, where)
    for label, text in file.properties.get("beside", {}).items():
        yield Passage("files", f"{label} in a file", text, f"{label} in {ref.name}")


def _matters(ref: FileRef, file: StoredFile | None) -> Iterator[Matter]:
    if file is None or file.is_missing:
        yield _unchecked(ref, "It is missing from the portal, so it could not be checked")
        return
    if file.reading_state == "waiting":
        yield _waiting(ref, file)
        return
    if why := " ".join(_unseen(file)):
        yield Matter("unchecked", ref.name, f"{ref.sha256} {why}", f"{why} {_ASK}")
    yield from _said_of_itself(ref, file)


def _unseen(file: StoredFile) -> Iterator[str]:
    """Say in sentences what of a file could not be looked at, so that one reason is enough."""
    if file.reading_state == "unreadable" or file.problem:
        problem = file.problem or "It could not be read"
        yield f"It could not be checked in full: {problem}."
    held = [words for name, words in _HOLDS.items() if file.properties.get(name)]
    if held:
        yield f"This file holds {_listed(held)}. The portal cannot see all that is in them."


def _listed(words: list[str]) -> str:
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))


def _waiting(ref: FileRef, file: StoredFile) -> Matter:
    if clock.now() - file.adopted_at < READING_TAKES:
        why = f"{ref.name} is still being read. Try again in a minute"
        return Matter("being_read", ref.name, ref.sha256, why)
    return _unchecked(ref, "It has not been read yet, so it could not be checked")


def _said_of_itself(ref: FileRef, file: StoredFile) -> Iterator[Matter]:
    said = file.properties
    if said.get("gps"):
        why = (
            "The picture says where it was taken. Take the location out of the picture and attach "
            "it again, or say why the place may be known"
        )
        yield Matter("place_taken", ref.name, ref.sha256, why)
    authors = dict.fromkeys(str(said[name]) for name in _AUTHORS if said.get(name))
    if authors:
        why = (
            f"The file names its author: {', '.join(authors)[:200]}. Staff names are all right "
            "where they agreed. To take a name out of a Word file, choose File, Info, "
            "Inspect Document"
        )
        yield Matter("author", ref.name, ref.sha256, why)


def _unchecked(ref: FileRef, why: str) -> Matter:
    return Matter("unchecked", ref.name, f"{ref.sha256} {why}", f"{why}. {_ASK}")
