"""What the study says of each barrier, written in Markdown under content/barriers/."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from portal.config import bundled
from portal.errors import Invalid, NotFound
from portal.markdown.render import to_html
from portal.practices.library.loading import front_matter
from portal.practices.vocabulary import BARRIERS

GROUPS: Final = {
    "getting_around": "Getting around and space",
    "people": "People and attitudes",
    "pairs": "Mentors and mentees",
    "scheme": "The scheme itself",
}

_KEYS: Final = {"sentence", "group", "section", "search", "sounds_like", "first"}


@dataclass(frozen=True, slots=True)
class Step:
    """Hold one thing to try, and the sections of the study it rests on."""

    do: str
    section: str


@dataclass(frozen=True, slots=True)
class Barrier:
    """Hold one barrier in the words of those who meet it; `html` is clean.

    `label` is the study's term, `search` is what to look for, `sounds_like` are ways to say it.
    """

    key: str
    label: str
    sentence: str
    group: str
    section: str
    search: str
    sounds_like: tuple[str, ...]
    first: tuple[Step, ...]
    html: str


@lru_cache(maxsize=1)
def barriers() -> Mapping[str, Barrier]:
    """Give every barrier by its key, in the order of the vocabulary."""
    return read_folder(bundled("content") / "barriers")


def barrier(key: str) -> Barrier:
    """Give one barrier. Raises NotFound."""
    found = barriers().get(key)
    if found is None:
        raise NotFound("There is no such barrier. Choose “What is in your way?” in the menu.")
    return found


def grouped() -> list[tuple[str, list[Barrier]]]:
    """Give the barriers as the study groups them, each group with its title."""
    every = barriers().values()
    return [(title, [one for one in every if one.group == key]) for key, title in GROUPS.items()]


def read_folder(folder: Path) -> dict[str, Barrier]:
    """Read a folder of one Markdown file for each key of `BARRIERS`.

    Raises Invalid where a file is missing, is one too many, or has not the right front matter.
    """
    there = {path.stem for path in folder.glob("*.md")}
    if there != set(BARRIERS):
        names = ", ".join(sorted(there ^ set(BARRIERS)))
        raise Invalid({"": f"{folder}: write one file for each barrier and no other ({names})"})
    return {key: _read(folder / f"{key}.md") for key in BARRIERS}


def _read(path: Path) -> Barrier:
    matter, body = front_matter(path)
    try:
        return _barrier(path.stem, matter, body)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise Invalid({"": f"{path}: the front matter is not right ({error})"}) from error


def _barrier(key: str, matter: dict[str, Any], body: str) -> Barrier:
    if wrong := set(matter) ^ _KEYS:
        raise ValueError(f"missing or unknown: {', '.join(sorted(wrong))}")
    if matter["group"] not in GROUPS:
        raise ValueError(f"group is none of {', '.join(GROUPS)}")
    if not body.strip() or not matter["first"] or not matter["sounds_like"]:
        raise ValueError("say what the study found, what to try first and how people say it")
    return Barrier(
        key=key,
        label=BARRIERS[key],
        sentence=str(matter["sentence"]),
        group=matter["group"],
        section=str(matter["section"]),
        search=str(matter["search"]),
        sounds_like=tuple(str(each) for each in matter["sounds_like"]),
        first=tuple(Step(str(each["do"]), str(each["section"])) for each in matter["first"]),
        html=to_html(body),
    )
