"""Texts on a pipe, each after its length."""

from typing import IO, BinaryIO

LENGTH = 8


def write_text(pipe: IO[bytes] | BinaryIO, text: str) -> None:
    """Send one text. Raises BrokenPipeError where nobody reads any more."""
    data = text.encode()
    pipe.write(len(data).to_bytes(LENGTH, "big") + data)
    pipe.flush()


def read_text(pipe: IO[bytes] | BinaryIO) -> str | None:
    """Wait for one text; None where the other side has ended."""
    length = pipe.read(LENGTH)
    if len(length) < LENGTH:
        return None
    size = int.from_bytes(length, "big")
    data = pipe.read(size)
    return data.decode() if len(data) == size else None
