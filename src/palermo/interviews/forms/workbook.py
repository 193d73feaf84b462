"""Writes a form as an .xlsx file: what missions open, adapt and give to other tools."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from palermo.interviews.forms.errors import FormNotWritten
from palermo.interviews.forms.model import BuiltForm, Cells, column_order


def write_workbook(form: BuiltForm, path: Path) -> None:
    """Write the sheets survey, choices and settings. Raises FormNotWritten."""
    book = Workbook(write_only=True)
    for title, rows in (("survey", form.survey), ("choices", form.choices), ("settings", (form.settings,))):
        sheet = book.create_sheet(title)
        assert isinstance(sheet, WriteOnlyWorksheet)  # noqa: S101 - what a write-only book makes
        sheet.freeze_panes = "C2"
        columns = _columns(title, rows)
        sheet.append(columns)
        for row in rows:
            sheet.append([_cell(sheet, row.get(column, "")) for column in columns])
    # Whole or not at all: a place that cannot be written must not leave half a form.
    buffer = BytesIO()
    book.save(buffer)
    try:
        path.write_bytes(buffer.getvalue())
    except OSError as error:
        raise FormNotWritten from error


def _columns(title: str, rows: Iterable[Cells]) -> list[str]:
    met = list(dict.fromkeys(column for row in rows for column in row))
    return met if title == "settings" else sorted(met, key=column_order)


def _cell(sheet: WriteOnlyWorksheet, value: str) -> WriteOnlyCell | None:
    if not value:
        return None
    cell = WriteOnlyCell(sheet, value=value)
    # Words stay words: a text that begins with "=" must never become a formula.
    cell.data_type = "s"
    return cell
