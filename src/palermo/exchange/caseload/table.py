"""What a caseload looks like to the checks, whichever file (or program) it comes from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from palermo.safe_spreadsheet.errors import UnreadableFileError

#: Stands for a cell whose problem was reported where it was read. No cell can hold it: NUL is refused everywhere.
REPORTED = "\0"

#: Called with row number, position of the column, the value and what was expected.
CellProblem = Callable[[int, int, str, str], None]


@dataclass(slots=True)
class Table:
    """A header and rows of texts; each row with its number in the file (the header is in row ``header_row``).

    ``rows`` can be read once. ``fraction`` tells how much of the file has passed, 0 to 1. ``notes`` are sentences
    about the file that its reader should know; complete when the rows are exhausted.
    """

    header: list[str]
    rows: Iterator[tuple[int, Sequence[str]]]
    header_row: int = 1
    #: Whether a row without cells for the last columns is whole: spreadsheets leave out empty cells, CSV does not.
    pads_rows: bool = False
    fraction: Callable[[], float] = lambda: 0.0
    notes: list[str] = field(default_factory=list)
    close: Callable[[], None] = lambda: None


def table_of_dicts(rows: Iterable[Mapping[str, str]]) -> Table:
    """A table of rows that a program made: the first row's keys are the columns; none may have others.

    Raises UnreadableFileError when there are no rows.
    """
    source = iter(rows)
    first = next(source, None)
    if first is None:
        raise UnreadableFileError(_("There are no rows."))
    header = list(first)
    known = frozenset(header)

    def texts() -> Iterator[tuple[int, Sequence[str]]]:
        yield 2, [first[name] for name in header]
        for number, row in enumerate(source, start=3):
            if not row.keys() <= known:
                extra = ", ".join(sorted(row.keys() - known))
                raise UnreadableFileError(
                    _("Row %(row)d has columns that the first row has not: %(columns)s.")
                    % {"row": number, "columns": extra}
                )
            yield number, [row.get(name, "") for name in header]

    return Table(header=header, rows=texts())
