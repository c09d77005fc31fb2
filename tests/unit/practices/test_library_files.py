"""The starter library as it stands in content/: whole, honest and in the words of the study."""

import re
from collections import Counter
from pathlib import Path

import pytest

from portal.config import bundled
from portal.practices.content import Content, missing_for_publishing
from portal.practices.library.loading import FOLDERS, read_file

LIBRARY = [path for name in FOLDERS for path in sorted((bundled("content") / name).glob("*.md"))]
EXAMPLES = sorted((bundled("content") / "examples" / "practices").glob("*.md"))
AT_LEAST = {"scheme": 8, "job_description": 6, "training_material": 6, "practice_note": 4}
CODES = {f"EX{number}": number for number in range(1, 6)}
PLACE = re.compile(r"\b(?:HMP|YOI)\b")


def name(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


def written(content: Content) -> str:
    return " ".join([content.title, content.summary, content.body])


def test_there_is_enough_of_each_kind() -> None:
    kinds = Counter(read_file(path, "x", {}).kind for path in LIBRARY)
    assert all(kinds[kind] >= wanted for kind, wanted in AT_LEAST.items())


@pytest.mark.parametrize("path", LIBRARY, ids=name)
def test_a_template_is_whole_honest_and_sourced(path: Path) -> None:
    each = read_file(path, "x", {})
    assert each.is_template
    assert missing_for_publishing(each.content) == {}
    assert each.content.details["study_sections"]
    assert each.content.themes
    assert "## Where this comes from" in each.content.body
    assert "template" in each.content.body.split("## Where this comes from")[1]
    assert len(each.content.body.split()) >= 400
    assert not PLACE.search(written(each.content))


@pytest.mark.parametrize("path", EXAMPLES, ids=name)
def test_an_example_says_that_it_is_invented(path: Path) -> None:
    each = read_file(path, "x", CODES)
    assert each.content.title.startswith("Example: ")
    assert each.content.body.startswith("This is an invented example.")
    assert each.prison_id in CODES.values()
