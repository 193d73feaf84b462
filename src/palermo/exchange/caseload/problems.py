"""What is wrong with a caseload: collected in full, described up to a bound, written as a table."""

from __future__ import annotations

import csv
import os
import tempfile
from dataclasses import replace
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from palermo.cases.actions.store_caseload_rows import Problem
from palermo.safe_spreadsheet.errors import UnreadableFileError

#: A report longer than this is not read; the rest is counted.
DESCRIBED = 10_000
SHOWN_VALUE = 80
REPORT_COLUMNS = ("row", "column", "value", "expected")
#: What a spreadsheet program takes for the beginning of a formula (OWASP, CSV injection).
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


class ProblemList:
    """The problems of one file; memory is bounded however many there are."""

    def __init__(self) -> None:
        self.described: list[Problem] = []
        self._unlisted = 0

    @property
    def count(self) -> int:
        return len(self.described) + self._unlisted

    def add(self, problem: Problem) -> None:
        if len(self.described) < DESCRIBED:
            self.described.append(replace(problem, value=shorten(problem.value)))
        else:
            self._unlisted += 1

    def add_unlisted(self, count: int) -> None:
        self._unlisted += count

    def sorted(self) -> list[Problem]:
        """Those described, in the order of the file."""
        return sorted(self.described, key=lambda problem: problem.row)


def shorten(value: str) -> str:
    """One line of at most SHOWN_VALUE characters, without what would disturb a terminal."""
    cut = value if len(value) <= SHOWN_VALUE else value[: SHOWN_VALUE - 1] + "…"
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in cut)


def default_report_path(file: Path) -> Path:
    """Beside the caseload, with its name."""
    return file.with_name(f"{file.name}.errors.csv")


def write_report(problems: ProblemList, path: Path) -> None:
    """Write the report, for its owner only: it repeats cells of the caseload. Raises UnreadableFileError.

    UTF-8 with the mark by which spreadsheet programs know it. It appears whole or not at all.
    """
    try:
        handle, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise _unwritable(path, error) from error
    try:
        with os.fdopen(handle, "w", encoding="utf-8-sig", newline="", errors="replace") as stream:
            writer = csv.writer(stream)
            writer.writerow(REPORT_COLUMNS)
            for problem in problems.sorted():
                row = problem.row or ""
                writer.writerow((row, *map(_inert, (problem.column, problem.value, problem.expected))))
            more = problems.count - len(problems.described)
            if more:
                text = ngettext("and %(more)d more", "and %(more)d more", more) % {"more": more}
                writer.writerow(("", "", "", text))
        os.replace(draft, path)
    except OSError as error:
        Path(draft).unlink(missing_ok=True)
        raise _unwritable(path, error) from error


def remove_stale_report(path: Path) -> None:
    """Remove the report of an earlier attempt, if that is what lies there: the file has no errors any more."""
    try:
        with path.open(encoding="utf-8-sig") as stream:
            is_report = stream.readline().strip() == ",".join(REPORT_COLUMNS)
        if is_report:
            path.unlink()
    except (OSError, UnicodeDecodeError):
        return


def _inert(text: str) -> str:
    """A cell that no spreadsheet program computes."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def _unwritable(path: Path, error: OSError) -> UnreadableFileError:
    return UnreadableFileError(
        _("The report cannot be written to %(path)s (%(reason)s). Name another place with --report.")
        % {"path": path, "reason": error.strerror or error}
    )
