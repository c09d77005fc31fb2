import pytest

from portal.practices.content import file_refs
from portal.practices.files.attached import kind_in_words, size_in_words
from portal.storage.media_types import MEDIA_TYPES


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (1, "1 KB"),
        (340 * 1024, "340 KB"),
        (1024**2 - 1, "1,024 KB"),
        (1024**2, "1.0 MB"),
        (25 * 1024**2, "25.0 MB"),
    ],
)
def test_sizes_are_said_in_round_numbers(size, words):
    assert size_in_words(size) == words


def test_every_kind_that_can_be_attached_has_words_of_its_own():
    words = [kind_in_words(media_type) for media_type in MEDIA_TYPES]
    assert len(set(words)) == len(words)
    assert "File" not in words
    assert kind_in_words("text/html") == "File"


def test_a_content_from_before_files_has_none():
    assert file_refs(None) == ()
