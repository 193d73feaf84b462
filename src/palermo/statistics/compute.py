"""Answers a question: computes the tables that the definitions describe over one extract."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from palermo.statistics.about import about
from palermo.statistics.definitions import Definitions, load_definitions
from palermo.statistics.dimensions import PLACE, Layout, Resolver
from palermo.statistics.engines.arrays import ArrayEngine
from palermo.statistics.engines.base import Axis, Counts, Engine, Selection
from palermo.statistics.extract.format import Extract
from palermo.statistics.labels import Labels
from palermo.statistics.model import MISSING, Dimension, Question, TableDefinition
from palermo.statistics.results import About, Publication, ResultTable, Row
from palermo.statistics.selection import only_global_funds, selection, without_global_funds

#: Kinds of dimension whose rows carry a country code.
COUNTRY_KINDS = {"country", "mission_country"}
STATE_NAMES = ("not_asked", "unknown", "refused")
GLOBAL_FUND = "~global_fund"
gettext_noop("Not known")
gettext_noop("In no region of this scheme")


def compute(
    extract: Extract,
    question: Question,
    *,
    tables: Iterable[str] | None = None,
    engine: Engine | None = None,
    printed: bool = False,
    is_stale: bool = False,
) -> Publication:
    """The tables named in ``tables`` (default: the published ones) as they answer ``question``.

    ``printed`` uses the wording of the publication of that year and scheme where there is one. Raises BadQuestion for
    a filter or table that does not exist.
    """
    definitions = load_definitions()
    if tables is None:
        wanted = [table for table in definitions.tables.values() if table.published]
    else:
        wanted = [definitions.table(name) for name in tables]
    counter = _Counter(extract, question, definitions, engine or ArrayEngine(extract), printed)
    counter.prepare(wanted)
    n = counter.number(counter.chosen)
    facts = about(extract, question, n, counter.resolver, counter.engine, is_stale=is_stale)
    return Publication(about=facts, tables=tuple(counter.table(table, facts) for table in wanted))


class _Counter:
    """Computes tables for one extract and question."""

    def __init__(
        self, extract: Extract, question: Question, definitions: Definitions, engine: Engine, printed: bool
    ) -> None:
        self.extract = extract
        self.question = question
        self.definitions = definitions
        self.engine = engine
        self.resolver = Resolver(extract, question.scheme, question.end, question.perspective)
        self.chosen = selection(extract, question, self.resolver)
        self.regional = without_global_funds(extract, self.chosen)
        edition = definitions.edition(question.whole_year, question.scheme)
        applies = printed and question.perspective == "assistance"
        self.labels = Labels(edition if applies else None)

    def prepare(self, tables: Sequence[TableDefinition]) -> None:
        """Tell the engine all combinations of columns at once, per selection."""
        combinations: dict[bool, list[tuple[str, ...]]] = {True: [], False: []}
        for table in tables:
            columns = tuple(self._column(name) for name in table.rows)
            combinations[table.is_regional].append(columns)
        if self.regional is self.chosen:
            self.engine.prepare(combinations[True] + combinations[False], self.chosen)
        else:
            self.engine.prepare(combinations[True], self.regional)
            self.engine.prepare(combinations[False], self.chosen)

    def number(self, chosen: Selection) -> int:
        """How many instances or individuals there are in a selection."""
        return int(self.engine.count([], chosen, self.question.measure))

    def table(self, table: TableDefinition, facts: About) -> ResultTable:
        """Compute one table."""
        if table.is_regional and len(table.rows) == 2:
            rows, n = self._by_region(table)
        elif table.is_regional:
            rows, n = self._regions(table)
        else:
            rows, n = self._list(table)
        inner = self._dimension(table.rows[-1])
        return ResultTable(
            id=table.id,
            numbers=table.numbers,
            title=_(table.title),
            columns=self._columns(table, inner),
            rows=tuple(rows),
            n=n,
            missing=self._missing(inner, self.regional if table.is_regional else self.chosen),
            notes=tuple(_(d.note) for d in map(self._dimension, table.rows) if d.note),
            about=facts,
        )

    # --- Layouts ---------------------------------------------------------------------------------------------
    def _list(self, table: TableDefinition) -> tuple[list[Row], int]:
        dimension = self._dimension(table.rows[0])
        if dimension.kind == "members":
            pairs = self.resolver.member_layouts(dimension)
            counts = [int(self._count([axis], self.chosen)[0]) for _category, axis in pairs]
            codes = [(category.code, category.label) for category, _axis in pairs]
        else:
            layout = self.resolver.layout(dimension)
            counts = [int(number) for number in self._count([layout.axis], self.chosen)]
            codes = [(category.code, category.label) for category in layout.categories]
        body = self._body(table, dimension, codes, counts)
        total = self.number(self.chosen)
        return [*body, Row(self.labels.total(table), total, "total")], total

    def _regions(self, table: TableDefinition) -> tuple[list[Row], int]:
        layout = self.resolver.layout(self._dimension("region"))
        counts = self._count([layout.axis], self.regional)
        rows = [
            Row(
                self.labels.region(table, category),
                int(number),
                category=category.code,
                group_code=category.code,
            )
            for category, number in zip(layout.categories, counts, strict=True)
            if number
        ]
        fund = only_global_funds(self.extract, self.chosen)
        if fund is not None and (number := self.number(fund)):
            rows.append(Row(_(self.definitions.not_regional["label"]), number, category=GLOBAL_FUND))
        total = self.number(self.chosen)
        return [*rows, Row(self.labels.total(table), total, "total")], total

    def _by_region(self, table: TableDefinition) -> tuple[list[Row], int]:
        regions = self.resolver.layout(self._dimension("region"))
        dimension = self._dimension(table.rows[1])
        inner = self.resolver.layout(dimension)
        counts = self._count([regions.axis, inner.axis], self.regional)
        subtotals = self._count([regions.axis], self.regional)
        codes = [(category.code, category.label) for category in inner.categories]
        rows: list[Row] = []
        for region, line, subtotal in zip(regions.categories, counts, subtotals, strict=True):
            if not subtotal:
                continue
            name = self.labels.region(table, region)
            body = self._body(table, dimension, codes, [int(v) for v in line], group=(region.code, name))
            rows += [
                *body,
                Row(self.labels.total(table), int(subtotal), "subtotal", group=name, group_code=region.code),
            ]
        return rows, self.number(self.regional)

    def _body(
        self,
        table: TableDefinition,
        dimension: Dimension,
        codes: Sequence[tuple[str, str]],
        counts: Sequence[int],
        group: tuple[str, str] = ("", ""),
    ) -> list[Row]:
        """The rows of a list or of one region: categories that nobody is in are left out, as they were in print."""
        is_country = dimension.kind in COUNTRY_KINDS
        rows = [
            Row(
                label=self.labels.category(table, group[0], code, label, is_country=is_country),
                count=count,
                category=code,
                group=group[1],
                group_code=group[0],
                code=("UNKNOWN" if code == MISSING else code) if is_country else "",
            )
            for (code, label), count in zip(codes, counts, strict=True)
            if count
        ]
        return self.labels.in_order(
            table, group[0], rows, by_count=table.sort == "count", by_label=is_country
        )

    # --- Parts -----------------------------------------------------------------------------------------------
    def _count(self, axes: Sequence[Axis], chosen: Selection) -> Counts:
        return np.asarray(self.engine.count(axes, chosen, self.question.measure))

    def _missing(self, dimension: Dimension, chosen: Selection) -> dict[str, int]:
        counts = self._count([self.resolver.missing_states(dimension.column)], chosen)
        return {name: int(number) for name, number in zip(STATE_NAMES, counts, strict=True)}

    def _columns(self, table: TableDefinition, inner: Dimension) -> tuple[str, ...]:
        label = ("code", "country") if inner.kind in COUNTRY_KINDS else (table.column,)
        outer = ("region",) if len(table.rows) == 2 else ()
        return (*outer, *label, self.question.measure)

    def _dimension(self, name: str) -> Dimension:
        if name == "country":
            name = PLACE[self.question.perspective][0]
        return self.definitions.dimensions[name]

    def _column(self, name: str) -> str:
        return PLACE[self.question.perspective][1] if name == "region" else self._dimension(name).column


__all__ = ["Layout", "compute"]
