"""The staging tables of ``store_caseload``: temporary, of this connection alone, gone when it ends.

Rows wait here, off the heap, until all of them are known to be good. While they come in nobody else is kept
waiting: SQLite's temporary tables are a file of their own, outside the write lock of the database.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Any, Literal

from django.conf import settings
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from palermo.access.opaque import opaque_ids
from palermo.cases.actions.store_caseload_identities import WaitingRoom
from palermo.cases.actions.store_caseload_rows import StagedRow
from palermo.vault.tokens import fingerprint, tokeniser

#: Rows handed to the database at once: enough to make the call cheap, few enough to stay in the processor's cache.
BATCH = 1_000

#: Column and type, where <json>, <bytes> and <date> differ between the engines. ``state``: see store_caseload_sql.
_COLUMNS = (
    ("row_no", "integer PRIMARY KEY"),
    ("mission_no", "integer NOT NULL"),
    ("case_ref", "varchar(64) NOT NULL"),
    ("case_opaque", "varchar(16) NOT NULL"),
    ("individual_opaque", "varchar(16) NOT NULL"),
    ("token", "<bytes>"),
    ("registered_on", "<date> NOT NULL"),
    ("registered_precision", "varchar(1) NOT NULL"),
    ("facts", "<json> NOT NULL"),
    ("event_facts", "<json>"),
    ("sex", "varchar(16) NOT NULL"),
    ("majority", "varchar(16) NOT NULL"),
    ("nationality", "varchar(16) NOT NULL"),
    ("exploitation_country", "varchar(16) NOT NULL"),
    ("digest", "<bytes> NOT NULL"),
    ("identity", "<bytes>"),
)
_FILLED = ", ".join(name for name, _type in _COLUMNS)
_TYPES = {
    "sqlite": {"json": "text", "bytes": "blob", "date": "date"},
    "postgresql": {"json": "jsonb", "bytes": "bytea", "date": "date"},
}
_TABLES = ("caseload_staged", "caseload_mission", "caseload_identity")

Record = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Engine:
    """What the two engines call differently."""

    vendor: Literal["sqlite", "postgresql"]

    @classmethod
    def current(cls) -> Engine:
        return cls("postgresql" if connection.vendor == "postgresql" else "sqlite")

    @property
    def is_sqlite(self) -> bool:
        return self.vendor == "sqlite"


@contextmanager
def staging() -> Iterator[Engine]:
    """Empty staging tables for the block, dropped after it."""
    engine = Engine.current()
    # Mapped pages would count as memory, the more the larger the file; so the file is read by calls.
    with pragma(engine, "mmap_size", 0):
        yield from _staged(engine)


def _staged(engine: Engine) -> Iterator[Engine]:
    _drop()
    with connection.cursor() as cursor:
        for statement in _create_statements(engine):
            cursor.execute(statement)
    try:
        yield engine
    finally:
        if not connection.needs_rollback and connection.is_usable():
            _drop()


@contextmanager
def pragma(engine: Engine, name: str, value: int) -> Iterator[None]:
    """A setting of SQLite's for the block; nothing on PostgreSQL."""
    if not engine.is_sqlite:
        yield
        return
    with connection.cursor() as cursor:
        before = cursor.execute(f"PRAGMA {name}").fetchone()[0]
        cursor.execute(f"PRAGMA {name} = {value:d}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA {name} = {before}")


def _create_statements(engine: Engine) -> list[str]:
    columns = ", ".join(f"{name} {kind}" for name, kind in _COLUMNS)
    for word, kind in _TYPES[engine.vendor].items():
        columns = columns.replace(f"<{word}>", kind)
    own = "state integer NOT NULL DEFAULT 0, case_id bigint, old_individual_id bigint"
    return [
        f"CREATE TEMPORARY TABLE caseload_staged ({columns}, {own})",
        "CREATE TEMPORARY TABLE caseload_mission (mission_no integer PRIMARY KEY, mission_id bigint NOT NULL)",
    ]


def _drop() -> None:
    with connection.cursor() as cursor:
        for table in _TABLES:
            cursor.execute(f"DROP TABLE IF EXISTS {table}")


def fill(engine: Engine, rows: Iterable[StagedRow], staged: Callable[[int], None], room: WaitingRoom) -> int:
    """Write the rows into the staging table; ``staged`` hears after each batch how many there are. Their number.

    ``room`` seals the identities."""
    records = _records(rows, room)
    with _rare_collections(), connection.cursor() as cursor:
        if engine.is_sqlite:
            return _fill_sqlite(cursor, records, staged)
        return _fill_postgresql(cursor, records, staged)


@contextmanager
def _rare_collections() -> Iterator[None]:
    """Let the garbage collector look less often: rows hold no cycles, and looking takes a tenth of the time."""
    thresholds = gc.get_threshold()
    gc.set_threshold(100_000, 20, 100)
    try:
        yield
    finally:
        gc.set_threshold(*thresholds)


def _fill_sqlite(cursor: CursorWrapper, records: Iterator[Record], staged: Callable[[int], None]) -> int:
    marks = ", ".join(["%s"] * len(_COLUMNS))
    statement = f"INSERT INTO caseload_staged ({_FILLED}) VALUES ({marks})"  # noqa: S608 - constants
    count = 0
    # A plain BEGIN takes no lock until the database itself is written, which staging does not do; Django's own
    # transactions begin by taking it (transaction_mode).
    own_transaction = not connection.in_atomic_block
    if own_transaction:
        cursor.execute("BEGIN")
    try:
        while batch := list(islice(records, BATCH)):
            cursor.executemany(statement, batch)
            count += len(batch)
            staged(count)
    finally:
        if own_transaction:
            cursor.execute("COMMIT")
    return count


def _fill_postgresql(cursor: CursorWrapper, records: Iterator[Record], staged: Callable[[int], None]) -> int:
    count = 0
    copy_cursor: Any = cursor
    # A copy that breaks off spoils the transaction around it, so it gets one (or a savepoint) of its own.
    with transaction.atomic(), copy_cursor.copy(f"COPY caseload_staged ({_FILLED}) FROM STDIN") as copy:
        for record in records:
            copy.write_row(record)
            count += 1
            if count % BATCH == 0:
                staged(count)
    # Nobody else gathers statistics of a temporary table, and without them the joins are planned for a few rows.
    cursor.execute("ANALYZE caseload_staged")
    return count


def _records(rows: Iterable[StagedRow], room: WaitingRoom) -> Iterator[Record]:
    """Staging records: references become tokens, and each row is fingerprinted.

    The fingerprint covers the token, never the reference: it is no secret, and a short reference could be guessed
    from it.
    """
    token_of = tokeniser(settings.HOME, "individual_ref")
    source = iter(rows)
    while batch := list(islice(source, BATCH)):
        opaque = iter(opaque_ids(2 * len(batch)))
        for row, mission, case_ref, day, precision, individual_ref, facts, event, promoted, identity in batch:
            token = token_of(individual_ref) if individual_ref else None
            yield (
                row,
                mission,
                case_ref,
                next(opaque),
                next(opaque),
                token,
                day,
                precision,
                facts.decode(),
                event.decode() or None,
                *promoted,
                fingerprint(
                    b"%b\n%b%b\n%b\n%b" % (token or b"", day.encode(), precision.encode(), facts, event)
                ),
                room.seal(row, identity) if identity else None,
            )
