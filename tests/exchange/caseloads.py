"""Caseload files for tests, and what is stored in a form that can be compared."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from palermo.access.actors import SystemActor
from palermo.access.models import Mission, Organisation
from palermo.cases.models import Case, TraffickingEvent
from palermo.exchange.actions.import_caseload import ImportOutcome, Options, import_caseload
from palermo.exchange.models import ImportRun
from palermo.individuals.models import Individual

SYSTEM = SystemActor("test")
LEAST = {"mission": "UKR", "case_ref": "A-1", "registered_on": "2011"}

Row = Mapping[str, str]


def row(case_ref: str = "A-1", **cells: str) -> dict[str, str]:
    """A row with the required cells, changed or extended."""
    return LEAST | {"case_ref": case_ref} | cells


def write_csv(path: Path, rows: Sequence[Row], columns: Sequence[str] | None = None) -> Path:
    names = list(columns or dict.fromkeys(name for cells in rows for name in cells))
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, names, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


def bring_in(tmp_path: Path, *rows: Row, **options: Any) -> ImportOutcome:
    """Import these rows from a CSV file."""
    path = write_csv(tmp_path / "caseload.csv", rows)
    return import_caseload(path, actor=SYSTEM, options=Options(**options))


def read_report(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.reader(stream))[1:]


def stored() -> list[dict[str, Any]]:
    """Every case with its event, by mission and reference, without what is drawn by lot."""
    events = {event.case_id: event.facts for event in TraffickingEvent.unscoped.all()}
    return [
        {
            "mission": case.mission.code,
            "case_ref": case.case_ref,
            "registered": (case.registered_on.isoformat(), case.registered_precision),
            "facts": case.facts,
            "event": events.get(case.pk),
            "promoted": (case.sex, case.majority, case.nationality, case.exploitation_country),
            "fictional": case.is_fictional,
        }
        for case in Case.unscoped.select_related("mission").order_by("mission__code", "case_ref")
    ]


def nothing_stored() -> bool:
    """Whether the database has no trace of a caseload but the record of its refusal."""
    models = (Organisation, Mission, Individual, ImportRun)
    return not (
        Case.unscoped.exists()
        or TraffickingEvent.unscoped.exists()
        or any(m.objects.exists() for m in models)
    )
