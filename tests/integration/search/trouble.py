"""Ways to do an index harm: full and read-only disks, broken files, other processes."""

import ctypes
import multiprocessing
import os
import resource
import shutil
import signal
import stat
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import update

from portal import clock
from portal.db import db
from portal.search import services
from portal.search.folder import POINTER
from portal.search.models import SearchChange

FORK = multiprocessing.get_context("fork")
_one_at_a_time = threading.Lock()
_DAC_OVERRIDE, _CAPABILITIES = 1 << 1, 0x20080522


def folder_of(app: Flask) -> Path:
    return app.config["SETTINGS"].search_index


def files_of(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.name != POINTER)


@contextmanager
def another_process(work: Callable[..., object], *args: Any) -> Iterator[multiprocessing.Process]:
    """Run something in a fork, and end that process with the block where it still runs."""

    def run() -> None:
        code = 1
        try:
            work(*args)
            code = 0
        finally:
            os._exit(code)  # the parent's database connections are not the child's to close

    child: Any = FORK.Process(target=run)
    child.start()
    try:
        yield child
    finally:
        if child.is_alive():
            os.kill(child.pid, signal.SIGKILL)
        child.join()


@contextmanager
def full_disk() -> Iterator[None]:
    """Let no file grow beyond a few bytes, in the whole process."""
    before, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (64, most))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (before, most))


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """Let this thread write nothing in a folder, even as root."""
    folders = [folder, *(path for path in folder.rglob("*") if path.is_dir())] * folder.exists()
    files = [path for path in folder.rglob("*") if path.is_file()]
    modes = {path: stat.S_IMODE(path.stat().st_mode) for path in [*folders, *files]}
    for path in modes:
        path.chmod(modes[path] & 0o555)
    try:
        with _as_anybody():
            yield
    finally:
        for path in modes:
            if path.exists():
                path.chmod(modes[path])


@contextmanager
def _as_anybody() -> Iterator[None]:
    """Give up root's right to write what may not be written; others have none to give up."""
    libc = ctypes.CDLL(None, use_errno=True)
    head = (ctypes.c_uint32 * 2)(_CAPABILITIES, 0)
    held = (ctypes.c_uint32 * 6)()
    assert libc.capget(head, held) == 0
    fewer = (ctypes.c_uint32 * 6)(held[0] & ~_DAC_OVERRIDE, *held[1:])
    assert libc.capset(head, fewer) == 0
    try:
        yield
    finally:
        assert libc.capset(head, held) == 0


@contextmanager
def writing_under(trouble: Callable[[], Any], app: Flask, monkeypatch: Any) -> Iterator[None]:
    """Let trouble reign whenever the index is written; everything else goes on.

    A full disk is full for the whole process: wait for a repair before anything is saved.
    """
    engine = app.extensions["search_index"]
    with monkeypatch.context() as patch:
        for name in ("apply", "rebuild"):
            patch.setattr(engine, name, _under(trouble, getattr(engine, name)))
        yield


def _under(trouble: Callable[[], Any], work: Callable[..., Any]) -> Callable[..., Any]:
    def troubled(*args: Any, **more: Any) -> Any:
        with _one_at_a_time, trouble():
            return work(*args, **more)

    return troubled


def deleted(folder: Path) -> None:
    shutil.rmtree(folder)


def emptied(folder: Path) -> None:
    for path in folder.glob("index-*"):
        shutil.rmtree(path)


def garbage(folder: Path) -> None:
    for path in files_of(folder):
        path.write_bytes(os.urandom(200))


def truncated(folder: Path) -> None:
    for path in files_of(folder):
        path.write_bytes(path.read_bytes()[:40])


def no_bytes(folder: Path) -> None:
    for path in files_of(folder):
        path.write_bytes(b"")


def pointing_nowhere(folder: Path) -> None:
    (folder / POINTER).write_bytes(b"../..\xff")


def pointing_outside(folder: Path) -> None:
    name = (folder / POINTER).read_text().strip()
    shutil.copytree(folder / name, folder.parent / name)
    (folder / POINTER).write_text(f"../{name}\n")


def pointing_to_a_file(folder: Path) -> None:
    name = (folder / POINTER).read_text().strip()
    shutil.rmtree(folder / name)
    (folder / name).write_text("")


def pointer_emptied(folder: Path) -> None:
    (folder / POINTER).write_bytes(b"")


def age(node: Flask) -> None:
    """Let every change of the feed be old."""
    with node.app_context():
        db.session.execute(
            update(SearchChange).values(at=clock.now() - services.KEPT - timedelta(days=1))
        )
        db.session.commit()


def trim(node: Flask) -> int:
    with node.app_context():
        return services.trim_feed()
