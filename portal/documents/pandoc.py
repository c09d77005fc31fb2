"""Starting pandoc on what came from outside: without files, without network, within limits."""

from functools import cache

import pypandoc

from portal import confined

MB = 1024**2
LIMITS = confined.Limits(cpu=10, clock=25, memory=512 * MB, output=32 * MB)


@cache
def _program() -> str:
    return str(pypandoc.get_pandoc_path())


def convert(data: bytes, *options: str) -> bytes:
    """Run pandoc on `data` and give what it makes. Raises portal.confined.ConfinedError.

    Pandoc reads no other file than those the options name.
    """
    return confined.run([_program(), "--sandbox", *options], given=data, limits=LIMITS)
