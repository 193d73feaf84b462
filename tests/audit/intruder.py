"""Somebody with SQL and without the key: each function does to the chain what the tests say is found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, transaction

from palermo.audit.encoding import COLUMNS
from palermo.audit.walls import ENTRY, HEAD

#: Far away from any number in use, so that rows can be renumbered without meeting one another.
AWAY = 1_000_000
Values = tuple[Any, ...]


def run(statement: str, values: Sequence[Any] = ()) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def rows() -> list[Values]:
    """All columns of all rows, by number."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(COLUMNS)} FROM {ENTRY} ORDER BY sequence")
        return [tuple(bytes(v) if isinstance(v, memoryview) else v for v in row) for row in cursor.fetchall()]


def head() -> Values:
    """Number, hash and seal of the head row."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT sequence, hash, seal FROM {HEAD}")
        row = cursor.fetchone()
    return tuple(bytes(v) if isinstance(v, memoryview) else v for v in row)


def put_back(entries: Iterable[Values], end: Values) -> None:
    """Make the tables what they were; the walls are down."""
    with transaction.atomic():
        run(f"DELETE FROM {ENTRY}")
        for row in entries:
            insert(row)
        run(f"DELETE FROM {HEAD}")
        run(f"INSERT INTO {HEAD} (id, sequence, hash, seal) VALUES (1, %s, %s, %s)", end)


def insert(row: Values) -> None:
    run(f"INSERT INTO {ENTRY} ({', '.join(COLUMNS)}) VALUES ({', '.join(['%s'] * len(row))})", row)


def change(sequence: int, column: str, value: Any) -> None:
    run(f"UPDATE {ENTRY} SET {column} = %s WHERE sequence = %s", [value, sequence])


def delete(sequences: Iterable[int]) -> None:
    for sequence in sequences:
        run(f"DELETE FROM {ENTRY} WHERE sequence = %s", [sequence])


def shift(first: int, by: int) -> None:
    """Renumber the rows from ``first`` on."""
    run(f"UPDATE {ENTRY} SET sequence = sequence + {AWAY} WHERE sequence >= %s", [first])
    run(f"UPDATE {ENTRY} SET sequence = sequence - {AWAY} + %s WHERE sequence >= {AWAY}", [by])


def insert_between(sequence: int, row: Values) -> None:
    """A row of the intruder's own takes a number; the rows from there on move up."""
    shift(sequence, 1)
    insert((sequence, *row[1:]))


def swap(one: int, other: int) -> None:
    """Two rows change places, with everything but their numbers."""
    change(one, "sequence", AWAY)
    change(other, "sequence", one)
    change(AWAY, "sequence", other)


def copy_over(source: int, target: int) -> None:
    """The row ``target`` becomes a copy of ``source``."""
    row = next(row for row in rows() if row[0] == source)
    delete([target])
    insert((target, *row[1:]))


def set_head(end: Values) -> None:
    run(f"UPDATE {HEAD} SET sequence = %s, hash = %s, seal = %s", end)
