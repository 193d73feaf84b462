"""Counting in SQL: plain GROUP BY over a table of codes, joined to small tables of categories.

For a store that is too large for one machine, or already lies in DuckDB, Spark, Trino, ClickHouse or PostgreSQL: the
table has one row per case, ``individual`` and one column of codes per variable, as in the extract. Only standard SQL
is used; nothing is built from answers, only from column names of the codebook and from numbers.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import prod
from typing import Any, Protocol

import numpy as np

from palermo.statistics.engines.base import Axis, Counts, Measure, Selection

NAME = re.compile(r"[a-z][a-z0-9_]*\Z")


class Cursor(Protocol):
    """What is needed of a DB-API connection or cursor: execute, then fetch all."""

    def execute(self, sql: str) -> Any: ...


class SqlEngine:
    """The engine over the table ``table`` of an open connection (a DB-API cursor, or DuckDB's connection)."""

    def __init__(self, connection: Cursor, table: str) -> None:
        self.connection = connection
        self.table = _checked(table)

    def prepare(self, combinations: Sequence[tuple[str, ...]], selection: Selection) -> None:
        """The database plans for itself."""

    def count(self, axes: Sequence[Axis], selection: Selection, measure: Measure) -> Counts:
        shape = tuple(axis.size for axis in axes)
        counts = np.zeros(prod(shape), dtype=np.int64)
        for row in self.connection.execute(statement(self.table, axes, selection, measure)).fetchall():
            cell = 0
            for axis, category in zip(axes, row[:-1], strict=True):
                cell = cell * axis.size + int(category)
            counts[cell] = row[-1]
        return counts.reshape(shape)


def statement(table: str, axes: Sequence[Axis], selection: Selection, measure: Measure) -> str:
    """The query: one column per axis (the category), then the count."""
    categories = [f"a{i}.category" for i in range(len(axes))]
    joins = [
        f"JOIN ({_lookup(axis)}) a{i} ON a{i}.code = f.{_checked(axis.column)}" for i, axis in enumerate(axes)
    ]
    number = "COUNT(*)" if measure == "instances" else "COUNT(DISTINCT f.individual)"
    conditions = [
        f"f.{_checked(name)} IN ({', '.join(str(int(code)) for code in np.flatnonzero(mask)) or 'NULL'})"
        for name, mask in sorted(selection.allowed.items())
    ]
    parts = [f"SELECT {', '.join([*categories, number])} FROM {_checked(table)} f", *joins]  # noqa: S608
    if conditions:
        parts.append("WHERE " + " AND ".join(conditions))
    if categories:
        parts.append("GROUP BY " + ", ".join(categories))
    return "\n".join(parts)


def _lookup(axis: Axis) -> str:
    pairs = [(code, int(category)) for code, category in enumerate(axis.lut) if category >= 0]
    if not pairs:
        return "SELECT 0 AS code, 0 AS category WHERE 1 = 0"
    return " UNION ALL ".join(f"SELECT {code} AS code, {category} AS category" for code, category in pairs)


def _checked(name: str) -> str:
    """A name that can only be a name: lower-case letters, digits and underscores."""
    if not NAME.match(name):
        raise ValueError(f"not a column or table name: {name!r}")
    return name
