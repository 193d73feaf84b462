"""Rows of the data files, with the file and line at hand for every complaint.

Only the csv module reads them: it has no idea of missing values, so the alpha-2 code ``NA`` stays a word.
"""

import csv
import re
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar

from palermo.codebook.errors import CodebookError

Choice = TypeVar("Choice", bound=str)

# A code starts a JSON state with "~" and separates values with "|", so neither may be part of one.
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a data file."""

    path: Path
    line: int
    cells: Mapping[str, str]

    def problem(self, what: str) -> CodebookError:
        """An error that says where it is."""
        return CodebookError(what, file=self.path, line=self.line)

    def text(self, column: str, *, required: bool = True) -> str:
        """The words of a cell. An empty cell of a required column is an error."""
        value = self.cells[column]
        if value != value.strip():
            raise self.problem(f"the column {column!r} begins or ends with a blank")
        if required and not value:
            raise self.problem(f"the column {column!r} is empty")
        return value

    def words(self, column: str) -> tuple[str, ...]:
        """The words of a cell that separates them with ``|``; none for an empty cell."""
        cell = self.text(column, required=False)
        words = tuple(word.strip() for word in cell.split("|")) if cell else ()
        if not all(words):
            raise self.problem(f"the column {column!r} has nothing between two |")
        return words

    def new_name(self, column: str, taken: Container[str]) -> str:
        """A name of small letters, digits, underscores and hyphens that no earlier line has."""
        name = self.text(column)
        if not _NAME.fullmatch(name):
            raise self.problem(f"{name!r} is not made of small letters, digits, underscores and hyphens")
        if name in taken:
            raise self.problem(f"{name!r} stands in the file twice")
        return name

    def one_of(self, column: str, known: Container[str], *, required: bool = True) -> str:
        """A word that must be known already; empty if the column is not required."""
        value = self.text(column, required=required)
        if value and value not in known:
            raise self.problem(f"there is no {column} {value!r}")
        return value

    def choice(self, column: str, choices: tuple[Choice, ...]) -> Choice:
        """One of a few fixed words."""
        value = self.text(column)
        for choice in choices:
            if value == choice:
                return choice
        raise self.problem(f"the column {column!r} says {value!r}, which is none of {', '.join(choices)}")

    def number(self, column: str) -> float | None:
        """A number, or None for an empty cell."""
        value = self.text(column, required=False)
        if not value:
            return None
        try:
            return float(value)
        except ValueError:
            raise self.problem(f"the column {column!r} says {value!r}, which is no number") from None

    def day(self, column: str) -> date | None:
        """A date such as 2013-01-01, or None for an empty cell."""
        value = self.text(column, required=False)
        if not value:
            return None
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise self.problem(f"the column {column!r} says {value!r}, which is no date") from None


def read_table(path: Path, columns: tuple[str, ...]) -> Iterator[Row]:
    """Yield the rows of a UTF-8 CSV file whose header must be exactly *columns*. Raises CodebookError."""
    try:
        stream = path.open(encoding="utf-8-sig", newline="")
    except OSError as error:
        raise CodebookError(f"cannot be read ({error.strerror})", file=path) from error
    with stream:
        reader = csv.reader(stream, strict=True)
        try:
            header = tuple(next(reader, ()))
            if header != columns:
                raise CodebookError(f"the columns must be {', '.join(columns)}", file=path, line=1)
            for cells in reader:
                if len(cells) != len(columns):
                    problem = f"has {len(cells)} cells, not {len(columns)}"
                    raise CodebookError(problem, file=path, line=reader.line_num)
                yield Row(path, reader.line_num, dict(zip(columns, cells, strict=True)))
        except (csv.Error, UnicodeDecodeError) as error:
            raise CodebookError(f"is not proper CSV ({error})", file=path, line=reader.line_num) from error
