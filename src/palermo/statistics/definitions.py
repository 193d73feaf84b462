"""Loads the definitions of dimensions, tables, figures and editions from ``data/`` and checks that they fit."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import orjson
from django.utils.translation import gettext as _

from palermo.statistics.errors import BadQuestion
from palermo.statistics.model import Dimension, Edition, FigureDefinition, TableDefinition

DATA = files("palermo.statistics") / "data"
DIMENSION_FIELDS = {"label", "kind", "column", "note"}


@dataclass(frozen=True, slots=True)
class Definitions:
    """Everything that can be computed. Order is the order of the data files."""

    dimensions: dict[str, Dimension]
    tables: dict[str, TableDefinition]
    figures: dict[str, FigureDefinition]
    editions: tuple[Edition, ...]
    caveats: tuple[str, ...]
    caveats_by_measure: dict[str, tuple[str, ...]]
    not_regional: dict[str, Any]

    def table(self, name: str) -> TableDefinition:
        """The table of that id. Raises BadQuestion naming the ones there are."""
        try:
            return self.tables[name]
        except KeyError:
            raise BadQuestion(
                _("There is no table %(name)s. There are: %(known)s.")
                % {"name": name, "known": ", ".join(self.tables)}
            ) from None

    def edition(self, year: int | None, scheme: str) -> Edition | None:
        """The publication whose printed form applies to this year and scheme, if there is one."""
        return next((e for e in self.editions if e.year == year and e.scheme == scheme), None)


@cache
def load_definitions() -> Definitions:
    """Read all definition files. A definition that names something unknown is a programming error: ValueError."""
    dimensions = {
        name: Dimension(
            name=name,
            label=entry["label"],
            kind=entry["kind"],
            column=entry["column"],
            note=entry.get("note", ""),
            spec={key: value for key, value in entry.items() if key not in DIMENSION_FIELDS},
        )
        for name, entry in _read("dimensions.json").items()
    }
    raw = _read("tables.json")
    tables = {t["id"]: TableDefinition(**{**t, "rows": tuple(t["rows"])}) for t in raw["tables"]}
    figures = {f["id"]: FigureDefinition(**f) for f in _read("figures.json")["figures"]}
    for table in tables.values():
        # "country" stands for the country of the point of view; the others are dimensions.
        if unknown := set(table.rows) - set(dimensions) - {"country"}:
            raise ValueError(f"tables.json: {table.id} names unknown dimensions {sorted(unknown)}")
    for figure in figures.values():
        if figure.table not in tables:
            raise ValueError(f"figures.json: {figure.id} names the unknown table {figure.table}")
    return Definitions(
        dimensions=dimensions,
        tables=tables,
        figures=figures,
        editions=tuple(
            _edition(orjson.loads(path.read_bytes()))
            for path in sorted((DATA / "editions").iterdir(), key=lambda p: p.name)
        ),
        caveats=tuple(raw["caveats"]),
        caveats_by_measure={m: tuple(raw[f"caveats_{m}"]) for m in ("instances", "individuals")},
        not_regional=raw["not_regional"],
    )


def _edition(entry: dict[str, Any]) -> Edition:
    return Edition(**{name: entry[name] for name in Edition.__slots__})


def _read(name: str) -> Any:
    return orjson.loads((DATA / name).read_bytes())
