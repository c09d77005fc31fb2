import hashlib
import io
import stat
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.errors import Busy, Invalid
from portal.storage import refusals
from portal.storage.media_types import DOCX, MEDIA_TYPES, ODT, PDF, PPTX, XLSX, safe_name
from portal.storage.receiving import LARGEST, receive
from portal.storage.sniffing import sniff
from tests.unit.storage import making

CHECKOUT = Path(__file__).parents[3]
DOCX_BYTES = making.docx_file()
FULL_DISK = """
import io, resource, sys
from pathlib import Path
from portal.errors import Busy
from portal.storage.receiving import receive
resource.setrlimit(resource.RLIMIT_FSIZE, (500_000, 500_000))
try:
    receive(io.BytesIO(b"%PDF-" + bytes(2_000_000)), name="a.pdf", folder=Path(sys.argv[1]))
except Busy as error:
    print(error)
"""


def refusal(content: bytes, folder, name: str = "plan.docx") -> str:
    with pytest.raises(Invalid) as error:
        receive(io.BytesIO(content), name=name, folder=folder)
    assert list((folder / "incoming").iterdir()) == []
    return error.value.problems["file"]


@pytest.mark.parametrize(
    ("content", "media_type", "extension"),
    [
        (DOCX_BYTES, DOCX, "docx"),
        (making.pandoc_file("docx"), DOCX, "docx"),
        (making.pandoc_file("odt"), ODT, "odt"),
        (making.pptx_file(), PPTX, "pptx"),
        (making.pandoc_file("pptx"), PPTX, "pptx"),
        (making.xlsx_file(), XLSX, "xlsx"),
        (making.pdf_file(), PDF, "pdf"),
        (making.picture("PNG"), "image/png", "png"),
        (making.picture("JPEG"), "image/jpeg", "jpg"),
        (making.picture("GIF"), "image/gif", "gif"),
        (making.picture("WEBP"), "image/webp", "webp"),
    ],
)
def test_a_file_is_known_by_its_bytes_whatever_it_is_called(
    content, media_type, extension, tmp_path
):
    got = receive(io.BytesIO(content), name="C:\\My files\\plan.exe", folder=tmp_path)
    assert got.media_type == media_type
    assert got.name == f"plan.exe.{extension}"
    assert got.size == len(content)
    assert got.sha256 == hashlib.sha256(content).hexdigest()
    assert got.path.read_bytes() == content
    assert stat.S_IMODE(got.path.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", refusals.EMPTY),
        (b"Just words", refusals.UNKNOWN),
        (b"<html><script>alert(1)</script>", refusals.UNKNOWN),
        (b"MZ" + bytes(500), refusals.UNKNOWN),
        (making.zip_of({"a.txt": b"a"}), refusals.UNKNOWN),
        (making.ole_file("WordDocument"), refusals.OLD_WORD),
        (making.ole_file("Workbook"), refusals.OLD_EXCEL),
        (making.ole_file("PowerPoint Document"), refusals.OLD_POWERPOINT),
        (making.ole_file("Else"), refusals.OLD_OFFICE),
        (making.ole_file("EncryptedPackage"), refusals.LOCKED),
        (making.locked_pdf("secret"), refusals.LOCKED),
        (DOCX_BYTES[:-2000], refusals.BROKEN),
        (DOCX_BYTES[:3000] + b"\0\0\0" + DOCX_BYTES[3003:], refusals.BROKEN),
        (making.changed(DOCX_BYTES, add={making.VBA: b"x"}), refusals.MACROS),
        (
            making.changed(
                DOCX_BYTES,
                types='<Override PartName="/w.xml" ContentType="application/'
                'vnd.ms-word.document.macroEnabled.main+xml"/>',
            ),
            refusals.MACROS,
        ),
        (
            making.changed(making.pandoc_file("odt"), add={"Basic/Standard/a.xml": b"x"}),
            refusals.MACROS_ODF,
        ),
        (
            making.changed(
                making.pandoc_file("odt"),
                add={"META-INF/manifest.xml": b"<m><manifest:encryption-data/></m>"},
            ),
            refusals.LOCKED,
        ),
        (making.changed(DOCX_BYTES, add={"a.xml": bytes(40_000_000)}), refusals.TOO_MUCH_INSIDE),
        (
            making.changed(DOCX_BYTES, add={f"{n}.xml": b"" for n in range(5_000)}),
            refusals.TOO_MUCH_INSIDE,
        ),
        (
            making.changed(DOCX_BYTES, add={"a.zip": making.zip_of({"b": b"c"})}),
            refusals.ARCHIVE_INSIDE,
        ),
        (
            making.changed(
                DOCX_BYTES,
                add={"a.docx": making.changed(DOCX_BYTES, add={"b.docx": DOCX_BYTES})},
            ),
            refusals.ARCHIVE_INSIDE,
        ),
        (
            making.changed(
                DOCX_BYTES, add={"a.docx": making.changed(DOCX_BYTES, add={making.VBA: b"x"})}
            ),
            refusals.MACROS,
        ),
        (making.pdf_file() + making.zip_of({"a": b"b"}), refusals.TWO_IN_ONE),
        (b"junk" + DOCX_BYTES, refusals.UNKNOWN),
        (making.zip_of({"x": b"y"})[:30] + DOCX_BYTES, refusals.BROKEN),
    ],
)
def test_what_cannot_be_kept_is_refused_with_what_to_do_and_leaves_nothing(
    content, words, tmp_path
):
    assert refusal(content, tmp_path) == words


