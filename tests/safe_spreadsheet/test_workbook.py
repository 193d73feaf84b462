from __future__ import annotations

from contextlib import closing
from datetime import date, datetime, time
from pathlib import Path

import pytest
from openpyxl import Workbook as OpenpyxlWorkbook
from openpyxl import load_workbook
from openpyxl.utils.datetime import MAC_EPOCH

from palermo.safe_spreadsheet import CellError, DateText, Formula, TooLong, open_workbook
from palermo.safe_spreadsheet import workbook as module
from palermo.safe_spreadsheet.errors import UnreadableFileError
from palermo.safe_spreadsheet.sheet import MAX_TEXT
from tests.exchange.workbooks import MAIN, inline, packed, parts, workbook


def rows_of(path: Path, scratch: Path) -> list[list[str]]:
    with closing(open_workbook(path, scratch)) as book:
        return [row.cells for row in book.rows(book.sheets[0])]


def first_row(path: Path, scratch: Path) -> list[str]:
    return rows_of(path, scratch)[0]


def made_by_hand(tmp_path: Path, sheet: str, **more: str) -> list[str]:
    return first_row(packed(tmp_path / "a.xlsx", parts(sheet, **more)), tmp_path)


def test_values_come_as_text(tmp_path: Path) -> None:
    row = [
        "Côte d’Ivoire",
        35,
        35.0,
        0.5,
        True,
        False,
        date(2011, 5, 17),
        datetime(2011, 5, 17, 8, 30),
        None,
        "x",
    ]
    path = workbook(tmp_path / "a.xlsx", {"A": [row]})
    cells = first_row(path, tmp_path)
    assert cells == ["Côte d’Ivoire", "35", "35", "0.5", "TRUE", "FALSE", "2011-05-17", "2011-05-17", "", "x"]
    assert [position for position, cell in enumerate(cells) if isinstance(cell, DateText)] == [6, 7]


def test_the_values_are_those_that_openpyxl_reads(tmp_path: Path) -> None:
    rows = [
        [f"r{row}c{column}" if (row + column) % 3 else row * column for column in range(7)]
        for row in range(40)
    ]
    path = workbook(tmp_path / "a.xlsx", {"A": rows})
    theirs = [
        ["" if cell is None else str(cell) for cell in row]
        for row in load_workbook(path, read_only=True)["A"].iter_rows(values_only=True)
    ]
    assert rows_of(path, tmp_path) == theirs


def test_dates_since_1904_are_the_same_days(tmp_path: Path) -> None:
    book = OpenpyxlWorkbook()
    book.epoch = MAC_EPOCH
    book.active.append([date(2011, 5, 17)])
    book.save(tmp_path / "a.xlsx")
    assert first_row(tmp_path / "a.xlsx", tmp_path) == ["2011-05-17"]


def test_a_format_of_ones_own_may_be_a_date(tmp_path: Path) -> None:
    book = OpenpyxlWorkbook()
    for column, form in enumerate(["yyyy\\-mm", "dd.mm.yyyy", "0.00", "General", "[Red]0"], start=1):
        book.active.cell(1, column, 40680).number_format = form
    book.save(tmp_path / "a.xlsx")
    assert first_row(tmp_path / "a.xlsx", tmp_path) == ["2011-05-17", "2011-05-17", "40680", "40680", "40680"]


def test_a_time_and_a_day_beyond_the_calendar_are_left_to_the_checks(tmp_path: Path) -> None:
    book = OpenpyxlWorkbook()
    book.active.append([time(8, 30)])
    book.active["B1"] = 99_999_999
    book.active["B1"].number_format = "yyyy-mm-dd"
    book.save(tmp_path / "a.xlsx")
    assert first_row(tmp_path / "a.xlsx", tmp_path) == ["08:30:00", "99999999"]


def test_formulas_keep_their_nature_and_lose_their_value(tmp_path: Path) -> None:
    cells = made_by_hand(
        tmp_path, '<sheetData><row><c r="A1"><f>1+1</f><v>2</v></c><c r="B1"><v>2</v></c></row></sheetData>'
    )
    assert cells == ["=1+1", "2"]
    assert isinstance(cells[0], Formula)
    assert not isinstance(cells[1], Formula)


def test_shared_and_array_formulas_without_text_are_formulas(tmp_path: Path) -> None:
    cells = made_by_hand(tmp_path, '<sheetData><row><c><f t="shared" si="0"/><v>2</v></c></row></sheetData>')
    assert isinstance(cells[0], Formula)


def test_errors_keep_their_nature(tmp_path: Path) -> None:
    cells = made_by_hand(tmp_path, '<sheetData><row><c t="e"><v>#N/A</v></c></row></sheetData>')
    assert cells == ["#N/A"]
    assert isinstance(cells[0], CellError)


def test_a_text_beyond_all_bounds_is_cut_while_it_is_read(tmp_path: Path) -> None:
    cells = made_by_hand(tmp_path, inline(["x" * 400_000]))
    assert isinstance(cells[0], TooLong)
    assert len(cells[0]) == MAX_TEXT


def test_empty_cells_leave_their_place(tmp_path: Path) -> None:
    cells = made_by_hand(
        tmp_path,
        '<sheetData><row r="3"><c r="B3"><v>1</v></c><c r="D3"><v>2</v></c><c r="E3"/></row></sheetData>',
    )
    assert cells == ["", "1", "", "2"]


