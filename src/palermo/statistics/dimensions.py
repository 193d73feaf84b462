"""Turns a dimension into axes: which category each entry of a column's dictionary belongs to.

Rules are applied to the few distinct answers of a dictionary, never to rows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from palermo.codebook import Codebook, load_codebook
from palermo.statistics.engines.base import Axis
from palermo.statistics.extract.format import Entry, Extract, MissionEntry
from palermo.statistics.model import MISSING, NO_REGION, Category, Dimension, Perspective

#: Whose place counts as "the country" and "the region" from each point of view: dimension and column.
PLACE = {
    "assistance": ("country_of_mission", "mission"),
    "origin": ("nationality", "nationality"),
    "destination": ("destination", "exploitation_country"),
}
UNKNOWN_CATEGORY = Category(MISSING, "Not known")


@dataclass(frozen=True, slots=True)
class Layout:
    """An axis with the categories it sorts into, in their order of definition."""

    axis: Axis
    categories: tuple[Category, ...]


def is_missing(entry: Entry) -> bool:
    """Whether a dictionary entry is one of the three states without a value."""
    return isinstance(entry, str) and entry.startswith("~")


def members(entry: Entry) -> tuple[str, ...]:
    """The values of an answer: none for a missing one, one for a single answer, several for a multi-select."""
    if is_missing(entry):
        return ()
    return entry if isinstance(entry, tuple) else (str(entry),)


class Resolver:
    """Makes layouts for one extract, region scheme, day and point of view."""

    def __init__(self, extract: Extract, scheme: str, on: date, perspective: Perspective) -> None:
        self.extract = extract
        self.codebook: Codebook = load_codebook()
        self.scheme = self.codebook.schemes[scheme]
        self.on = on
        self.perspective: Perspective = perspective
        self._missions: dict[str, MissionEntry] = {m.code: m for m in extract.manifest.missions}

    def layout(self, dimension: Dimension) -> Layout:
        """The layout of a dimension that puts each case into one category."""
        match dimension.kind:
            case "answers":
                return self._answers(dimension.column)
            case "groups":
                return self._groups(dimension)
            case "sets":
                return self._sets(dimension)
            case "country":
                return self._places(dimension.column, self._first_country)
            case "mission_country":
                return self._places("mission", self._mission_country)
            case "mission":
                return self._missions_layout()
            case "region":
                return self._regions()
            case "members":
                raise ValueError(f"{dimension.name} puts a case into several rows; use member_layouts")

    def member_layouts(self, dimension: Dimension) -> list[tuple[Category, Axis]]:
        """For a multi-select dimension: one axis of a single category per code, and one for missing answers."""
        entries = self.extract.dictionary(dimension.column)
        found = {value for entry in entries for value in members(entry)}
        categories = [c for c in self._code_categories(dimension.column) if c.code in found]
        axes = [(category, self._containing(dimension.column, category.code)) for category in categories]
        missing = self._axis(dimension.column, lambda e: 0 if is_missing(e) else -1, 1)
        return [*axes, (UNKNOWN_CATEGORY, missing)]

    def _containing(self, column: str, code: str) -> Axis:
        return self._axis(column, lambda e: 0 if code in members(e) else -1, 1)

    def missing_states(self, column: str) -> Axis:
        """The axis that sorts the missing answers of a column into not asked, unknown and refused."""
        return self._axis(
            column, lambda e: STATE_ORDER.index(e) if e in STATE_ORDER else -1, len(STATE_ORDER)
        )

    def region_of_place(self, column: str) -> Callable[[Entry], str]:
        """Region code, NO_REGION or MISSING of an entry of a place column (``mission`` or a country variable)."""
        place = self._mission_country if column == "mission" else self._first_country

        def region(entry: Entry) -> str:
            country = place(entry)
            if country == MISSING:
                return MISSING
            return self.scheme.region_of(country, self.on) or NO_REGION

        return region

    # --- Kinds -----------------------------------------------------------------------------------------------
    def _answers(self, column: str) -> Layout:
        categories = (*self._code_categories(column), UNKNOWN_CATEGORY)
        return self._by_code(column, categories, lambda e: MISSING if is_missing(e) else members(e)[0])

    def _groups(self, dimension: Dimension) -> Layout:
        groups = dimension.spec["groups"]
        categories = (*(Category(g["code"], g["label"]) for g in groups), UNKNOWN_CATEGORY)
        group_of = {value: group["code"] for group in groups for value in group["values"]}
        return self._by_code(
            dimension.column,
            categories,
            lambda e: MISSING if is_missing(e) else group_of.get(str(e), MISSING),
        )

    def _sets(self, dimension: Dimension) -> Layout:
        rules = dimension.spec["rules"]
        labels = {rule["code"]: rule["label"] for rule in rules}
        categories = (*(Category(code, labels[code]) for code in dimension.spec["order"]), UNKNOWN_CATEGORY)

        def decide(entry: Entry) -> str:
            values = set(members(entry))
            if not values:
                return MISSING
            for rule in rules:
                if "exactly" in rule and values == set(rule["exactly"]):
                    return str(rule["code"])
                if "all" in rule and values >= set(rule["all"]):
                    return str(rule["code"])
            raise ValueError(f"{dimension.name}: no rule fits {sorted(values)}")

        return self._by_code(dimension.column, categories, decide)

    def _places(self, column: str, place: Callable[[Entry], str]) -> Layout:
        found = {place(entry) for entry in self.extract.dictionary(column)} - {MISSING}
        countries = sorted((self._country_category(code) for code in found), key=lambda c: c.label)
        return self._by_code(column, (*countries, UNKNOWN_CATEGORY), place)

    def _missions_layout(self) -> Layout:
        categories = tuple(Category(m.code, m.name) for m in self.extract.manifest.missions)
        return self._by_code(
            "mission", (*categories, UNKNOWN_CATEGORY), lambda e: MISSING if is_missing(e) else str(e)
        )

    def _regions(self) -> Layout:
        column = PLACE[self.perspective][1]
        categories = (
            *(Category(region.code, region.label) for region in self.scheme.regions.values()),
            Category(NO_REGION, "In no region of this scheme"),
            UNKNOWN_CATEGORY,
        )
        return self._by_code(column, categories, self.region_of_place(column))

    # --- Entries ---------------------------------------------------------------------------------------------
    def _first_country(self, entry: Entry) -> str:
        values = members(entry)
        return values[0] if values else MISSING

    def _mission_country(self, entry: Entry) -> str:
        return MISSING if is_missing(entry) else self._missions[str(entry)].country

    def _country_category(self, code: str) -> Category:
        country = self.codebook.countries.get(code)
        return Category(code, country.name if country else code)

    def _code_categories(self, column: str) -> tuple[Category, ...]:
        variable = self.codebook.variables[column]
        if variable.type == "country":
            found = {v for entry in self.extract.dictionary(column) for v in members(entry)}
            return tuple(sorted((self._country_category(code) for code in found), key=lambda c: c.label))
        return tuple(Category(code.code, code.label) for code in self.codebook.list_of(variable))

    def _by_code(self, column: str, categories: Sequence[Category], decide: Callable[[Entry], str]) -> Layout:
        position = {category.code: index for index, category in enumerate(categories)}
        return Layout(self._axis(column, lambda e: position[decide(e)], len(categories)), tuple(categories))

    def _axis(self, column: str, category_of: Callable[[Entry], int], size: int) -> Axis:
        entries = self.extract.dictionary(column)
        return Axis(column, np.asarray([category_of(entry) for entry in entries], dtype=np.int32), size)


#: The order in which missing answers are told apart.
STATE_ORDER: tuple[Entry, ...] = ("~not_asked", "~unknown", "~refused")
