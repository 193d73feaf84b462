"""A version as an XLSForm file: for missions to read, and for other tools."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from palermo.interviews.publishing.columns import in_order
from palermo.interviews.publishing.ready import Sheets

_SHEETS = ("survey", "choices", "settings", "osm")


def xlsform_of(sheets: Sheets) -> bytes:
    """An .xlsx file of the sheets as they were compiled."""
    book = Workbook(write_only=True)
    for title in _SHEETS:
        rows = _rows(sheets.get(title, ()))
        if not rows and title == "osm":
            continue
        sheet = book.create_sheet(title)
        assert isinstance(sheet, WriteOnlyWorksheet)  # noqa: S101 - what a write-only book makes
        columns = in_order(column for row in rows for column in row)
        sheet.append([_cell(sheet, column) for column in columns])
        for row in rows:
            sheet.append([_cell(sheet, row.get(column, "")) for column in columns])
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _rows(sheet: Any) -> list[Mapping[str, str]]:
    found: Iterable[Mapping[str, str]] = [sheet] if isinstance(sheet, Mapping) else sheet
    return list(found)


def _cell(sheet: WriteOnlyWorksheet, value: str) -> WriteOnlyCell | None:
    if not value:
        return None
    cell = WriteOnlyCell(sheet, value=value)
    # Words stay words: a text that begins with "=" must never become a formula.
    cell.data_type = "s"
    return cell
