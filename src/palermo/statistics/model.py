"""What is asked: dimensions, tables and figures as the data files define them, and the question put to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from palermo.statistics.engines.base import Measure

DimensionKind = Literal[
    "answers", "groups", "sets", "members", "country", "mission_country", "region", "mission"
]
Perspective = Literal["assistance", "origin", "destination"]
PERSPECTIVES: tuple[Perspective, ...] = ("assistance", "origin", "destination")
MEASURES: tuple[Measure, ...] = ("instances", "individuals")
#: The category of every missing answer, whichever of the three states it is in.
MISSING = "~missing"
#: The region of a country that a scheme does not name.
NO_REGION = "~no_region"


@dataclass(frozen=True, slots=True)
class Category:
    """One row label: a code of the codebook (or of a rule) and its English label."""

    code: str
    label: str


@dataclass(frozen=True, slots=True)
class Dimension:
    """A way of sorting cases into rows, as ``data/dimensions.json`` defines it."""

    name: str
    label: str
    kind: DimensionKind
    column: str
    note: str = ""
    spec: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TableDefinition:
    """A table: its dimensions from outer to inner, and how it is written.

    ``id`` is also the file name. ``numbers`` are the numbers under which the table was published.
    """

    id: str
    numbers: str
    title: str
    rows: tuple[str, ...]
    column: str = "category"
    sort: Literal["definition", "count"] = "definition"
    published: bool = True

    @property
    def is_regional(self) -> bool:
        return self.rows[0] == "region"


@dataclass(frozen=True, slots=True)
class FigureDefinition:
    """A figure drawn from a table: ``bar`` (ranked bars) or ``share`` (parts of a whole, as one stacked bar)."""

    id: str
    number: int
    title: str
    table: str
    mark: Literal["bar", "share"]
    top: int = 0


@dataclass(frozen=True, slots=True)
class Edition:
    """How one publication printed the tables: labels and order of rows, by table id ("" for all tables)."""

    year: int
    scheme: str
    title: str
    regions: Mapping[str, Mapping[str, str]]
    categories: Mapping[str, Mapping[str, Mapping[str, str]]]
    countries: Mapping[str, Mapping[str, str]]
    totals: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Question:
    """What to count: period (whole months, both ends included), region scheme, measure, point of view and filters.

    ``perspective`` says whose region is meant: of the assisting mission, of the person's nationality (``origin``) or
    of the country of exploitation (``destination``). ``where`` maps variables of the codebook to accepted codes; a
    multi-select answer is accepted when it contains any of them.
    """

    start: date
    end: date
    scheme: str = "six-regions"
    measure: Measure = "instances"
    perspective: Perspective = "assistance"
    regions: tuple[str, ...] = ()
    missions: tuple[str, ...] = ()
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def whole_year(self) -> int | None:
        """The year, when the period is exactly one calendar year."""
        if (self.start.year, 1, 1) == (
            self.start.year,
            self.start.month,
            self.start.day,
        ) and self.end == date(self.start.year, 12, 31):
            return self.start.year
        return None
