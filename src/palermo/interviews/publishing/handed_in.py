"""Reads a spreadsheet that somebody handed in as a form: the sheets of an XLSForm as rows of text.

pyxform has a reader of its own, which opens whatever the file says. This one goes through ``safe_spreadsheet``, and
pyxform never sees the file.
"""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from palermo.interviews.publishing.problems import FormRefused, Problem
from palermo.safe_spreadsheet import CellError, Formula, SheetRow, TooLong, Workbook, open_workbook
from palermo.safe_spreadsheet.archive import OLE2_MAGIC, ZIP_MAGIC, refuse_ole2
from palermo.safe_spreadsheet.errors import UnreadableFileError
from palermo.safe_spreadsheet.workbook import Sheet

MEGABYTE = 1024**2
#: Of the file. The largest of the project's own forms, in five languages, has 0.2 MB.
LARGEST = 8 * MEGABYTE
#: Of what the file unpacks to.
UNPACKED = 100 * MEGABYTE
#: Rows of each sheet that is read. Others (instructions, versions, drawings) are left alone.
ROWS: Mapping[str, int] = {
    "survey": 5_000,
    "choices": 40_000,
    "settings": 20,
    "entities": 20,
    "external_choices": 40_000,
    "osm": 1_000,
}
COLUMNS = 300
#: Characters in all cells together.
CHARACTERS = 12_000_000


@dataclass(frozen=True, slots=True)
class Row:
    """One row that has something in it: its number in the spreadsheet, its cells by the header of the column."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class HandedIn:
    """The sheets by name, in lower case; those that are missing are empty."""

    sheets: Mapping[str, tuple[Row, ...]]
    headers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def rows(self, sheet: str) -> tuple[Row, ...]:
        return self.sheets.get(sheet, ())


def read_handed_in(content: bytes) -> HandedIn:
    """The sheets of an .xlsx file. Raises UnreadableFileError for what is none, FormRefused for cells that are no text
    and for a file without questions."""
    _measure(content)
    with tempfile.TemporaryDirectory(prefix="form-", dir=settings.HOME.scratch) as folder:
        path = Path(folder) / "form.xlsx"
        path.write_bytes(content)
        if content.startswith(OLE2_MAGIC):
            raise refuse_ole2(path)
        if not content.startswith(ZIP_MAGIC):
            raise UnreadableFileError(_("This is no .xlsx file. Save the form as .xlsx and try again."))
        _measure_unpacked(path)
        with closing(open_workbook(path, Path(folder))) as book:
            return _read(book)


def _measure(content: bytes) -> None:
    if len(content) > LARGEST:
        raise UnreadableFileError(
            _("The file is larger than %(limit)d MB. A form is text: take pictures out of the sheets.")
            % {"limit": LARGEST // MEGABYTE}
        )


def _measure_unpacked(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(part.file_size for part in archive.infolist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return  # What it is, and what to do, the reader of workbooks says better.
    if unpacked > UNPACKED:
        raise UnreadableFileError(
            _("The file unpacks to more than %(limit)d MB. A form is much smaller.")
            % {"limit": UNPACKED // MEGABYTE}
        )


def _read(book: Workbook) -> HandedIn:
    sheets: dict[str, tuple[Row, ...]] = {}
    headers: dict[str, tuple[str, ...]] = {}
    problems: list[Problem] = []
    left = CHARACTERS
    for sheet in book.sheets:
        name = sheet.name.strip().lower()
        if name not in ROWS or name in sheets:
            continue
        headers[name], sheets[name], used = _sheet(book, sheet, name, left, problems)
        left -= used
    if "survey" not in sheets:
        names = ", ".join(sheet.name for sheet in book.sheets[:10])
        raise FormRefused(
            [
                Problem(
                    _("There is no sheet “survey”; the sheets of this file are: %(names)s.")
                    % {"names": names}
                )
            ]
        )
    if not sheets["survey"]:
        problems.append(Problem(_("The sheet “survey” has no questions."), "survey"))
    if problems:
        raise FormRefused(problems)
    return HandedIn(sheets, headers)


def _sheet(
    book: Workbook, sheet: Sheet, name: str, left: int, problems: list[Problem]
) -> tuple[tuple[str, ...], tuple[Row, ...], int]:
    header: list[str] = []
    rows: list[Row] = []
    used = 0
    for raw in book.rows(sheet):
        cells = _texts(raw, name, problems)
        if not any(cells):
            continue
        used += sum(map(len, cells))
        if len(rows) > ROWS[name] or len(cells) > COLUMNS or used > left:
            raise FormRefused([Problem(_("This sheet is too large for a form."), name, raw.number)])
        if not header:
            header = cells
            continue
        row = {head: cell for head, cell in zip(header, cells, strict=False) if head and cell}
        if row:
            rows.append(Row(raw.number, row))
    return tuple(header), tuple(rows), used


def _texts(raw: SheetRow, name: str, problems: list[Problem]) -> list[str]:
    texts = []
    for cell in raw.cells:
        sentence = ""
        if isinstance(cell, Formula):
            sentence = _("There is a formula. Copy the column and paste it as values.")
        elif isinstance(cell, CellError):
            sentence = _("There is an error of the spreadsheet instead of a value.")
        elif isinstance(cell, TooLong):
            sentence = _("A text is longer than a cell can be.")
        if sentence:
            problems.append(Problem(sentence, name, raw.number))
        # Spaces that cannot be seen would make one name two.
        texts.append("" if sentence else cell.replace("\u00a0", " ").strip())
    while texts and not texts[-1]:
        texts.pop()
    return texts
