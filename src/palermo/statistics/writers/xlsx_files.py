"""XLSX: one workbook a table, the table on the first sheet, its facts and notes on the second."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from palermo.statistics.results import Publication, ResultTable
from palermo.statistics.writers.facts import fact_lines, note_lines

HEAD = PatternFill("solid", fgColor="0B6E6E")
SUM = PatternFill("solid", fgColor="EEF4F3")
LINE = Border(top=Side(style="thin", color="0B6E6E"))
#: Characters with which a spreadsheet program would take a text for a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def write_xlsx(publication: Publication, folder: Path) -> list[Path]:
    """``<table>.xlsx``."""
    files = []
    for table in publication.tables:
        path = folder / f"{table.id}.xlsx"
        path.write_bytes(as_workbook(table))
        files.append(path)
    return files


def as_workbook(table: ResultTable) -> bytes:
    """The table as the bytes of a workbook."""
    book = Workbook()
    sheet = book.active
    sheet.title = _("Table")
    sheet.sheet_view.rightToLeft = get_language_bidi()
    sheet.append([*table.columns])
    for cells, row in zip(table.cells(), table.rows, strict=True):
        sheet.append([_plain(cell) for cell in cells])
        if row.kind != "body":
            for cell in sheet[sheet.max_row]:
                cell.font, cell.fill, cell.border = Font(bold=True), SUM, LINE
    for cell in sheet[1]:
        cell.font, cell.fill = Font(bold=True, color="FFFFFF"), HEAD
    last = sheet.max_column
    for line in sheet.iter_rows(min_row=2, min_col=last, max_col=last):
        line[0].number_format = "#,##0"
    for position, _name in enumerate(table.columns, start=1):
        letter = get_column_letter(position)
        longest = max(len(str(cell.value or "")) for cell in sheet[letter])
        sheet.column_dimensions[letter].width = min(60, longest + 3)
    sheet.freeze_panes = "A2"
    notes = book.create_sheet(_("About"))
    notes.sheet_view.rightToLeft = get_language_bidi()
    notes.append([_plain(table.title)])
    notes["A1"].font = Font(bold=True, size=14)
    for name, text in fact_lines(table):
        notes.append([_plain(name), _plain(text)])
    notes.append([])
    for text in note_lines(table):
        notes.append(["", _plain(text)])
    notes.column_dimensions["A"].width = 18
    notes.column_dimensions["B"].width = 100
    for line in notes.iter_rows(min_row=2, max_col=2):
        line[0].font = Font(bold=True)
        line[1].alignment = Alignment(wrap_text=True, vertical="top")
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def _plain(value: str | int) -> str | int:
    """Text that no spreadsheet program runs as a formula."""
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return "'" + value
    return value
