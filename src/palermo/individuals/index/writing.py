"""Puts tokens into the index and takes them out, in the transaction of the values that they stand for."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from django.db import connection

from palermo.individuals.index.tokens import EXACT_BYTES, TOKEN_BYTES, numbers, unpacked
from palermo.individuals.models import ExactToken, NameToken, PersonName
from palermo.individuals.models.details import IndexedDetail

NAMES, EXACT = NameToken._meta.db_table, ExactToken._meta.db_table
#: token, person
Entry = tuple[int | bytes, int]


def is_of_names(model: type[IndexedDetail]) -> bool:
    """Whether the tokens of this table's rows belong to the index of names."""
    return model is PersonName


def entries(model: type[IndexedDetail], packed: Collection[bytes], person: int) -> set[Entry]:
    """What the ``tokens`` columns of one person's rows come to in the index."""
    if is_of_names(model):
        return {(token, person) for each in packed for token in numbers(unpacked(bytes(each), TOKEN_BYTES))}
    return {(token, person) for each in packed for token in unpacked(bytes(each), EXACT_BYTES)}


def add(table: str, rows: Collection[Entry]) -> None:
    """Insert; what is there already stays. Sorted, so that neighbours in the tree are written together, and so that
    two writers take their locks in the same order."""
    if not rows:
        return
    ordered: Sequence[Any] = sorted(rows, key=lambda entry: entry[0])
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            kind = "bigint[]" if table == NAMES else "bytea[]"
            cursor.execute(
                f"INSERT INTO {table} (token, individual_id) SELECT * FROM unnest(%s::{kind}, %s::bigint[])"  # noqa: S608
                " ON CONFLICT DO NOTHING",
                [[token for token, _person in ordered], [person for _token, person in ordered]],
            )
        else:
            cursor.executemany(
                f"INSERT INTO {table} (token, individual_id) VALUES (%s, %s) ON CONFLICT DO NOTHING",  # noqa: S608
                ordered,
            )


def remove(table: str, rows: Collection[Entry]) -> None:
    """Delete; what is not there is no fault."""
    if not rows:
        return
    ordered = sorted(rows, key=lambda entry: entry[0])
    with connection.cursor() as cursor:
        cursor.executemany(f"DELETE FROM {table} WHERE token = %s AND individual_id = %s", ordered)  # noqa: S608


def move(
    model: type[IndexedDetail], person: int, before: Collection[bytes], after: Collection[bytes]
) -> None:
    """Bring the index from one state of a person's rows of ``model`` to another: only what differs is written."""
    old, new = entries(model, before, person), entries(model, after, person)
    table = NAMES if is_of_names(model) else EXACT
    remove(table, old - new)
    add(table, new - old)
