"""What is in a file decides what it is: what cameras write beside pictures and videos goes, bombs are not opened."""

from __future__ import annotations

import io
import struct
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palermo.interviews.intake.errors import AttachmentRefused
from palermo.interviews.intake.kinds import accepted
from palermo.interviews.intake.recordings import clean_recording
from palermo.interviews.intake.workbooks import is_plain_workbook
from tests.individuals.pictures import samples
from tests.interviews.intake.recordings import PDF, SECRET, box, mp4, xlsx, zipped

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def kind(content: bytes) -> str:
    return accepted(content, place=1).media_type


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (samples.jpeg(), "image/jpeg"),
        (samples.png(), "image/png"),
        (mp4(), "video/mp4"),
        (mp4(handlers=(b"soun",)), "audio/mp4"),
        (PDF, "application/pdf"),
        (xlsx(), XLSX),
        (xlsx(**{"xl__printerSettings__p1.bin": b"x"}), XLSX),
        (b"#!AMR\n" + bytes(20), "audio/amr"),
        (b"OggS" + bytes(20), "audio/ogg"),
        (b"fLaC" + bytes(20), "audio/flac"),
        (b"RIFF" + bytes(4) + b"WAVEfmt ", "audio/wav"),
        (b"ID3\x04" + bytes(20), "audio/mpeg"),
        (b"\xff\xfb\x90" + bytes(20), "audio/mpeg"),
        (b"\x1a\x45\xdf\xa3" + bytes(20), "video/webm"),
        ("name,village\nОлена,Київ\n".encode(), "text/plain"),
        ("\ufeffslow, calm".encode(), "text/plain"),
        ("said\n".encode("utf-16"), "text/plain"),
    ],
)  # fmt: skip
def test_what_is_taken(content: bytes, media_type: str) -> None:
    assert kind(content) == media_type


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xd8\xff not a picture",
        samples.jpeg()[:-1],
        samples.png()[:-4],
        mp4()[:-1],
        box(b"ftyp", b"isom"),
        box(b"ftyp", b"isom") + box(b"moov") + box(b"mdat"),
        box(b"ftyp", b"isom") + struct.pack(">I", 4) + b"moov",
        box(b"ftyp", b"isom") + struct.pack(">I4sQ", 1, b"moov", 2**63),
        PDF[:-8],
        b"%PDF-1.7\n",
        b"<html><script>alert(1)</script>",
        b"  \n<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"<?xml version='1.0'?><a/>",
        "\ufeff<html>".encode(),
        "<html>".encode("utf-16"),
        b"%!PS-Adobe-3.0",
        b"{\\rtf1 x}",
        b"words and \x00 bytes",
        b"MZ\x90\x00 a program",
        b"\x7fELF" + bytes(60),
        b"GIF89a" + bytes(20),
        b"RIFF" + bytes(4) + b"WEBPVP8 ",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        bytes(1000),
        "не текст".encode("koi8-r"),
        zipped(a=b"x"),
        zipped(**{"word__document.xml": b"<w/>", "[Content_Types].xml": b"<T/>"}),
        xlsx(**{"xl__vbaProject.bin": b"x"}),
        xlsx(**{"xl__embeddings__a.bin": b"x"}),
        xlsx() + b"behind the end",
    ],
)
def test_what_is_refused_says_why(content: bytes) -> None:
    with pytest.raises(AttachmentRefused) as refused:
        accepted(content, place=3)
    assert "3" in refused.value.message
    assert refused.value.as_dict()["details"] == {"place": 3}


@pytest.mark.parametrize(
    "content", [samples.jpeg(samples.segment(0xE1, samples.exif())), mp4(), mp4(version=1)]
)
def test_what_was_written_beside_is_gone(content: bytes) -> None:
    assert SECRET in content or samples.SECRET in content
    kept = accepted(content, place=1).content
    assert SECRET not in kept
    assert b"\xd1\xd1" not in kept


def test_a_recording_keeps_its_picture_in_its_place() -> None:
    content = mp4()
    kept, _media_type = clean_recording(content)
    assert len(kept) == len(content)
    assert kept.index(b"picture after picture") == content.index(b"picture after picture")


class TestBombs:
    def test_a_workbook_that_swells(self) -> None:
        assert not is_plain_workbook(xlsx(**{"xl__worksheets__sheet1.xml": bytes(50_000_000)}))

    def test_a_table_of_contents_that_lies(self) -> None:
        content = xlsx()
        place = content.rfind(b"PK\x05\x06")
        for length in (0xFFFFFFFF, 10**7, 0):
            lie = content[: place + 12] + struct.pack("<I", length) + content[place + 16 :]
            assert not is_plain_workbook(lie)

    def test_thousands_of_entries(self) -> None:
        assert not is_plain_workbook(xlsx(**{f"xl__{number}.xml": b"" for number in range(4000)}))

    def test_an_honest_workbook_of_some_size(self) -> None:
        rows = b"".join(b"<row r='%d'><c>%d</c></row>" % (number, number * 7919) for number in range(20_000))
        content = xlsx(**{"xl__worksheets__sheet1.xml": rows})
        assert is_plain_workbook(content)
        assert zipfile.is_zipfile(io.BytesIO(content))


@given(st.binary(max_size=400))
def test_nothing_makes_it_stumble(content: bytes) -> None:
    try:
        found = accepted(content, place=1)
    except AttachmentRefused:
        return
    assert found.content


@given(st.data())
def test_a_damaged_file_is_taken_or_refused(data: st.DataObject) -> None:
    """One byte changed, or the end cut off: never another error, and never what was written beside."""
    content = bytearray(data.draw(st.sampled_from([mp4(), xlsx(), samples.png(), samples.jpeg(), PDF])))
    place = data.draw(st.integers(0, len(content) - 1))
    content[place] = data.draw(st.integers(0, 255))
    cut = bytes(content[: data.draw(st.integers(1, len(content)))])
    for each in (bytes(content), cut):
        try:
            assert accepted(each, place=1).media_type
        except AttachmentRefused:
            continue
