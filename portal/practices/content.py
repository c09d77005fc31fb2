"""What people write in a practice, as one value: checked, stored, copied and compared whole."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from portal.errors import Invalid
from portal.practices.fields import FIELDS, Field
from portal.practices.vocabulary import KINDS, THEMES

TITLE_MAX = 300
SUMMARY_MAX = 2_000
BODY_MAX = 200_000
LONG_MAX = 10_000
SHORT_MAX = 300
TAG_MAX = 60
TAGS_MAX = 20
FILES_MAX = 10
FILE_NAME_MAX = 120
GAPS_MEANT = "gaps_meant"  # the box to tick where square brackets are no gaps

Detail = str | tuple[str, ...]

# Not the words of a link, which round brackets follow.
GAP = re.compile(r"\[[^\[\]\n]{1,80}\](?!\()")
# Tabs and line ends are text; other control characters cannot be stored or shown everywhere.
# So do signs that turn the direction of writing round, which make text look like another.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class FileRef:
    """Point to a stored file that a revision carries, under the name that people see."""

    sha256: str
    name: str
    media_type: str
    size: int  # bytes


def file_refs(stored: Iterable[Mapping[str, Any]] | None) -> tuple[FileRef, ...]:
    """Read the files that stand in a stored content; older ones have none."""
    return tuple(FileRef(**each) for each in stored or ())


@dataclass(frozen=True, slots=True)
class Content:
    """Hold everything people wrote in one revision.

    `details` maps the keys of the kind's fields to text, one choice or a tuple of choices;
    a field nobody filled in is absent. A copy is made from this value, so it misses nothing.
    """

    title: str
    summary: str = ""
    body: str = ""
    themes: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    details: Mapping[str, Detail] = field(default_factory=dict)
    files: tuple[FileRef, ...] = ()

    @property
    def barriers(self) -> tuple[str, ...]:
        """List the barriers met, as keys."""
        found = self.details.get("barriers", ())
        return (found,) if isinstance(found, str) else found

    def to_json(self) -> dict[str, Any]:
        """Turn into what the revision stores."""
        details = {k: list(v) if isinstance(v, tuple) else v for k, v in self.details.items()}
        return {
            "title": self.title,
            "summary": self.summary,
            "body": self.body,
            "themes": list(self.themes),
            "tags": list(self.tags),
            "details": details,
            "files": [asdict(each) for each in self.files],
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Content":
        """Read back what `to_json` gave."""
        details = {
            k: tuple(v) if isinstance(v, list) else v for k, v in stored.get("details", {}).items()
        }
        return cls(
            title=stored["title"],
            summary=stored.get("summary", ""),
            body=stored.get("body", ""),
            themes=tuple(stored.get("themes", ())),
            tags=tuple(stored.get("tags", ())),
            details=details,
            files=file_refs(stored.get("files")),
        )


def checked(kind: str, content: Content) -> Content:
    """Tidy a content and check it against its kind.

    Raises Invalid with a message for each field that is wrong.
    """
    if kind not in KINDS:
        raise Invalid({"kind": f"Choose a kind: {', '.join(KINDS)}"})
    tidy, problems = tidied(kind, content)
    if problems:
        raise Invalid(problems)
    return tidy


def tidied(kind: str, content: Content) -> tuple[Content, dict[str, str]]:
    """Bring a content into the shape in which it is kept, and say what is wrong, by field.

    Line ends become line feeds, ends are trimmed, empty details go, tags are lower case.
    """
    problems: dict[str, str] = {}
    tidy = Content(
        title=_text("title", "title", content.title, TITLE_MAX, problems).replace("\n", " "),
        summary=_text("summary", "summary", content.summary, SUMMARY_MAX, problems),
        body=_text("body", "text", content.body, BODY_MAX, problems),
        themes=_choices("themes", "theme", content.themes, THEMES, problems),
        tags=_tags(content.tags, problems),
        details=_details(FIELDS[kind], content.details, problems),
        files=_files(content.files, problems),
    )
    if not any(letter.isalnum() for letter in tidy.title) and "title" not in problems:
        problems["title"] = "Enter a title"
    return tidy, problems


def is_storable(text: str) -> bool:
    """Tell whether every database can hold a text: no control characters, no half characters."""
    return not _CONTROL.search(text)


def storable(text: str) -> str:
    """Leave out what no database can hold, where a text is not worth a complaint."""
    return _CONTROL.sub("", text).strip()


def _text(key: str, name: str, raw: str, longest: int, problems: dict[str, str]) -> str:
    text = raw.replace("\r\n", "\n").replace("\r", "\n").strip()
    if len(text) > longest:
        problems[key] = f"The {name} must be {longest:,} characters or fewer"
    elif not is_storable(text):
        problems[key] = f"The {name} holds a character that cannot be stored. Remove it"
    return text


def _choices(
    key: str, name: str, picked: Iterable[str], known: Mapping[str, str], problems: dict[str, str]
) -> tuple[str, ...]:
    chosen = set(picked)
    unknown = sorted(chosen - known.keys())
    if unknown:
        problems[key] = f"Choose a {name} from the list: {unknown[0][:60]!r} is not in it"
    return tuple(choice for choice in known if choice in chosen)


def _tags(raw: Iterable[str], problems: dict[str, str]) -> tuple[str, ...]:
    tags = dict.fromkeys(" ".join(tag.split()).lower() for tag in raw)
    tags.pop("", None)
    if len(tags) > TAGS_MAX:
        problems["tags"] = f"Use {TAGS_MAX} tags or fewer"
    elif any(len(tag) > TAG_MAX or _CONTROL.search(tag) for tag in tags):
        problems["tags"] = f"Each tag must be {TAG_MAX} characters or fewer"
    return tuple(tags)


def _files(files: Iterable[FileRef], problems: dict[str, str]) -> tuple[FileRef, ...]:
    """Keep each stored file once, and every name for one file only."""
    kept = {each.sha256: each for each in files}.values()
    if len(kept) > FILES_MAX:
        problems["files"] = f"A practice can carry {FILES_MAX} files. Remove one first"
    named: dict[str, FileRef] = {}
    for each in kept:
        name = _free_name(each.name, named)
        named[name] = replace(each, name=name)
    return tuple(named.values())


def _free_name(name: str, taken: Mapping[str, object]) -> str:
    """Make a name that is safe to write to any disk: no folders, no signs that systems read."""
    tidy = " ".join(re.sub(r'[\\/:*?"<>|]', " ", _CONTROL.sub("", name)).split()).lstrip(".")
    stem, dot, ending = tidy.rpartition(".")
    if not dot:
        stem, ending = tidy, ""
    stem, ending = stem[: FILE_NAME_MAX - 20] or "file", dot + ending[:10]
    free, number = stem + ending, 1
    while free in taken:
        number += 1
        free = f"{stem} ({number}){ending}"
    return free


def _details(
    fields: Iterable[Field], raw: Mapping[str, Detail], problems: dict[str, str]
) -> dict[str, Detail]:
    tidy: dict[str, Detail] = {}
    known = {each.key: each for each in fields}
    for key in raw:
        if key not in known:
            problems[key] = f"There is no field {key[:60]!r} in this kind of practice"
    for key, each in known.items():
        if key in raw and (value := _detail(each, raw[key], problems)):
            tidy[key] = value
    return tidy


def _detail(each: Field, value: Detail, problems: dict[str, str]) -> Detail:
    if each.choices is not None:
        picked = (value,) if isinstance(value, str) else value
        chosen = _choices(each.key, "value", filter(None, picked), each.choices, problems)
        if not each.many and len(chosen) > 1:
            problems[each.key] = f"Choose one value for {each.label!r}"
        return chosen if each.many else (chosen[0] if chosen else "")
    longest = LONG_MAX if each.long else SHORT_MAX
    if each.many:
        parts = value.split(",") if isinstance(value, str) else value
        texts = [_text(each.key, each.label, part, SHORT_MAX, problems) for part in parts]
        return tuple(filter(None, texts[:50]))
    text = value if isinstance(value, str) else ", ".join(value)
    return _text(each.key, each.label, text, longest, problems)


def missing_for_publishing(content: Content) -> dict[str, str]:
    """Say what has to be there before a practice is published, by field; {} when it is."""
    problems = {}
    if not content.summary:
        problems["summary"] = "Enter a summary: one or two sentences that others see in lists"
    if not content.body:
        problems["body"] = "Write what you did: the text is empty"
    return problems


def gaps(content: Content) -> list[str]:
    """List the parts in [square brackets] that a template leaves to whoever copies it."""
    return [gap for _, text in _texts(content) for gap in GAP.findall(text)]


def gaps_problem(content: Content, *, before: Content | None) -> dict[str, str]:
    """Ask whether the gaps of a content are meant; {} where there are none that are new.

    `before` is what readers see already: its gaps were asked about.
    """
    known = set(gaps(before)) if before else set()
    left = [each for each in gaps(content) if each not in known]
    if not left:
        return {}
    words = f"“{left[0]}” is" if len(left) == 1 else f"“{left[0]}” and {len(left) - 1} more are"
    return {GAPS_MEANT: f"{words} left to fill in. Change them, or tick that they are meant"}


def _texts(content: Content) -> Iterator[tuple[str, str]]:
    yield from (("title", content.title), ("summary", content.summary), ("body", content.body))
    yield "tags", ", ".join(content.tags)
    for key, value in content.details.items():
        yield key, value if isinstance(value, str) else ", ".join(value)
