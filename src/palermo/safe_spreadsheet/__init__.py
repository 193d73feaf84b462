"""Reads .xlsx workbooks from strangers: nothing is executed, followed, or unpacked beyond bounds.

A workbook is a ZIP archive of XML. The archive is measured before it is opened (``archive``), the small parts are
parsed by defusedxml (``workbook``), and the two that can be huge, shared strings and the sheet, are streamed with
document type declarations refused (``xml_stream``), so that memory does not grow with the file: openpyxl's own
reader keeps every shared string and an element per row. What a number format means, and what day a serial number
is, openpyxl decides.
"""

from palermo.safe_spreadsheet.sheet import (
    EXACT_DIGITS,
    CellError,
    DateText,
    Formula,
    SheetRow,
    TooLong,
)
from palermo.safe_spreadsheet.workbook import Workbook, open_workbook

__all__ = [
    "EXACT_DIGITS",
    "CellError",
    "DateText",
    "Formula",
    "SheetRow",
    "TooLong",
    "Workbook",
    "open_workbook",
]