def test_an_encrypted_entry_of_a_zip_is_a_locked_file(tmp_path):
    content = bytearray(DOCX_BYTES)
    content[content.index(b"PK\x01\x02") + 8] |= 1
    assert refusal(bytes(content), tmp_path) == refusals.LOCKED


def test_a_template_is_told_to_be_saved_as_a_document(tmp_path):
    main = b"wordprocessingml.document.main+xml"
    parts = making.zip_of(
        {
            "[Content_Types].xml": b'<Types><Override PartName="/w.xml" ContentType="application/'
            b"vnd.openxmlformats-officedocument."
            + main.replace(b"document.main", b"template.main")
            + b'"/></Types>'
        }
    )
    assert refusal(parts, tmp_path) == refusals.TEMPLATE


def test_an_entity_bomb_is_a_broken_file_and_takes_no_time(tmp_path):
    bomb = b'<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]><a>&c;</a>'
    assert refusal(making.zip_of({"[Content_Types].xml": bomb}), tmp_path) == refusals.BROKEN


def test_a_chart_with_its_numbers_in_a_workbook_is_no_archive_within(tmp_path):
    inside = {"word/embeddings/numbers.xlsx": making.xlsx_file()}
    content = making.changed(DOCX_BYTES, add=inside)
    assert receive(io.BytesIO(content), name="a.docx", folder=tmp_path).media_type == DOCX


def test_a_pdf_that_is_only_closed_to_changes_is_taken(tmp_path):
    content = making.locked_pdf(user="")
    assert b"/Encrypt" in content
    assert receive(io.BytesIO(content), name="a.pdf", folder=tmp_path).media_type == PDF


def test_an_upload_stops_at_the_limit_and_reads_no_further(tmp_path):
    class Endless(io.RawIOBase):
        given = 0

        def read(self, size=-1):
            self.given += size
            return b"%PDF-" + bytes(size - 5)

    stream = Endless()
    with pytest.raises(Invalid, match="larger than 25 MB"):
        receive(stream, name="a.pdf", folder=tmp_path)
    assert stream.given <= LARGEST + 1024**2
    assert list((tmp_path / "incoming").iterdir()) == []


def test_a_line_that_breaks_leaves_nothing(tmp_path):
    class Broken(io.RawIOBase):
        def read(self, size=-1):
            raise ConnectionResetError("gone")

    with pytest.raises(ConnectionResetError):
        receive(Broken(), name="a.pdf", folder=tmp_path)
    assert list((tmp_path / "incoming").iterdir()) == []


def test_a_disk_that_fills_up_is_told_in_plain_words_and_leaves_nothing(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", FULL_DISK, tmp_path], cwd=CHECKOUT, capture_output=True, text=True
    )
    assert "the portal has a problem with its disk" in done.stdout
    assert "File too large" in done.stderr
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_folder_that_cannot_be_written_is_told_in_plain_words(tmp_path):
    (tmp_path / "incoming").write_text("in the way")
    with pytest.raises(Busy, match="Nothing was changed"):
        receive(io.BytesIO(making.docx_file()), name="a.docx", folder=tmp_path)


STARTS = st.sampled_from([b"", b"PK\x03\x04", b"%PDF-", making.OLE, b"RIFF", b"GIF89a"])


@settings(deadline=None, max_examples=150)
@given(start=STARTS, rest=st.binary(max_size=400))
def test_no_bytes_make_sniffing_fail_otherwise_than_by_a_refusal(start, rest, tmp_path_factory):
    path = tmp_path_factory.getbasetemp() / "sniffed"
    path.write_bytes(start + rest)
    with suppress(Invalid):
        assert sniff(path) in MEDIA_TYPES


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.integers(0, len(DOCX_BYTES) - 1), st.integers(0, 255)), max_size=8))
def test_no_damage_to_a_real_file_makes_sniffing_fail_otherwise(tmp_path_factory, damage):
    content = bytearray(DOCX_BYTES)
    for at, value in damage:
        content[at] = value
    path = tmp_path_factory.getbasetemp() / "damaged"
    path.write_bytes(content)
    with suppress(Invalid):
        assert sniff(path) == DOCX


@pytest.mark.parametrize(
    ("given_name", "safe"),
    [
        ("plan.docx", "plan.docx"),
        ("PLAN.DOCX", "PLAN.DOCX"),
        ("plan.pdf", "plan.docx"),
        ("../../etc/passwd", "passwd.docx"),
        ("C:\\a\\b.doc.docx", "b.doc.docx"),
        ("v1.2 final", "v1.2 final.docx"),
        ("gnp\u202excod.exe", "gnpxcod.exe.docx"),
        ("a\r\nSet-Cookie: b.docx", "aSet-Cookie: b.docx"),
        ("...", "file.docx"),
        ("", "file.docx"),
        (".docx", "docx.docx"),
        ("x" * 400 + ".docx", "x" * 115 + ".docx"),
    ],
)
def test_a_name_is_cleaned_and_gets_the_extension_of_what_the_file_is(given_name, safe):
    assert safe_name(given_name, DOCX) == safe


@given(st.text(max_size=300))
def test_no_name_breaks_out_of_its_folder_or_its_header(name):
    safe = safe_name(name, DOCX)
    assert safe.lower().endswith(".docx")
    assert not set("/\\\r\n\0") & set(safe)
    assert len(safe) <= 120
