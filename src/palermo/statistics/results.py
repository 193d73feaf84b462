"""What is answered: tables and figures with everything that a reader needs in order to trust them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

from palermo.statistics.engines.base import Measure

RowKind = Literal["body", "subtotal", "total"]


@dataclass(frozen=True, slots=True)
class Row:
    """One line. ``group`` is the region's label in a table by region; ``code`` a country code in a country table."""

    label: str
    count: int
    kind: RowKind = "body"
    category: str = ""
    group: str = ""
    group_code: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class NotReporting:
    """A mission without any case in the period, and why. ``reason`` is a code of NotReportingReason."""

    mission: str
    name: str
    country: str
    reason: str


@dataclass(frozen=True, slots=True)
class About:
    """What stands beside every output (domain, rule 6)."""

    unit: Measure
    n: int
    period: str
    scheme: str
    scheme_label: str
    perspective: str
    filters: tuple[str, ...]
    source: str
    snapshot: str
    snapshot_date: str
    is_fictional: bool
    is_stale: bool
    caveats: tuple[str, ...]
    not_reporting: tuple[NotReporting, ...]
    imprecise_dates: int = 0


@dataclass(frozen=True, slots=True)
class ResultTable:
    """A computed table.

    ``columns`` are the header names of the file; ``missing`` counts the instances or individuals without an answer by
    state (``unknown``, ``refused``, ``not_asked``); ``notes`` explain how its categories are made.
    """

    id: str
    numbers: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    n: int
    missing: dict[str, int]
    notes: tuple[str, ...]
    about: About

    @property
    def missing_total(self) -> int:
        return sum(self.missing.values())

    def cells(self) -> Iterable[tuple[str | int, ...]]:
        """The lines as they stand in a file, in the order of ``columns``."""
        for row in self.rows:
            by_name: dict[str, str | int] = {
                "region": row.group if row.group else row.label,
                "code": row.code,
                "country": row.label,
                "category": row.label,
                "instances": row.count,
                "individuals": row.count,
            }
            yield tuple(by_name[name] for name in self.columns)

    @property
    def body(self) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if row.kind == "body")


@dataclass(frozen=True, slots=True)
class ResultFigure:
    """A figure: ``spec`` is a complete Vega-Lite specification with its data inside."""

    id: str
    number: int
    title: str
    description: str
    spec: dict[str, Any]
    table: ResultTable


@dataclass(frozen=True, slots=True)
class Publication:
    """All tables and figures that answer one question."""

    about: About
    tables: tuple[ResultTable, ...] = field(default_factory=tuple)
    figures: tuple[ResultFigure, ...] = field(default_factory=tuple)

    def table(self, name: str) -> ResultTable:
        return next(table for table in self.tables if table.id == name)
