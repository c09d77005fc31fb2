"""Passages with the words marked."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Fragment:
    text: str
    is_hit: bool


def highlight(title: str, terms: Any) -> list[Fragment]:
    return [Fragment(title, False)]


def snippet(text: str, terms: Any, *, words: int = 35) -> list[Fragment]:
    return [Fragment(" ".join(text.split()[:words]), False)]
