"""Dates of which only the year, or the year and month, may be known (ISO 8601 reduced precision)."""

import calendar
import re
from dataclasses import dataclass
from datetime import date
from typing import Literal, Self

Precision = Literal["y", "m", "d"]

# ASCII digits only: a date is a code that other programs read, so ٢٠١١ and 2011 must not both be stored.
_ISO = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class PartialDate:
    """A date known to the year (``y``), the month (``m``) or the day (``d``).

    *first* is the first day that the date can be, so partial dates sort by it and may be stored as a date column
    beside the precision.
    """

    first: date
    precision: Precision

    def __post_init__(self) -> None:
        if self.precision not in ("y", "m", "d"):
            raise ValueError(f"precision must be y, m or d, not {self.precision!r}")
        if self.precision in ("y", "m") and self.first.day != 1:
            raise ValueError("a date known to the month or year starts on the first day of it")
        if self.precision == "y" and self.first.month != 1:
            raise ValueError("a date known to the year starts in January")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``2011``, ``2011-05`` or ``2011-05-17``. Raises ValueError for anything else, 2011-02-31 included."""
        match = _ISO.fullmatch(text.strip())
        if match is None:
            raise ValueError(f"not a date: {text!r}")
        year, month, day = match.groups()
        precision: Precision = "d" if day else "m" if month else "y"
        return cls(date(int(year), int(month or 1), int(day or 1)), precision)

    @property
    def last(self) -> date:
        """The last day that the date can be."""
        if self.precision == "d":
            return self.first
        if self.precision == "y":
            return date(self.first.year, 12, 31)
        return self.first.replace(day=calendar.monthrange(self.first.year, self.first.month)[1])

    def isoformat(self) -> str:
        """Write the date as it can be parsed again, no more precise than it is known."""
        return self.first.isoformat()[: {"y": 4, "m": 7, "d": 10}[self.precision]]

    def __str__(self) -> str:
        return self.isoformat()
