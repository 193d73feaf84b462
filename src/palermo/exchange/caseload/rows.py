"""Checks a caseload row by row: cells, and cells against one another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from django.utils.translation import ngettext

from palermo.cases.actions.store_caseload_missions import MissionBook
from palermo.cases.actions.store_caseload_rows import Problem, Problems, Shape, StagedRow
from palermo.codebook.model import Codebook
from palermo.exchange.caseload.cells import Bad, Remembering, reference_reader, registered_reader
from palermo.exchange.caseload.columns import Document, Promotion
from palermo.exchange.caseload.header import CASE_REF, INDIVIDUAL_REF, MISSION, REGISTERED_ON, Layout
from palermo.exchange.caseload.identity import Flaw, IdentityReader
from palermo.exchange.caseload.table import Table

#: As the column of the database.
CASE_REF_LENGTH = 64
INDIVIDUAL_REF_LENGTH = 200


class RowChecker:
    """Turns the rows of a table into StagedRows; tells ``problems`` of every cell that cannot be taken."""

    def __init__(
        self, layout: Layout, codebook: Codebook, missions: MissionBook, problems: Problems, today: date
    ) -> None:
        self._layout = layout
        self._problems = problems
        self._missions = Remembering(missions.number)
        self._registered = Remembering(registered_reader(today))
        self._case_ref = reference_reader(codebook, limit=CASE_REF_LENGTH, required=True)
        self._individual_ref = reference_reader(codebook, limit=INDIVIDUAL_REF_LENGTH, required=False)
        events = [placed for placed in layout.variables if placed[1].unit == "event"]
        others = [placed for placed in layout.variables if placed[1].unit != "event"]
        self._case = Document(others, codebook)
        self._event = Document(events, codebook)
        self._promotion = Promotion(layout.variables, codebook)
        self._identity = IdentityReader(layout.identity, codebook) if layout.identity else None

    @property
    def shape(self) -> Shape:
        return Shape(
            case_variables=frozenset(self._case.names),
            event_variables=frozenset(self._event.names),
            individual_ref=self._layout.individual_ref is not None,
            identity=self._identity is not None,
        )

    def check(self, table: Table) -> Iterator[StagedRow]:
        """The rows that hold together. Rows of empty cells only are passed over."""
        width = len(self._layout.names)
        positions = self._layout.positions
        mission_at, registered_at, ref_at = positions[MISSION], positions[REGISTERED_ON], positions[CASE_REF]
        person_at = self._layout.individual_ref
        for number, cells in table.rows:
            if len(cells) != width:
                fitted = self._fit(number, cells, width, pads=table.pads_rows)
                if fitted is None:
                    continue
                cells = fitted
            mission = self._missions[cells[mission_at]]
            registered = self._registered[cells[registered_at]]
            case_ref = self._case_ref(cells[ref_at])
            individual_ref = self._individual_ref(cells[person_at]) if person_at is not None else ""
            case_facts = self._case.read(cells)
            event_facts = self._event.read(cells)
            promoted = self._promotion.read(cells)
            identity = self._identity.read(cells) if self._identity is not None else b""
            if (
                isinstance(mission, Bad)
                or isinstance(registered, Bad)
                or isinstance(case_ref, Bad)
                or isinstance(individual_ref, Bad)
                or isinstance(promoted, Bad)
                or isinstance(identity, Flaw)
                or case_facts is None
                or event_facts is None
            ):
                self._report(number, cells)
                continue
            day, precision = registered
            yield StagedRow(
                number,
                mission,
                case_ref,
                day,
                precision,
                individual_ref,
                case_facts or b"{}",
                event_facts,
                promoted,
                identity,
            )

    def _fit(self, number: int, cells: Sequence[str], width: int, *, pads: bool) -> Sequence[str] | None:
        """The cells under the header, if those beyond it are empty and none is missing."""
        if not any(cell.strip() for cell in cells):
            return None
        if len(cells) > width:
            if not any(cell.strip() for cell in cells[width:]):
                return cells[:width]
        elif pads:
            return [*cells, *[""] * (width - len(cells))]
        expected = ngettext("%(count)d cell, as in the header", "%(count)d cells, as in the header", width)
        value = ngettext("%(count)d cell", "%(count)d cells", len(cells)) % {"count": len(cells)}
        self._problems.add(Problem(number, "", value, expected % {"count": width}))
        return None

    def _report(self, number: int, cells: Sequence[str]) -> None:
        """Tell of every bad cell of a row, from left to right; blank rows are not rows."""
        if not any(cell.strip() for cell in cells):
            return
        positions = self._layout.positions
        found: dict[int, object] = {
            positions[MISSION]: self._missions[cells[positions[MISSION]]],
            positions[REGISTERED_ON]: self._registered[cells[positions[REGISTERED_ON]]],
            positions[CASE_REF]: self._case_ref(cells[positions[CASE_REF]]),
        }
        if INDIVIDUAL_REF in positions:
            found[positions[INDIVIDUAL_REF]] = self._individual_ref(cells[positions[INDIVIDUAL_REF]])
        for position, memory in (*self._case.columns.items(), *self._event.columns.items()):
            found[position] = memory[cells[position]]
        age = self._promotion.age(cells)
        if isinstance(age, Bad):
            found[positions["age_band"]] = age
        for position in sorted(found):
            flaw = found[position]
            if isinstance(flaw, Bad) and flaw.expected is not None:
                name = self._layout.names[position]
                self._problems.add(Problem(number, name, cells[position], flaw.expected))
        if self._identity is not None:
            person = self._identity.read(cells)
            if isinstance(person, Flaw) and person.expected:
                # A report is a file: what identifies somebody stays out of it.
                self._problems.add(Problem(number, self._layout.names[person.position], "", person.expected))
