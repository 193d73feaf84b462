"""Region schemes: which countries make up a region, in which way of counting, from when until when.

The 2011 tables use six regions, the 2011 annual report and the 2012 review eight, the list of offices nine. A country
is in at most one region of a scheme on any day.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from palermo.codebook.folding import fold
from palermo.codebook.labels import Labelled

Basis = Literal["printed", "extended"]


@dataclass(frozen=True, slots=True)
class Region(Labelled):
    """One region of a scheme. *aliases* are its names as the sources print them."""

    code: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Assignment:
    """A country is in a region from *valid_from* to *valid_to*, both days included; None is open.

    *basis* is ``printed`` when a source lists the country in the region, ``extended`` when we reasoned it.
    """

    country: str
    region: str
    valid_from: date | None
    valid_to: date | None
    basis: Basis

    def holds(self, on: date) -> bool:
        """True if the assignment is in force on the given day."""
        return (self.valid_from is None or self.valid_from <= on) and (
            self.valid_to is None or on <= self.valid_to
        )


@dataclass(frozen=True, slots=True, eq=False)
class RegionScheme(Labelled):
    """One way of dividing the world, with its regions in their printed order."""

    code: str
    regions: Mapping[str, Region]
    assignments: Mapping[str, tuple[Assignment, ...]] = field(repr=False)
    _index: Mapping[str, Region] = field(repr=False)

    def resolve(self, text: str) -> Region | None:
        """Find a region by code, label or printed name."""
        return self.regions.get(text) or self._index.get(fold(text))

    def assignment_of(self, country_code: str, on: date) -> Assignment | None:
        """The assignment of a country in force on a day, or None."""
        for assignment in self.assignments.get(country_code, ()):
            if assignment.holds(on):
                return assignment
        return None

    def region_of(self, country_code: str, on: date) -> str | None:
        """The code of the region that a country is in on a day, or None."""
        assignment = self.assignment_of(country_code, on)
        return assignment.region if assignment else None

    def members(self, region_code: str, on: date) -> list[str]:
        """The country codes of a region on a day, in alphabetical order of code."""
        return sorted(country for country in self.assignments if self.region_of(country, on) == region_code)
