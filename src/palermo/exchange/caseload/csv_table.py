"""Reads a caseload from a CSV file: streaming, in memory that no line and no cell can break.

UTF-8, with or without a byte order mark, or UTF-16 with one. Separated by commas, semicolons or tabs, as the header
says. Anything else is refused with the row and the way out.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from pathlib import Path

from django.utils.translation import gettext as _

from palermo.exchange.caseload.csv_lines import MAX_LINE, BadLineError, HashingFile, checked_lines
from palermo.exchange.caseload.table import Table
from palermo.safe_spreadsheet.errors import UnreadableFileError

DELIMITERS = (",", ";", "\t")
BUFFER = 256 * 1024
#: Excel writes this above the header when it fears that the separator will not be recognised.
_SEPARATOR_LINE = re.compile(r'"?sep=([,;\t])"?\s*', re.IGNORECASE)

#: Recognised beginnings of files that are no CSV, and what they are.
_OTHER_KINDS = (
    (b"%PDF", "PDF"),
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "bzip2"),
    (b"7z\xbc\xaf", "7-Zip"),
    (b"{\\rtf", "RTF"),
    (b"SQLite format 3", "SQLite"),
    (b"PAR1", "Parquet"),
)


def open_csv(path: Path, recognise: Callable[[Sequence[str]], int]) -> tuple[Table, HashingFile]:
    """The table of a CSV file, and the file for its fingerprint once all rows have been read.

    ``recognise`` counts the known columns in a header, by which the separator is told. Raises UnreadableFileError,
    also while the rows are read.
    """
    size = max(1, path.stat().st_size)
    raw = HashingFile(path.open("rb"))
    buffered = io.BufferedReader(raw, BUFFER)
    row = 1
    try:
        encoding = _encoding(buffered.peek(16)[:16])
        errors = "strict" if encoding == "utf-16" else "surrogateescape"
        stream = io.TextIOWrapper(buffered, encoding=encoding, errors=errors, newline="")
        lines = checked_lines(stream, raw)
        row, text = _header_text(lines, row)
        said = _SEPARATOR_LINE.fullmatch(text)
        if said:
            row, text = _header_text(lines, row + 1)
        delimiter, header = _header(text, said[1] if said else DELIMITERS, recognise)
    except BadLineError as error:
        buffered.close()
        raise UnreadableFileError(error.message % {"row": row}) from error
    except BaseException:
        buffered.close()
        raise
    table = Table(
        header=header,
        rows=_rows(csv.reader(lines, delimiter=delimiter, strict=True), row),
        header_row=row,
        fraction=lambda: min(1.0, raw.position / size),
        close=stream.close,
    )
    return table, raw


def _encoding(beginning: bytes) -> str:
    if not beginning:
        raise UnreadableFileError(_("The file is empty."))
    if beginning.startswith((b"\xff\xfe\0\0", b"\0\0\xfe\xff")):
        raise UnreadableFileError(_("The file is written in UTF-32. Save it as UTF-8 and try again."))
    if beginning.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    for magic, kind in _OTHER_KINDS:
        if beginning.startswith(magic):
            raise UnreadableFileError(
                _("The file is neither CSV nor .xlsx: it looks like %(kind)s.") % {"kind": kind}
            )
    if beginning.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<"):
        raise UnreadableFileError(
            _(
                "The file is a web page or XML under the name of a table. Open it in Excel and save it as .xlsx."
            )
        )
    return "utf-8-sig"


def _header_text(lines: Iterator[str], row: int) -> tuple[int, str]:
    """The first lines that are not blank, and their row; several lines when a quoted name holds line breaks."""
    lines = iter(lines)
    for line in lines:
        if line.strip():
            break
        row += 1
    else:
        raise UnreadableFileError(_("The file is empty."))
    text = ""
    for part in chain([line], lines):
        text += part
        if text.count('"') % 2 == 0 or len(text) > MAX_LINE:
            break
    return row, text


def _header(
    text: str, delimiters: Sequence[str], recognise: Callable[[Sequence[str]], int]
) -> tuple[str, list[str]]:
    """The separator and the header. Only the header decides: in the rows a comma may be part of an answer."""
    readings = [(delimiter, _split(text, delimiter)) for delimiter in delimiters]
    return max(readings, key=lambda reading: (recognise(reading[1]), len(reading[1])))


def _split(text: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), [])
    except csv.Error:
        return []


def _rows(records: Iterator[list[str]], row: int) -> Iterator[tuple[int, Sequence[str]]]:
    try:
        for row, record in enumerate(records, start=row + 1):  # noqa: B020 - the last row counts when one fails
            yield row, record
    except csv.Error as error:
        raise _explain(str(error), row + 1) from error
    except BadLineError as error:
        raise UnreadableFileError(error.message % {"row": row + 1}) from error


def _explain(error: str, row: int) -> UnreadableFileError:
    if "unexpected end" in error:
        text = _("Row %(row)d opens a quotation mark that is never closed. The file may not be complete.")
    elif "field larger" in error:
        text = _(
            "Row %(row)d has a cell of more than 131,072 characters, or a quotation mark that is never closed."
        )
    else:
        text = _(
            "Row %(row)d has a quotation mark inside a cell. Write it twice, and the cell between two others."
        )
    return UnreadableFileError(text % {"row": row})
