from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl import load_workbook as openpyxl_load

from palermo.exchange.caseload.table import REPORTED, Table
from palermo.exchange.caseload.xlsx_table import open_xlsx
from palermo.safe_spreadsheet.errors import UnreadableFileError
from tests.exchange.workbooks import workbook

HEADER = ["mission", "case_ref", "registered_on"]


class Heard(list[tuple[int, int, str, str]]):
    def __call__(self, *problem: object) -> None:
        self.append(problem)  # type: ignore[arg-type]


def opened(path: Path, heard: Heard | None = None) -> Table:
    return open_xlsx(path, path.parent, heard if heard is not None else Heard())


def test_rows_come_with_their_numbers(tmp_path: Path) -> None:
    book = Workbook()
    book.active["A3"], book.active["B3"], book.active["C3"] = HEADER
    book.active["A5"], book.active["C5"] = "UKR", date(2011, 5, 17)
    book.save(tmp_path / "a.xlsx")
    table = opened(tmp_path / "a.xlsx")
    assert (table.header, table.header_row, table.pads_rows) == (HEADER, 3, True)
    assert list(table.rows) == [(5, ["UKR", "", "2011-05-17"])]
    assert table.fraction() == 1.0
    table.close()


def test_formulas_errors_and_merged_cells_are_reported_where_they_are(tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(HEADER)
    book.active.append(["UKR", "=A2&1", "2011"])
    book.active.append(["#N/A", "b", "2011"])
    book.active["A3"].data_type = "e"
    book.active.merge_cells("A5:C6")
    book.save(tmp_path / "a.xlsx")
    heard = Heard()
    table = opened(tmp_path / "a.xlsx", heard)
    assert list(table.rows)[:2] == [(2, ["UKR", REPORTED, "2011"]), (3, [REPORTED, "b", "2011"])]
    assert [problem[:3] for problem in heard] == [(2, 1, "=A2&1"), (3, 0, "#N/A"), (5, -1, "A5:C6")]
    assert [
        word in problem[3] for word, problem in zip(["formula", "error", "merged"], heard, strict=True)
    ] == [True] * 3
    table.close()


def test_the_first_visible_sheet_is_read_and_others_with_data_are_named(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "a.xlsx",
        {"Lists": [["x"]], "2011": [HEADER, ["UKR", "a", "2011"]], "Empty": [], "2012": [HEADER]},
    )
    book = openpyxl_load(path)
    book["Lists"].sheet_state = "hidden"
    book.active = 1
    book.save(path)
    table = opened(path)
    assert list(table.rows) == [(2, ["UKR", "a", "2011"])]
    assert table.notes == ["Only the sheet “2011” was read; these have data too: Lists, 2012."]
    table.close()


def test_a_lone_sheet_needs_no_note(tmp_path: Path) -> None:
    table = opened(workbook(tmp_path / "a.xlsx", {"A": [HEADER], "B": []}))
    assert table.notes == []
    table.close()


def test_an_empty_sheet_says_so(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match="“A” is empty"):
        opened(workbook(tmp_path / "a.xlsx", {"A": [[" "], [None]], "B": [HEADER]}))


def test_a_formula_in_the_header_is_reported_too(tmp_path: Path) -> None:
    heard = Heard()
    table = opened(workbook(tmp_path / "a.xlsx", {"A": [["mission", "=1", "registered_on"]]}), heard)
    assert table.header == ["mission", REPORTED, "registered_on"]
    assert [problem[:3] for problem in heard] == [(1, 1, "=1")]
    table.close()
