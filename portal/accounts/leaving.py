"""Telling other packages that somebody leaves: what was theirs must go to somebody else.

Accounts know nothing of what people look after, so packages above say what is to be done:

    on_leaving(app, pass_on)

It happens inside the transaction in which the person leaves: either both, or neither. Whatever
whoever made them leave should know comes back in words.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask import Flask, current_app

from portal.accounts.models import User


@dataclass(frozen=True, slots=True)
class PassedOn:
    """Say what became of something of theirs: whole sentences, and the address to see it at."""

    words: str
    path: str = ""


Callback = Callable[[User, User | None], PassedOn | None]
"""Is given who leaves, and who made them leave (None: the command line)."""

_KEY = "accounts_leaving"


def init_app(app: Flask) -> None:
    """Make room for those who want to know."""
    app.extensions[_KEY] = []


def on_leaving(app: Flask, callback: Callback) -> None:
    """Call this whenever somebody leaves their prison or the portal."""
    app.extensions[_KEY].append(callback)


def tell_leaving(person: User, *, actor: User | None) -> Sequence[PassedOn]:
    """Tell everybody who wants to know, inside the running transaction; gives their answers."""
    callbacks: list[Callback] = current_app.extensions[_KEY]
    answers = [callback(person, actor) for callback in callbacks]
    return [answer for answer in answers if answer is not None]
