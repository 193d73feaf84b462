"""The chain in a SQLite file, live or a copy, read without Django, without writing and without making a writer wait."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

from django.utils.translation import gettext as _

from palermo.audit.encoding import COLUMNS, Row, damaged
from palermo.audit.errors import CannotRead
from palermo.audit.sources.base import SELECT_HEAD, End, end_from_head
from palermo.audit.walls import ENTRY
from palermo.vault.chain import GENESIS, ChainKeys

#: SQLite puts any type into any column. Bytes are compared as they are; the types are checked beside them.
_VALUES = ", ".join(name if name in {"sequence", "at"} else f"CAST({name} AS BLOB)" for name in COLUMNS)
_TYPES = ["integer"] * 2 + ["text"] * 6 + ["blob"] * 2
_TYPED = " AND ".join(f"typeof({name}) = '{kind}'" for name, kind in zip(COLUMNS, _TYPES, strict=True))
_SELECT = f"SELECT {_VALUES}, {_TYPED} FROM {ENTRY}"  # noqa: S608


class SqliteSource:
    """The chain in an open connection whose transaction is the snapshot."""

    first, previous = 1, GENESIS

    def __init__(self, connection: sqlite3.Connection, keys: ChainKeys) -> None:
        self._connection = connection
        self._keys = keys

    def rows(self) -> Iterator[Row]:
        # No condition: a row with a number that no condition meets would never be seen.
        return self._rows(f"{_SELECT} ORDER BY sequence", ())

    def rows_between(self, first: int, last: int) -> Iterator[Row]:
        """The rows of a range, for an export."""
        return self._rows(f"{_SELECT} WHERE sequence BETWEEN ? AND ? ORDER BY sequence", (first, last))

    def end(self) -> End | None:
        with _readable():
            return end_from_head(self._connection.execute(SELECT_HEAD).fetchone(), self._keys)

    def _rows(self, query: str, values: tuple[int, ...]) -> Iterator[Row]:
        with _readable():
            for *columns, is_typed in self._connection.execute(query, values):
                yield Row(*columns) if is_typed else damaged(columns[0])


@contextmanager
def sqlite_source(path: Path, keys: ChainKeys, *, is_copy: bool) -> Iterator[SqliteSource]:
    """Open a file for the time of a block. Raises CannotRead.

    A copy without a write-ahead log beside it is opened as unchangeable, so that not even a lock file is made where
    evidence lies.
    """
    log = path.with_name(f"{path.name}-wal")
    is_fixed = is_copy and not (log.exists() and log.stat().st_size)
    address = f"file:{quote(str(path))}?mode=ro" + ("&immutable=1" if is_fixed else "")
    with _readable(), closing(sqlite3.connect(address, uri=True, isolation_level=None)) as connection:
        connection.text_factory = bytes
        connection.execute("BEGIN")
        yield SqliteSource(connection, keys)


@contextmanager
def _readable() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise CannotRead(_("This database cannot be read: %(why)s.") % {"why": error}) from error
