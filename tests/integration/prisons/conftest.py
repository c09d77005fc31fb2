from collections.abc import Callable

import pytest
from flask import Flask

from portal.config import bundled
from portal.prisons import estate

ESTATE = bundled("content") / "estate"
EXAMPLES = bundled("content") / "examples"


@pytest.fixture
def whole_estate(app: Flask) -> None:
    """Load the 124 prisons and the five examples, with all their facts."""
    with app.app_context():
        estate.load_estate(folder=ESTATE)
        estate.load_examples(folder=EXAMPLES)


@pytest.fixture
def as_person(client, cast, sign_in) -> Callable:
    """Give the act of signing one of the cast in by name, which gives the browser."""

    def act(name: str):
        sign_in(client, getattr(cast, name))
        return client

    return act
