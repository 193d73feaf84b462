"""Forms that nobody here wrote: pyxform's own examples, out of an older wheel that ``make setup`` fetches.

They are handed in as a person would who has read the first refusals: old .xls files saved as .xlsx, formulas as values.
"""

from __future__ import annotations

import io
import warnings
import zipfile
from functools import cache
from pathlib import Path

import openpyxl
import pytest
import xlrd

WHEEL = Path(__file__).resolve().parents[3] / ".make/example-forms/pyxform-1.4.0-py2.py3-none-any.whl"


@cache
def example_names() -> tuple[str, ...]:
    """All of them, by folder and name."""
    with _wheel() as wheel:
        names = (name for name in wheel.namelist() if name.endswith((".xls", ".xlsx")))
        return tuple(sorted("/".join(name.split("/")[-2:]) for name in names))


@cache
def example(name: str) -> bytes:
    """One, as an .xlsx file without formulas."""
    with _wheel() as wheel:
        content = wheel.read(f"pyxform/tests/{name}")
    return _of_old(content) if name.endswith(".xls") else _values_only(content)


def as_published(name: str) -> bytes:
    """One, byte for byte."""
    with _wheel() as wheel:
        return wheel.read(f"pyxform/tests/{name}")


def _wheel() -> zipfile.ZipFile:
    if not WHEEL.is_file():
        pytest.fail("The example forms are not here: run make setup, which fetches them.")
    return zipfile.ZipFile(WHEEL)


def _values_only(content: bytes) -> bytes:
    with warnings.catch_warnings():
        # Drawings and colours are of no interest.
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    return _saved(book)


def _of_old(content: bytes) -> bytes:
    old, new = xlrd.open_workbook(file_contents=content), openpyxl.Workbook()
    new.remove(new.worksheets[0])
    for sheet in old.sheets():
        page = new.create_sheet(sheet.name)
        for row in range(sheet.nrows):
            cells = (sheet.cell(row, column) for column in range(sheet.ncols))
            page.append([_value(cell) for cell in cells])
    return _saved(new)


def _value(cell: xlrd.sheet.Cell) -> object:
    if cell.ctype == xlrd.XL_CELL_NUMBER and cell.value == int(cell.value):
        return int(cell.value)
    return cell.value if cell.value != "" else None


def _saved(book: openpyxl.Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()