def test_escaped_characters_become_themselves_unless_they_are_no_text(tmp_path: Path) -> None:
    cells = made_by_hand(tmp_path, inline(["a_x000A_b", "_x0041_", "_x0000_", "_xD83D_", "_x12_"]))
    assert cells == ["a\nb", "A", "\ufffd", "\ufffd", "_x12_"]


def test_iso_dates_of_strict_workbooks(tmp_path: Path) -> None:
    sheet = parts('<sheetData><row><c t="d"><v>2011-05-17T00:00:00</v></c></row></sheetData>')
    strict = {
        name: text.replace(MAIN, "http://purl.oclc.org/ooxml/spreadsheetml/main")
        for name, text in sheet.items()
    }
    assert first_row(packed(tmp_path / "a.xlsx", strict), tmp_path) == ["2011-05-17"]


def test_prefixes_make_no_difference(tmp_path: Path) -> None:
    made = parts("")
    made["xl/worksheets/sheet1.xml"] = (
        f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row><x:c><x:v>7</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    )
    assert first_row(packed(tmp_path / "a.xlsx", made), tmp_path) == ["7"]


def test_merged_ranges_are_known_at_the_end(tmp_path: Path) -> None:
    book = OpenpyxlWorkbook()
    book.active.append(["a", "b"])
    book.active.merge_cells("A1:B2")
    book.save(tmp_path / "a.xlsx")
    with closing(open_workbook(tmp_path / "a.xlsx", tmp_path)) as opened:
        assert [row.number for row in opened.rows(opened.sheets[0])] == [1]
        assert opened.merged == ["A1:B2"]
        assert opened.fraction == 1.0


@pytest.mark.parametrize(
    "declaration",
    [
        '<!DOCTYPE worksheet [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>',
        '<!DOCTYPE worksheet [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE worksheet SYSTEM "http://example.org/a.dtd">',
    ],
)
@pytest.mark.parametrize(
    "part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml"]
)
def test_document_types_and_entities_end_the_reading(tmp_path: Path, part: str, declaration: str) -> None:
    made = parts(inline(["x"]), strings="<si><t>x</t></si>", styles="<cellXfs/>")
    made[part] = declaration + made[part]
    with pytest.raises(UnreadableFileError, match="harm"):
        first_row(packed(tmp_path / "a.xlsx", made), tmp_path)


@pytest.mark.parametrize(
    "sheet",
    [
        "<sheetData><row>",
        '<sheetData><row r="0"/></sheetData>',
        '<sheetData><row r="x"/></sheetData>',
        '<sheetData><row r="2"/><row r="2"/></sheetData>',
        '<sheetData><row r="9999999999"/></sheetData>',
        '<sheetData><row><c r="ZZZZ1"><v>1</v></c></row></sheetData>',
        '<sheetData><row><c t="s"><v>7</v></c></row></sheetData>',
        '<sheetData><row><c t="s"><v>x</v></c></row></sheetData>',
    ],
)
def test_nonsense_is_damage(tmp_path: Path, sheet: str) -> None:
    with pytest.raises(UnreadableFileError, match="damaged"):
        rows_of(packed(tmp_path / "a.xlsx", parts(sheet)), tmp_path)


def test_a_part_that_does_not_match_its_checksum_is_damage(tmp_path: Path) -> None:
    path = packed(tmp_path / "a.xlsx", parts(inline(["x" * 500])), compression=0)
    raw = path.read_bytes()
    path.write_bytes(raw.replace(b"xxxxxxxx", b"yyyyyyyy", 1))
    with pytest.raises(UnreadableFileError, match="damaged"):
        rows_of(path, tmp_path)


def test_a_small_part_that_is_not_small_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_SMALL_PART", 100)
    with pytest.raises(UnreadableFileError):
        open_workbook(packed(tmp_path / "a.xlsx", parts(inline(["x"]))), tmp_path)


def test_sheets_are_listed_with_their_visibility(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"Notes": [], "Cases": [["x"]]})
    book = load_workbook(path)
    book["Notes"].sheet_state = "hidden"
    book.active = 1
    book.save(path)
    with closing(open_workbook(path, tmp_path)) as opened:
        assert [(sheet.name, sheet.hidden) for sheet in opened.sheets] == [("Notes", True), ("Cases", False)]
        assert [opened.has_data(sheet) for sheet in opened.sheets] == [False, True]


def test_a_workbook_without_sheets_says_so(tmp_path: Path) -> None:
    made = parts(inline(["x"]))
    made["xl/_rels/workbook.xml.rels"] = made["xl/_rels/workbook.xml.rels"].replace(
        "/worksheet", "/chartsheet"
    )
    with pytest.raises(UnreadableFileError, match="no sheet"):
        open_workbook(packed(tmp_path / "a.xlsx", made), tmp_path)


def test_targets_outside_the_archive_are_not_followed(tmp_path: Path) -> None:
    made = parts(inline(["x"]))
    made["xl/_rels/workbook.xml.rels"] = made["xl/_rels/workbook.xml.rels"].replace(
        "worksheets/sheet1.xml", "../../../etc/passwd"
    )
    with pytest.raises(UnreadableFileError, match="no sheet"):
        open_workbook(packed(tmp_path / "a.xlsx", made), tmp_path)
