from __future__ import annotations

import csv
import hashlib
import io
import os
import tracemalloc
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from palermo.codebook import load_codebook
from palermo.exchange.caseload import csv_lines
from palermo.exchange.caseload.csv_table import open_csv
from palermo.exchange.caseload.header import recogniser
from palermo.safe_spreadsheet.errors import UnreadableFileError

HEADER = "mission,case_ref,registered_on\n"
RECOGNISE = recogniser(load_codebook())
Rows = list[tuple[int, Sequence[str]]]


def read(path: Path) -> tuple[list[str], Rows]:
    table, _raw = open_csv(path, RECOGNISE)
    try:
        return table.header, list(table.rows)
    finally:
        table.close()


def read_bytes(tmp_path: Path, content: bytes) -> tuple[list[str], Rows]:
    path = tmp_path / "caseload.csv"
    path.write_bytes(content)
    return read(path)


def refusal(tmp_path: Path, content: bytes) -> str:
    with pytest.raises(UnreadableFileError) as error:
        read_bytes(tmp_path, content)
    return error.value.message


def test_rows_are_numbered_as_a_spreadsheet_numbers_them(tmp_path: Path) -> None:
    header, rows = read_bytes(tmp_path, (HEADER + "UKR,a,2011\n\nMDA,b,2012\n").encode())
    assert header == ["mission", "case_ref", "registered_on"]
    assert rows == [(2, ["UKR", "a", "2011"]), (3, []), (4, ["MDA", "b", "2012"])]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_separators_line_ends_and_encodings(
    tmp_path: Path, delimiter: str, ending: str, encoding: str
) -> None:
    text = ending.join(
        [HEADER.strip().replace(",", delimiter), delimiter.join(["Côte d’Ivoire", "ಕ1", "2011"])]
    )
    header, rows = read_bytes(tmp_path, (text + ending).encode(encoding))
    assert header == ["mission", "case_ref", "registered_on"]
    assert rows == [(2, ["Côte d’Ivoire", "ಕ1", "2011"])]


@pytest.mark.parametrize("byte_order", ["utf-16-le", "utf-16-be"])
def test_utf_16_of_either_byte_order(tmp_path: Path, byte_order: str) -> None:
    assert read_bytes(tmp_path, ("\ufeff" + HEADER + "UKR,a,2011\n").encode(byte_order))[1] == [
        (2, ["UKR", "a", "2011"])
    ]


def test_only_the_header_decides_about_the_separator(tmp_path: Path) -> None:
    header, rows = read_bytes(
        tmp_path, b"mission;case_ref;registered_on;labour_sector\nUKR;a,b,c,d,e,f;2011;\n"
    )
    assert len(header) == 4
    assert rows[0][1][1] == "a,b,c,d,e,f"


def test_a_separator_inside_a_quoted_name_is_none(tmp_path: Path) -> None:
    header, _rows = read_bytes(tmp_path, b'mission;case_ref;"a, b, c, d, e"\n')
    assert header == ["mission", "case_ref", "a, b, c, d, e"]


def test_the_line_by_which_excel_names_the_separator(tmp_path: Path) -> None:
    header, rows = read_bytes(tmp_path, b"sep=;\r\nmission;case_ref;registered_on\r\nUKR;a;2011\r\n")
    assert header == ["mission", "case_ref", "registered_on"]
    assert rows == [(3, ["UKR", "a", "2011"])]


def test_quoted_line_breaks_are_one_row_in_the_header_and_below(tmp_path: Path) -> None:
    header, rows = read_bytes(tmp_path, b'mission,"case\n_ref",registered_on\n"U\r\nKR",a,2011\nMDA,b,2012\n')
    assert header == ["mission", "case\n_ref", "registered_on"]
    assert rows == [(2, ["U\r\nKR", "a", "2011"]), (3, ["MDA", "b", "2012"])]


def test_empty_lines_above_the_header_count_as_rows(tmp_path: Path) -> None:
    table, _raw = open_csv(_write(tmp_path, b"\n\n" + HEADER.encode() + b"UKR,a,2011\n"), RECOGNISE)
    assert table.header_row == 3
    assert list(table.rows) == [(4, ["UKR", "a", "2011"])]
    table.close()


def _write(tmp_path: Path, content: bytes) -> Path:
    path = tmp_path / "caseload.csv"
    path.write_bytes(content)
    return path


def test_windows_1252_is_refused_with_its_row_and_the_way_out(tmp_path: Path) -> None:
    content = HEADER.encode() + b"UKR,a,2011\n" + "Côte d’Ivoire,b,2011\n".encode("cp1252")
    message = refusal(tmp_path, content)
    assert message.startswith("Row 3 is not written in UTF-8 (near “Côte d’Ivoire")
    assert "CSV UTF-8" in message


