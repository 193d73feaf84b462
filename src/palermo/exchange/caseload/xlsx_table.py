"""Reads a caseload from the first sheet of an .xlsx workbook, in the form of a CSV file's rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from django.utils.translation import gettext as _

from palermo.exchange.caseload.table import REPORTED, CellProblem, Table
from palermo.safe_spreadsheet import (
    CellError,
    Formula,
    SheetRow,
    TooLong,
    Workbook,
    open_workbook,
)
from palermo.safe_spreadsheet.errors import UnreadableFileError

#: Merged ranges named in the report; a sheet made by hand may have thousands.
NAMED_RANGES = 100


def open_xlsx(path: Path, scratch: Path, problem: CellProblem) -> Table:
    """The table of a workbook's first visible sheet. ``problem`` hears of formulas, errors and merged cells while
    the rows are read. Raises UnreadableFileError, also while the rows are read."""
    workbook = open_workbook(path, scratch)
    try:
        visible = [sheet for sheet in workbook.sheets if not sheet.hidden] or workbook.sheets
        chosen = visible[0]
        notes = []
        others = [sheet.name for sheet in workbook.sheets if sheet is not chosen and workbook.has_data(sheet)]
        if others:
            notes.append(
                _("Only the sheet “%(sheet)s” was read; these have data too: %(others)s.")
                % {"sheet": chosen.name, "others": ", ".join(others)}
            )
        rows = workbook.rows(chosen)
        first = next((row for row in rows if any(cell.strip() for cell in row.cells)), None)
        if first is None:
            raise UnreadableFileError(_("The sheet “%(sheet)s” is empty.") % {"sheet": chosen.name})
        header = _checked(first, problem)
    except BaseException:
        workbook.close()
        raise
    return Table(
        header=list(header),
        rows=_rows(rows, workbook, problem),
        header_row=first.number,
        pads_rows=True,
        fraction=lambda: workbook.fraction,
        notes=notes,
        close=workbook.close,
    )


def _rows(
    rows: Iterator[SheetRow], workbook: Workbook, problem: CellProblem
) -> Iterator[tuple[int, Sequence[str]]]:
    for row in rows:
        yield row.number, _checked(row, problem) if row.flawed else row.cells
    for merged in workbook.merged[:NAMED_RANGES]:
        number = int("".join(filter(str.isdecimal, merged.partition(":")[0])) or 0)
        problem(
            number, -1, merged, _("cells that are not merged: unmerge them and fill each with its own value")
        )


def _checked(row: SheetRow, problem: CellProblem) -> list[str]:
    """The cells, with each that is no value reported and put out of the way."""
    cells = []
    for position, cell in enumerate(row.cells):
        expected = _flaw(cell)
        if expected is not None:
            problem(row.number, position, str(cell), expected)
        cells.append(REPORTED if expected is not None else cell)
    return cells


def _flaw(cell: str) -> str | None:
    if isinstance(cell, Formula):
        return _("a value instead of a formula: copy the column and paste it as values")
    if isinstance(cell, CellError):
        return _("a value instead of an error of the spreadsheet")
    if isinstance(cell, TooLong):
        return _("a shorter text")
    return None
