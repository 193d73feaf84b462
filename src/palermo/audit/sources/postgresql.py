"""The chain in the live PostgreSQL database: a connection of its own, one snapshot, a cursor on the server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import psycopg
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.translation import gettext as _

from palermo.audit.encoding import Row
from palermo.audit.errors import CannotRead
from palermo.audit.sources.base import SELECT_HEAD, SELECT_ROWS, End, end_from_head, row_from_values
from palermo.vault.chain import GENESIS, ChainKeys

#: Rows fetched at once.
BATCH = 5_000


class PostgresqlSource:
    """The chain in a read-only, repeatable-read transaction."""

    first, previous = 1, GENESIS

    def __init__(self, connection: psycopg.Connection[tuple[Any, ...]], keys: ChainKeys) -> None:
        self._connection = connection
        self._keys = keys

    def rows(self) -> Iterator[Row]:
        # No condition: a row with a number that no condition meets would never be seen.
        return self._rows(f"{SELECT_ROWS} ORDER BY sequence", ())

    def rows_between(self, first: int, last: int) -> Iterator[Row]:
        """The rows of a range, for an export."""
        return self._rows(f"{SELECT_ROWS} WHERE sequence BETWEEN %s AND %s ORDER BY sequence", (first, last))

    def end(self) -> End | None:
        with _readable():
            return end_from_head(self._connection.execute(SELECT_HEAD).fetchone(), self._keys)

    def _rows(self, query: str, values: tuple[int, ...]) -> Iterator[Row]:
        with _readable(), self._connection.cursor("audit_rows", binary=True) as cursor:
            cursor.itersize = BATCH
            for columns in cursor.execute(query, values):
                yield row_from_values(columns)


@contextmanager
def postgresql_source(database: BaseDatabaseWrapper, keys: ChainKeys) -> Iterator[PostgresqlSource]:
    """Open a second connection to ``database`` for the time of a block. Raises CannotRead."""
    with _readable(), closing(database.get_new_connection(database.get_connection_params())) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        yield PostgresqlSource(connection, keys)


@contextmanager
def _readable() -> Iterator[None]:
    try:
        yield
    except psycopg.Error as error:
        raise CannotRead(_("This database cannot be read: %(why)s.") % {"why": error}) from error