def test_the_row_of_a_wrong_byte_counts_quoted_line_breaks_once(tmp_path: Path) -> None:
    content = HEADER.encode() + b'UKR,"a\n\n\n",2011\nUKR,\xe9,2011\n'
    assert refusal(tmp_path, content).startswith("Row 3 ")


def test_a_percent_sign_near_a_wrong_byte_does_no_harm(tmp_path: Path) -> None:
    assert "100%" in refusal(tmp_path, HEADER.encode() + b"UKR,100%\xe9,2011\n")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"\n \n\n", "empty"),
        (b"sep=;\n", "empty"),
        (HEADER.encode() + b"UKR,a\0,2011\n", "Row 2 holds NUL"),
        (HEADER.encode("utf-16-le"), "Row 1 holds NUL"),
        (HEADER.encode("utf-32"), "UTF-32"),
        (("\ufeff" + HEADER + "UKR,a,2011").encode("utf-16-le")[:-1], "cannot be read as UTF-16"),
        (("\ufeff" + HEADER + "UKR,a\0,2011\n").encode("utf-16-le"), "Row 2 holds NUL"),
        (HEADER.encode() + b'UKR,a,2011\nUKR,"b,2011\n', "Row 3 opens a quotation mark"),
        (HEADER.encode() + b'UKR,"a"b,2011\n', "Row 2 has a quotation mark inside"),
        (HEADER.encode() + b"UKR," + b"x" * 140_000 + b",2011\n", "Row 2 has a cell of more than"),
        (b"%PDF-1.7\n", "PDF"),
        (b"\x1f\x8b\x08\0", "gzip"),
        (b"<html><table><tr><td>mission</td></tr></table></html>", "web page"),
        (b'\xef\xbb\xbf <?xml version="1.0"?><Workbook/>', "web page or XML"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "Row 1"),
    ],
)
def test_what_is_no_caseload_is_refused_in_words(tmp_path: Path, content: bytes, words: str) -> None:
    assert words in refusal(tmp_path, content)


def test_a_huge_file_without_line_ends_is_refused_early(tmp_path: Path) -> None:
    path = tmp_path / "caseload.csv"
    with path.open("wb") as stream:
        stream.write(HEADER.encode())
        stream.write(b"x")
        stream.truncate(0)
        stream.write(b"mission,case_ref" + b"x" * 1024)
        for _ in range(200):
            stream.write(b"y" * 1024 * 1024)
    tracemalloc.start()
    try:
        with pytest.raises(UnreadableFileError, match="Row 1 is longer"):
            read(path)
        assert tracemalloc.get_traced_memory()[1] < 50_000_000
    finally:
        tracemalloc.stop()
        os.unlink(path)


def test_the_fingerprint_is_that_of_the_bytes(tmp_path: Path) -> None:
    content = ("\ufeff" + HEADER + "UKR,ä,2011\n").encode("utf-16-le")
    table, raw = open_csv(_write(tmp_path, content), RECOGNISE)
    list(table.rows)
    assert raw.sha256.digest() == hashlib.sha256(content).digest()
    assert table.fraction() == 1.0
    table.close()


CELLS = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0"), max_size=12)


@settings(max_examples=150, deadline=None)
@given(
    rows=st.lists(st.lists(CELLS, min_size=3, max_size=3), max_size=8),
    delimiter=st.sampled_from([",", ";", "\t"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    ending=st.sampled_from(["\n", "\r\n"]),
)
def test_whatever_is_written_is_read(
    rows: list[list[str]],
    delimiter: str,
    encoding: str,
    ending: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=delimiter, lineterminator=ending, quoting=csv.QUOTE_ALL)
    writer.writerow(["mission", "case_ref", "registered_on"])
    writer.writerows(rows)
    path = tmp_path_factory.getbasetemp() / "round.csv"
    path.write_bytes(stream.getvalue().encode(encoding))
    assert [cells for _number, cells in read(path)[1]] == rows


@settings(max_examples=100, deadline=None)
@given(content=st.binary(max_size=200))
def test_any_bytes_give_a_table_or_a_sentence(
    content: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_bytes(content)
    message = ""
    try:
        header, rows = read(path)
    except UnreadableFileError as error:
        message = error.message
    if message:
        assert "%(" not in message
    else:
        assert header
        assert "\0" not in "".join(cell for _row, cells in rows for cell in cells)


def test_blocks_do_not_break_lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_lines, "BLOCK", 10)
    content = HEADER + "".join(f'"U\nKR",{number},2011\n' for number in range(50))
    assert [cells[1] for _row, cells in read_bytes(tmp_path, content.encode())[1]] == [
        str(n) for n in range(50)
    ]
