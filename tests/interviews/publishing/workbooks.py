"""Spreadsheets as missions hand them in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO

from openpyxl import Workbook

Rows = Sequence[Mapping[str, object]]


def workbook(**sheets: Rows) -> bytes:
    """An .xlsx file with these sheets; the columns of each are those of its rows, in the order in which they come."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        columns = list(dict.fromkeys(column for row in rows for column in row))
        sheet.append(columns)
        for row in rows:
            sheet.append([row.get(column) for column in columns])
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def question(name: str, place: str = "", **cells: object) -> dict[str, object]:
    """A row of an adaptation: a question in words unless told otherwise."""
    return {"place": place, "type": "text", "name": name, "label::English (en)": f"About {name}?"} | cells
