"""Spreadsheets and pictures from strangers: read within bounds, or refused with what to do."""

from __future__ import annotations

import io
import zipfile

import pytest
from openpyxl import Workbook

from palermo.interviews.publishing import handed_in as module
from palermo.interviews.publishing.handed_in import LARGEST, read_handed_in
from palermo.interviews.publishing.media import LARGEST_TOGETHER, MOST, read_media
from palermo.interviews.publishing.problems import FormRefused
from palermo.safe_spreadsheet.archive import OLE2_MAGIC
from palermo.safe_spreadsheet.errors import UnreadableFileError
from tests.individuals.pictures.samples import exif, jpeg, png, segment
from tests.interviews.publishing.workbooks import workbook

ROW = {"type": "text", "name": "a", "label": "A"}


def zipped(*files: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return buffer.getvalue()


def sentences(content: bytes) -> list[str]:
    with pytest.raises(FormRefused) as refused:
        read_handed_in(content)
    return [str(problem) for problem in refused.value.problems]


def test_sheets_are_found_by_name_and_others_left_alone() -> None:
    content = workbook(
        instructions=[{"x": "y"}], Survey=[ROW, {}, ROW], choices=[], settings=[{"version": 7}]
    )
    found = read_handed_in(content)
    assert [row.number for row in found.rows("survey")] == [2, 4]
    assert found.rows("settings")[0].cells == {"version": "7"}
    assert found.rows("choices") == ()
    assert "instructions" not in found.sheets


def test_spaces_that_cannot_be_seen() -> None:
    found = read_handed_in(workbook(survey=[{"type": "text\u00a0", "name": " a "}]))
    assert found.rows("survey")[0].cells == {"type": "text", "name": "a"}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"type,name", "no .xlsx file"),
        (OLE2_MAGIC + b"\0" * 600, "old .xls format"),
        (b"PK\x03\x04 and then nothing", "damaged"),
        (b"PK\x03\x04" + b"0" * LARGEST, "larger than"),
        (zipped(("word/document.xml", b"<w/>"), ("[Content_Types].xml", b"<T/>")), "not an .xlsx"),
    ],
    ids=["text", "old", "damaged", "large", "a letter"],
)
def test_what_is_no_workbook(content: bytes, words: str) -> None:
    with pytest.raises(UnreadableFileError, match=words):
        read_handed_in(content)


def test_a_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = zipped(("xl/workbook.xml", b"\0" * 30_000_000))
    with pytest.raises(UnreadableFileError):
        read_handed_in(bomb)
    monkeypatch.setattr(module, "UNPACKED", 1000)
    with pytest.raises(UnreadableFileError, match="unpacks to more than"):
        read_handed_in(workbook(survey=[ROW]))


def test_sheets_beyond_all_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "ROWS", {"survey": 3})
    assert sentences(workbook(survey=[ROW] * 9)) == [
        "Sheet “survey”, row 6: This sheet is too large for a form."
    ]
    monkeypatch.setattr(module, "CHARACTERS", 10)
    assert "too large" in sentences(workbook(survey=[ROW]))[0]


def test_no_survey_and_an_empty_one() -> None:
    assert sentences(workbook(Sheet1=[ROW])) == [
        "There is no sheet “survey”; the sheets of this file are: Sheet1."
    ]
    assert sentences(workbook(survey=[{"type": None}], other=[ROW]))[0].endswith("has no questions.")


def test_formulas_are_named_by_row() -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "survey"
    sheet.append(["type", "name"])
    sheet.append(["text", "=A1"])
    buffer = io.BytesIO()
    book.save(buffer)
    assert sentences(buffer.getvalue()) == [
        "Sheet “survey”, row 2: There is a formula. Copy the column and paste it as values."
    ]


def test_pictures_one_by_one_and_in_an_archive() -> None:
    found = read_media(
        [("b.jpg", jpeg()), ("all.zip", zipped(("folder/a.png", png()), ("__MACOSX/._a.png", b"x")))]
    )
    assert [(file.name, file.media_type) for file in found] == [
        ("a.png", "image/png"),
        ("b.jpg", "image/jpeg"),
    ]


def test_what_the_camera_wrote_is_taken_out() -> None:
    taken = jpeg(segment(0xE1, exif()))
    (found,) = read_media([("a.jpg", taken)])
    assert len(found.content) < len(taken)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.png", b"<svg onload=alert(1)>"),
        ("a.svg", png()),
        ("a.jpg", png()),
        ("../a\n.png", png()),
        ("a.png", png()[:-9]),
        ("a.csv", b"name,label\n1,One\n"),
    ],
    ids=["no picture", "another name", "another kind", "an odd name", "cut off", "a table"],
)
def test_files_that_are_no_pictures(name: str, content: bytes) -> None:
    with pytest.raises(FormRefused):
        read_media([(name, content)])


def test_too_many_and_too_large() -> None:
    with pytest.raises(FormRefused):
        read_media([("z.zip", zipped(*((f"{n}.png", png()) for n in range(MOST + 1))))])
    with pytest.raises(FormRefused):
        read_media([("z.zip", zipped(("a.png", b"\0" * (LARGEST_TOGETHER + 1))))])
    with pytest.raises(FormRefused):
        read_media([("z.zip", b"PK\x03\x04 no archive")])
    with pytest.raises(FormRefused, match="thing"):
        read_media([("a.png", png()), ("z.zip", zipped(("a.png", png())))])
