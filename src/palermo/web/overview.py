"""What the first page tells each role: reads only, each with its actor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from palermo.access.actors import MaybeActor
from palermo.access.gate import OWN_MISSION_ROLES, case_scope, may_see_statistics, require_actor
from palermo.access.models import Account, Role
from palermo.cases.assigned import assigned_cases
from palermo.cases.selectors import Caseload, CaseRow, count_caseload, count_cases, latest_cases
from palermo.exchange.models import ImportRun
from palermo.interviews.received.selectors import count_waiting
from palermo.statistics.extract import store

#: Who is told that data came in: those who answer for the data, and those who run the instance.
IMPORT_ROLES = frozenset({Role.DATA_STEWARD, Role.ADMINISTRATOR})


@dataclass(frozen=True, slots=True)
class Arrival:
    """The last import, in numbers. Neither the file's name nor who brought it: both may name people."""

    at: datetime
    rows: int
    created: int
    updated: int


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The extract that the statistics are counted from."""

    taken_at: datetime
    rows: int


@dataclass(frozen=True, slots=True)
class Overview:
    """The first page. ``mine`` are the cases assigned to a caseworker; ``caseload`` only for those who work in
    one mission; ``count`` (capped) for all who see cases. ``waiting_interviews``: for this person to place."""

    sees_cases: bool
    mine: tuple[CaseRow, ...] = ()
    latest: tuple[CaseRow, ...] = ()
    caseload: Caseload | None = None
    count: int = 0
    is_capped: bool = False
    waiting_interviews: int = 0
    arrival: Arrival | None = None
    snapshot: Snapshot | None = None

    @property
    def missing(self) -> Mapping[str, int]:
        """How many cases lack an answer, by variable."""
        return self.caseload.missing if self.caseload else {}


def overview(actor: MaybeActor) -> Overview:
    """What ``actor`` finds on arriving."""
    known = require_actor(actor)
    role = known.role if isinstance(known, Account) else ""
    arrival = _last_arrival() if role in IMPORT_ROLES else None
    snapshot = _snapshot() if may_see_statistics(known) else None
    if case_scope(known).is_empty:
        return Overview(sees_cases=False, arrival=arrival, snapshot=snapshot)
    count, is_capped = count_cases(known)
    return Overview(
        sees_cases=True,
        mine=assigned_cases(known),
        latest=latest_cases(known),
        caseload=count_caseload(known) if role in OWN_MISSION_ROLES else None,
        count=count,
        is_capped=is_capped,
        waiting_interviews=count_waiting(known),
        arrival=arrival,
        snapshot=snapshot,
    )


def _last_arrival() -> Arrival | None:
    run = ImportRun.objects.order_by("-imported_at", "-id").first()
    return Arrival(run.imported_at, run.rows, run.created, run.updated) if run else None


def _snapshot() -> Snapshot | None:
    extract = store.current()
    if extract is None:
        return None
    return Snapshot(datetime.fromisoformat(extract.manifest.taken_at), extract.rows)
