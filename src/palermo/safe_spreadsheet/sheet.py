"""Reads one sheet's rows as text, in the form in which a CSV file would have them.

Numbers are written without a needless ``.0``, dates as ISO 8601. What must not be taken for a value keeps its nature in
its type: a formula, an error such as ``#REF!``, a text beyond all bounds, a date that may have been a word.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time
from math import isfinite
from typing import NamedTuple

from openpyxl.utils.datetime import from_excel

from palermo.safe_spreadsheet.archive import damaged
from palermo.safe_spreadsheet.strings import SharedStrings
from palermo.safe_spreadsheet.xml_stream import qualified

_ROW, _CELL, _VALUE, _TEXT, _FORMULA, _PHONETIC, _MERGED = "row", "c", "v", "t", "f", "rPh", "mergeCell"
_TAGS = {
    name: local
    for local in (_ROW, _CELL, _VALUE, _TEXT, _FORMULA, _PHONETIC, _MERGED)
    for name in qualified(local)
}
#: Excel allows 32,767 characters in a cell; other programs write a little more.
MAX_TEXT = 131_072
MAX_COLUMNS = 16_384
MAX_ROWS = 1_048_576
#: Spreadsheets keep numbers as double-precision floats.
EXACT_DIGITS = 15
_DIGITS = "0123456789"
#: Excel writes characters that XML cannot hold as _x0007_ (ECMA-376, 22.9.2.19).
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


class DateText(str):
    """A date in ISO form, from a cell that Excel shows as a date."""

    __slots__ = ()


class Formula(str):
    """The text of a formula. Its value is not used: it may date from before the cells that it is computed from."""

    __slots__ = ()


class CellError(str):
    """An error such as ``#REF!``."""

    __slots__ = ()


class TooLong(str):
    """The beginning of a text that no cell can hold."""

    __slots__ = ()


class SheetRow(NamedTuple):
    """One row that has cells: its number in the sheet, its texts from column A on, and whether any of them is a
    Formula, CellError or TooLong."""

    number: int
    cells: list[str]
    flawed: bool


class SheetHandlers:
    """Collects ``rows`` (to be emptied by the reader) and ``merged`` ranges while the sheet passes."""

    def __init__(self, strings: SharedStrings, is_date: Callable[[int], bool], epoch: datetime) -> None:
        self.rows: list[SheetRow] = []
        self.merged: list[str] = []
        self._strings = strings
        self._is_date = is_date
        self._epoch = epoch
        self._columns: dict[str, int] = {}
        self._number = 0
        self._cells: list[str] = []
        self._flawed = False
        self._reference = ""
        self._type = "n"
        self._style = ""
        self._value: list[str] = []
        self._formula: list[str] | None = None
        self._sink: list[str] | None = None
        self._length = 0
        self._phonetic = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        tag = _TAGS.get(name)
        if tag == _CELL:
            self._reference = attributes.get("r", "")
            self._type = attributes.get("t", "n")
            self._style = attributes.get("s", "")
            self._value = []
            self._formula = None
            self._length = 0
        elif tag == _VALUE:
            self._sink = self._value
        elif tag == _TEXT:
            self._sink = None if self._phonetic else self._value
        elif tag == _ROW:
            self._begin_row(attributes.get("r", ""))
        elif tag == _FORMULA:
            self._formula = self._sink = []
        elif tag == _PHONETIC:
            self._phonetic += 1
        elif tag == _MERGED:
            self.merged.append(attributes.get("ref", ""))

    def end(self, name: str) -> None:
        tag = _TAGS.get(name)
        if tag == _CELL:
            self._end_cell()
        elif tag in (_VALUE, _TEXT, _FORMULA):
            self._sink = None
        elif tag == _ROW:
            if self._cells:
                self.rows.append(SheetRow(self._number, self._cells, self._flawed))
        elif tag == _PHONETIC:
            self._phonetic -= 1

    def text(self, data: str) -> None:
        if self._sink is not None and self._length <= MAX_TEXT:
            self._sink.append(data)
            self._length += len(data)

    def _begin_row(self, reference: str) -> None:
        number = int(reference) if reference else self._number + 1
        if not self._number < number <= MAX_ROWS:
            raise damaged()
        self._number = number
        self._cells = []
        self._flawed = False

    def _end_cell(self) -> None:
        if self._formula is None and not self._value:
            return
        cells = self._cells
        column = self._column()
        if column > len(cells):
            cells.extend([""] * (column - len(cells)))
        text = self._text()
        if column == len(cells):
            cells.append(text)
        else:
            cells[column] = text

    def _column(self) -> int:
        """The position from 0; a cell without a reference stands right of the one before it."""
        letters = self._reference.rstrip(_DIGITS)
        if not letters:
            return len(self._cells)
        column = self._columns.get(letters)
        if column is None:
            column = column_index(letters)
            self._columns[letters] = column
        return column

    def _text(self) -> str:
        value = "".join(self._value)
        if self._formula is not None:
            self._flawed = True
            return Formula("=" + "".join(self._formula).lstrip("="))
        if self._type == "s":
            value = self._strings[int(value)]
        if len(value) > MAX_TEXT:
            self._flawed = True
            return TooLong(value[:MAX_TEXT])
        if self._type in ("s", "inlineStr", "str"):
            return _ESCAPED.sub(_unescape, value) if "_x" in value else value
        if self._type == "b":
            return "TRUE" if value.strip() == "1" else "FALSE"
        if self._type == "e":
            self._flawed = True
            return CellError(value)
        if self._type == "d":
            return DateText(value.strip()[:10])
        if self._style and self._is_date(int(self._style)):
            return self._date(value)
        return plain_number(value)

    def _date(self, serial: str) -> str:
        try:
            moment = from_excel(float(serial), epoch=self._epoch)
        except (ValueError, OverflowError, TypeError):
            return plain_number(serial)
        if isinstance(moment, datetime):
            return DateText(moment.date().isoformat())
        if isinstance(moment, date | time):
            return DateText(moment.isoformat())
        return plain_number(serial)


def _unescape(match: re.Match[str]) -> str:
    code = int(match[1], 16)
    is_text = code >= 0x20 and not 0xD800 <= code <= 0xDFFF
    return chr(code) if is_text or code in (0x09, 0x0A, 0x0D) else "\ufffd"


def plain_number(text: str) -> str:
    """A number as a person would write it: ``35.0`` and ``3.5E1`` become ``35``; anything else stays as it is.

    Beyond 15 digits, which is all that a spreadsheet keeps, an exponent shows that the end is lost.
    """
    if text.isdigit() and len(text) <= EXACT_DIGITS:
        return text
    try:
        number = float(text)
    except ValueError:
        return text.strip()
    if not isfinite(number):
        return text
    return str(int(number)) if number.is_integer() and abs(number) < 10**EXACT_DIGITS else f"{number:.15g}"


def column_index(letters: str) -> int:
    """``A`` is 0, ``Z`` 25, ``AA`` 26. Raises UnreadableFileError for what is no column of a sheet."""
    index = 0
    for letter in letters:
        if not "A" <= letter <= "Z" or index > MAX_COLUMNS:
            raise damaged()
        index = index * 26 + ord(letter) - 64
    if not 0 < index <= MAX_COLUMNS:
        raise damaged()
    return index - 1
