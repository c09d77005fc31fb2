"""What is refused before any parser sees it."""

import io
import struct
import zipfile

import pytest

from portal.documents import archives
from portal.errors import Invalid


def packed(members: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return made.getvalue()


def refusal(data: bytes) -> str:
    with pytest.raises(Invalid) as caught:
        archives.check(data)
    return caught.value.problems["file"]


def test_a_plain_archive_gives_its_names() -> None:
    assert archives.check(packed({"a": b"1", "b/c": b"2"})) == ["a", "b/c"]


def test_a_file_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "UNPACKED_MOST", 1_000_000)
    assert "too much" in refusal(packed({"a": bytes(1_000_001)}))


def test_a_file_that_lies_about_its_sizes_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    data = bytearray(packed({"a": bytes(1_000_000)}))
    at = data.rindex(b"PK\x01\x02")
    struct.pack_into("<I", data, at + 24, 10)
    monkeypatch.setattr(archives, "UNPACKED_MOST", 500_000)
    assert refusal(bytes(data))


def test_too_many_members_are_refused() -> None:
    many = {str(number): b"" for number in range(archives.MEMBERS_MOST + 1)}
    assert "too much" in refusal(packed(many))


def test_a_large_file_is_refused() -> None:
    assert "20 MB" in refusal(bytes(archives.FILE_MOST + 1))


@pytest.mark.parametrize(
    "data",
    [b"", b"PK\x03\x04 no", b"plain text", packed({"a": b"x" * 99})[:60]],
    # The last holds the time of day, which would make its name differ between processes.
    ids=["empty", "a_beginning", "text", "cut_short"],
)
def test_what_is_no_archive_is_called_damaged(data: bytes) -> None:
    assert "damaged" in refusal(data)


def test_an_old_or_locked_word_file_is_named_as_such() -> None:
    assert "password" in refusal(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))


def test_a_locked_member_is_refused() -> None:
    data = bytearray(packed({"a": b"1"}))
    at = data.rindex(b"PK\x01\x02")
    struct.pack_into("<H", data, at + 8, 1)
    assert "password" in refusal(bytes(data))


def test_the_title_in_the_properties_is_read_and_hostile_xml_is_not() -> None:
    xml = '<x xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title> My  title </dc:title></x>'
    assert archives.own_title(packed({"docProps/core.xml": xml.encode()})) == "My title"
    bomb = '<!DOCTYPE x [<!ENTITY a "b">]>' + xml.replace("My", "&a;")
    assert archives.own_title(packed({"meta.xml": bomb.encode()})) == ""
    assert archives.own_title(packed({"docProps/core.xml": b"<x"})) == ""
