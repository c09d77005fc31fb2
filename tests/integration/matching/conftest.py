"""The whole estate and the cast, for tests of matching."""

import pytest

from portal.config import bundled
from portal.prisons import estate


@pytest.fixture
def whole_estate(app, cast):
    """Load every prison and the examples, with what is known of them."""
    with app.app_context():
        estate.load_estate(folder=bundled("content") / "estate")
        estate.load_examples(folder=bundled("content") / "examples")
    return cast
