from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from palermo.safe_spreadsheet import archive
from palermo.safe_spreadsheet.archive import OLE2_MAGIC, open_archive, refuse_ole2
from palermo.safe_spreadsheet.errors import UnreadableFileError
from tests.exchange.workbooks import inline, packed, parts, workbook


def refusal(path: Path) -> str:
    with pytest.raises(UnreadableFileError) as error:
        open_archive(path)
    return error.value.message


def test_a_workbook_of_openpyxl_opens(tmp_path: Path) -> None:
    with open_archive(workbook(tmp_path / "a.xlsx", {"A": [["x"]]})) as opened:
        assert "xl/workbook.xml" in opened.namelist()


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    sheet = parts(inline(["x"])) | {"xl/media/image1.png": b"\0" * 50_000_000}
    path = packed(tmp_path / "bomb.xlsx", sheet)
    assert path.stat().st_size < 100_000
    assert "harm" in refusal(path)


def test_a_workbook_that_is_too_large_is_named_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_UNPACKED", 1000)
    assert "unpack to more than" in refusal(packed(tmp_path / "a.xlsx", parts(inline(["x" * 2000]))))


def test_very_many_parts_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_PARTS", 5)
    many = parts(inline(["x"])) | {f"xl/extra{number}.xml": "" for number in range(6)}
    assert "unpack" in refusal(packed(tmp_path / "a.xlsx", many))


def test_a_truncated_workbook_is_damaged(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"A": [["x"] * 50] * 50})
    whole = path.read_bytes()
    for length in (len(whole) // 2, len(whole) - 1, 30):
        path.write_bytes(whole[:length])
        assert "not complete" in refusal(path)


def test_two_parts_of_one_name_are_refused(tmp_path: Path) -> None:
    path = packed(tmp_path / "a.xlsx", parts(inline(["x"])))
    with zipfile.ZipFile(path, "a") as again, pytest.warns(UserWarning, match="Duplicate"):
        again.writestr("xl/workbook.xml", "<other/>")
    assert "damaged" in refusal(path)


def test_rare_compressions_are_refused(tmp_path: Path) -> None:
    assert "damaged" in refusal(packed(tmp_path / "a.xlsx", parts(inline(["x"])), zipfile.ZIP_LZMA))


def test_an_encrypted_archive_asks_for_the_password_to_be_removed(tmp_path: Path) -> None:
    path = packed(tmp_path / "a.xlsx", parts(inline(["x"])))
    raw = bytearray(path.read_bytes())
    central = raw.index(b"PK\x01\x02")
    raw[central + 8] |= 1
    path.write_bytes(raw)
    assert "password" in refusal(path)


@pytest.mark.parametrize(
    ("contents", "word"),
    [
        ({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<a/>"}, ".ods"),
        (parts(inline(["x"])) | {"xl/workbook.bin": b"\x83\x01"}, ".xlsb"),
        ({"[Content_Types].xml": "<a/>", "word/document.xml": "<a/>"}, "not an .xlsx"),
        ({"caseload.csv": "mission,case_ref"}, "not an .xlsx"),
        (parts(inline(["x"])) | {"xl/externalLinks/externalLink1.xml": "<a/>"}, "Break Link"),
    ],
)
def test_other_archives_are_named(tmp_path: Path, contents: dict[str, str | bytes], word: str) -> None:
    assert word in refusal(packed(tmp_path / "a.xlsx", contents))


def test_old_workbooks_and_encrypted_ones_are_told_apart(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(OLE2_MAGIC + b"\0" * 3000 + "Workbook".encode("utf-16-le"))
    assert ".xls format" in refuse_ole2(path).message
    path.write_bytes(OLE2_MAGIC + b"\0" * 3000 + "EncryptedPackage".encode("utf-16-le"))
    assert "password" in refuse_ole2(path).message


def test_the_mark_of_encryption_is_found_across_a_boundary(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(OLE2_MAGIC + b"\0" * (1024**2 - 8 - 10) + "EncryptedPackage".encode("utf-16-le"))
    assert "password" in refuse_ole2(path).message
