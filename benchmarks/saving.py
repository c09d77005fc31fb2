"""How long it takes until a search finds what was saved a moment ago."""

import random
import string
import time
from collections.abc import Sequence

from benchmarks.visitor import Visitor, form_fields

PATIENCE = 10


def until_found(visitor: Visitor, slugs: Sequence[str], seed: int = 1) -> list[float]:
    """Change each practice and search for its new word; gives seconds from saving to finding.

    `visitor` may change and publish these practices. Raises RuntimeError where a save is refused
    or its word is not found within `PATIENCE` seconds.
    """
    chosen = random.Random(seed)
    return [_until_found(visitor, slug, _new_word(chosen)) for slug in slugs]


def _new_word(chosen: random.Random) -> str:
    return "zq" + "".join(chosen.choices(string.ascii_lowercase, k=10))


def _until_found(visitor: Visitor, slug: str, word: str) -> float:
    address, publish = f"/practices/{slug}/edit", f"/practices/{slug}/publish"
    fields = [
        (name, f"{text}\n\n{word}" if name == "body" else text)
        for name, text in form_fields(visitor.get(address).text)
    ]
    began = time.perf_counter()
    token = [(name, text) for name, text in fields if name == "csrf_token"]
    for step, sent in ((address, [*fields, ("action", "save")]), (publish, token)):
        answer = visitor.post(step, sent)
        if answer.status != 302:
            raise RuntimeError(f"{step} gave {answer.status}")
    while time.perf_counter() - began < PATIENCE:
        if f'href="/practices/{slug}?q={word}"' in visitor.get(f"/search?q={word}").text:
            return time.perf_counter() - began
    raise RuntimeError(f"{word} of {slug} was not found within {PATIENCE} s")
