"""Opens a caseload file by what it is, not by what its name says."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from django.utils.translation import gettext as _

from palermo.exchange.caseload.csv_table import open_csv
from palermo.exchange.caseload.table import CellProblem, Table
from palermo.exchange.caseload.xlsx_table import open_xlsx
from palermo.safe_spreadsheet.archive import OLE2_MAGIC, ZIP_MAGIC, refuse_ole2
from palermo.safe_spreadsheet.errors import UnreadableFileError

CHUNK = 1024**2


@contextmanager
def open_table(
    path: Path, scratch: Path, recognise: Callable[[Sequence[str]], int], problem: CellProblem
) -> Iterator[tuple[Table, Callable[[], bytes]]]:
    """The table of a CSV or .xlsx file, and a function that gives the file's SHA-256 once its rows have been read.

    Raises UnreadableFileError, also while the rows are read: for what is no such file, and for one that changes
    meanwhile.
    """
    try:
        before = path.stat()
        if not stat.S_ISREG(before.st_mode):
            raise UnreadableFileError(_("%(path)s is not a file.") % {"path": path})
        with path.open("rb") as stream:
            beginning = stream.read(8)
        if beginning.startswith(OLE2_MAGIC):
            raise refuse_ole2(path)
        if beginning.startswith(ZIP_MAGIC):
            table = open_xlsx(path, scratch, problem)
            sha256 = _fingerprint(path)
        else:
            table, hashing = open_csv(path, recognise)
            sha256 = hashing.sha256.digest
    except OSError as error:
        raise UnreadableFileError(
            _("%(path)s cannot be read: %(reason)s.") % {"path": path, "reason": error.strerror or error}
        ) from error
    table.rows = _unless_changed(table.rows, path, before)
    try:
        yield table, sha256
    finally:
        table.close()


def _fingerprint(path: Path) -> Callable[[], bytes]:
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            digest.update(chunk)
    return digest.digest


def _unless_changed(
    rows: Iterator[tuple[int, Sequence[str]]], path: Path, before: os.stat_result
) -> Iterator[tuple[int, Sequence[str]]]:
    yield from rows
    after = path.stat()
    if (after.st_size, after.st_mtime_ns, after.st_ino) != (
        before.st_size,
        before.st_mtime_ns,
        before.st_ino,
    ):
        raise UnreadableFileError(
            _("The file was changed while it was being read. Try again when it is complete.")
        )
