"""The form in steps: which fields each step asks for, and what is done."""

from dataclasses import dataclass
from typing import Final

from portal.practices.comparing.parts import parts_of, value_of
from portal.practices.content import Content
from portal.practices.fields import FIELDS, SECTIONS

START: Final = "start"
ALL: Final = "all"  # the whole form on one page
NOTE: Final = "practice_note"
# What the first page asks: enough to know what it is and who it is for.
_FIRST: Final = {
    "scheme": ("title", "summary", "purpose", "mentee_criteria"),
    "job_description": ("title", "summary", "purpose"),
    "training_material": ("title", "summary", "purpose", "audience"),
}
_KEYS: Final = {
    "What it is": "about",
    "Mentors and mentees": "people",
    "Training and support": "support",
    "What you learned": "learned",
}


@dataclass(frozen=True, slots=True)
class FormStep:
    """Describe one page of the form: its name in the address, its heading, its fields' keys."""

    key: str
    title: str
    names: tuple[str, ...]


def steps_of(kind: str) -> list[FormStep]:
    """List the steps of a kind; a practice note has none, as its form is one short page."""
    if kind == NOTE:
        return []
    first = _FIRST[kind]
    known = {each.key for each in FIELDS[kind]}
    steps = [FormStep(START, "Title and summary", first)]
    for title, keys in SECTIONS.items():
        names = tuple(key for key in keys if key in known and key not in first)
        if names:
            steps.append(FormStep(_KEYS[title], title, names))
    steps.append(FormStep("text", "The text", ("body",)))
    steps.append(FormStep("finding", "So that others find it", ("themes", "tags")))
    return steps


def whole(kind: str) -> FormStep:
    """Describe the whole form on one page."""
    names = tuple(each.key for each in parts_of(kind) if each.key != "files")
    return FormStep(ALL, "", names)


def step_after(kind: str, key: str) -> FormStep | None:
    """Give the step that follows, None after the last."""
    steps = steps_of(kind)
    following = dict(zip([each.key for each in steps], steps[1:], strict=False))
    return following.get(key)


def step_before(kind: str, key: str) -> FormStep | None:
    """Give the step that goes before, None before the first."""
    steps = steps_of(kind)
    return dict(zip([each.key for each in steps[1:]], steps, strict=False)).get(key)


def step_with(kind: str, name: str) -> str:
    """Find the step that asks for a field; the whole form where none does."""
    return next((each.key for each in steps_of(kind) if name in each.names), ALL)


def place_in(kind: str, key: str) -> tuple[int, int]:
    """Say which step of how many this is, counted from 1; 0 where it is none of them."""
    keys = [each.key for each in steps_of(kind)]
    return (keys.index(key) + 1 if key in keys else 0), len(keys)


def first_not_started(kind: str, content: Content) -> FormStep | None:
    """Find the first step in which nothing stands yet; None where there is something in all."""
    return next((each for each in steps_of(kind) if not is_started(kind, each, content)), None)


def is_started(kind: str, step: FormStep, content: Content) -> bool:
    """Tell whether anything stands in the fields of a step."""
    parts = {each.key: each for each in parts_of(kind)}
    return any(value_of(content, parts[name]) for name in step.names)
