"""Stores a caseload: all of its rows or none, the same file twice without a change.

Rows are staged first, in memory that does not grow with them; then one transaction checks them against one another
and against what is stored, and writes. A second import waits for the first and then sees what it did.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import IntegrityError, OperationalError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from palermo.access.actors import Actor, MaybeActor
from palermo.access.gate import require_import
from palermo.access.models import Mission
from palermo.audit.recording import audited
from palermo.cases.actions import store_caseload_sql as sql
from palermo.cases.actions.renew_standing_basis import renew_standing_basis
from palermo.cases.actions.store_caseload_identities import WaitingRoom, store_waiting
from palermo.cases.actions.store_caseload_indexes import WORTHWHILE, indexes_aside
from palermo.cases.actions.store_caseload_missions import MissionBook
from palermo.cases.actions.store_caseload_rows import (
    CaseloadBusyError,
    CaseloadRefusedError,
    CaseloadResult,
    Problem,
    Problems,
    Shape,
    StagedRow,
    StoringProgress,
)
from palermo.cases.actions.store_caseload_staging import Engine, fill, staging
from palermo.cases.erased_references import erased_tokens, reference_tokens
from palermo.cases.models import CaseStatus, EventKind

#: Rows per statement: each writes to eleven indexes, so this is about a second of work.
RANGE = 20_000
#: Problems found by the database that are described one by one; the others are counted.
DESCRIBED = 10_000
#: How long one import waits for another on SQLite, in milliseconds; a million rows take under a minute.
PATIENCE = 600_000
#: The number by which imports on PostgreSQL take turns. Arbitrary, and used for nothing else.
TURN = 0x70_61_6C_65


def store_caseload(
    rows: Iterable[StagedRow],
    *,
    actor: MaybeActor,
    missions: MissionBook,
    shape: Shape,
    problems: Problems,
    update: bool = False,
    fictional: bool = False,
    dry_run: bool = False,
    on_stored: Callable[[CaseloadResult], None] | None = None,
    staged: Callable[[int], None] | None = None,
    progress: StoringProgress | None = None,
) -> CaseloadResult:
    """Store checked rows as individuals, cases and trafficking events.

    A case that is stored with other values is a problem, unless ``update`` asks to correct it: then the variables of
    ``shape`` are replaced and the others kept. ``problems`` may already hold those of rows that were not handed on;
    with any problem nothing is stored. ``on_stored`` runs inside the transaction and puts it on record; ``dry_run``
    does everything and then rolls back. ``staged`` hears of rows taken in, ``progress`` how far (0 to 1) the storing
    is.

    Raises CaseloadRefusedError when there are problems, CaseloadBusyError when somebody else was in the way,
    NotFoundOrNotAllowed when ``actor`` may not import.
    """
    known = require_import(actor)
    room = WaitingRoom()
    with staging() as engine:
        count = fill(engine, rows, staged or _ignore, room)
        with _turn(engine), audited():
            _take_turn(engine)
            work = _Storing(known, engine, shape, missions, problems, count, progress or _ignore, room)
            result = work.store(update=update, fictional=fictional, dry_run=dry_run)
            _end_turn(engine)
            if on_stored is not None:
                on_stored(result)
            if dry_run:
                transaction.set_rollback(True)
    return result


def _ignore(_value: float) -> None:
    pass


@contextmanager
def _turn(engine: Engine) -> Iterator[None]:
    """Wait patiently for another writer, and say in words what went wrong between the two."""
    if engine.is_sqlite and not connection.in_atomic_block:
        _set_patience(PATIENCE)
    try:
        yield
    except IntegrityError as error:
        raise CaseloadBusyError(
            _(
                "The same cases were changed while this caseload was being stored. Nothing was stored; try again."
            )
        ) from error
    except OperationalError as error:
        if "locked" not in str(error):
            raise
        raise CaseloadBusyError(
            _("Another program kept the database busy for too long. Nothing was stored; try again later.")
        ) from error
    finally:
        if engine.is_sqlite and not connection.in_atomic_block:
            _set_patience(int(connection.settings_dict["OPTIONS"].get("timeout", 5)) * 1000)


def _set_patience(milliseconds: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA busy_timeout = {milliseconds:d}")


def _take_turn(engine: Engine) -> None:
    """On PostgreSQL imports queue on a lock of their own; on SQLite the transaction itself began by queuing.

    There, too, references are checked after each statement, not at the end: the server would keep a note of every
    row until then, and refuses to build an index while there are any.
    """
    if not engine.is_sqlite:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TURN])
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def _end_turn(engine: Engine) -> None:
    """Leave the transaction, which may go on outside, as it was found."""
    if not engine.is_sqlite:
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")


@dataclass(frozen=True, slots=True)
class _Storing:
    """One transaction's work on the staged rows."""

    actor: Actor
    engine: Engine
    shape: Shape
    missions: MissionBook
    problems: Problems
    count: int
    progress: StoringProgress
    room: WaitingRoom

    def store(self, *, update: bool, fictional: bool, dry_run: bool) -> CaseloadResult:
        keys, created_missions = self.missions.settle(self.actor)
        self._map_missions(keys)
        self._find_duplicates()
        ranges = list(self._ranges())
        self._refuse_erased(ranges)
        matched = 0
        for step, span in enumerate(ranges, start=1):
            matched += sql.run(sql.MATCH_STORED, span)
            self.progress(0.1 * step / len(ranges))
        states: dict[int, int] = {sql.NEW: self.count}
        if matched:
            states = {int(state): int(number) for state, number in sql.ask(sql.STATES)}
        if not update:
            self._refuse_others(states.get(sql.OTHER, 0))
        if self.problems.count:
            raise CaseloadRefusedError(_("The caseload has errors; nothing was stored."))
        individuals = 0
        if states.get(sql.NEW) or states.get(sql.OTHER):
            with indexes_aside(self.engine, states.get(sql.NEW, 0), self._progress_between(0.55, 1.0)):
                for step, span in enumerate(ranges, start=1):
                    individuals += self._insert(span, fictional=fictional)
                    self.progress(0.1 + 0.45 * step / len(ranges))
        if states.get(sql.OTHER):
            individuals += self._correct()
        if not self.engine.is_sqlite and states.get(sql.NEW, 0) >= WORTHWHILE:
            # The planner would take the tables for as small as they were until the server finds time to look.
            sql.run(sql.ANALYSE)
        renew_standing_basis(actor=self.actor, missions=keys)
        # A dry run stops short of this: keys are kept in a store of their own, which no rollback reaches.
        identities, kept = (0, 0) if dry_run else self._store_identities(keys, update=update)
        self.progress(1.0)
        return CaseloadResult(
            rows=self.count,
            created=states.get(sql.NEW, 0),
            unchanged=states.get(sql.SAME, 0),
            updated=states.get(sql.OTHER, 0),
            individuals_created=individuals,
            missions_created=created_missions,
            dry_run=dry_run,
            identities=identities,
            identities_kept=kept,
        )

    def _store_identities(self, keys: list[int], *, update: bool) -> tuple[int, int]:
        if not self.shape.identity:
            return 0, 0
        missions = Mission.objects.in_bulk(keys)
        by_number = {number: missions[key] for number, key in enumerate(keys)}
        return store_waiting(self.room, actor=self.actor, missions=by_number, update=update)

    def _progress_between(self, start: float, end: float) -> StoringProgress:
        return lambda done: self.progress(start + (end - start) * done)

    def _map_missions(self, keys: list[int]) -> None:
        with connection.cursor() as cursor:
            cursor.executemany("INSERT INTO caseload_mission VALUES (%s, %s)", list(enumerate(keys)))

    def _ranges(self) -> Iterator[tuple[int, int]]:
        first, last = sql.ask(sql.EXTENT)[0]
        for start in range(first, last + 1, RANGE):
            yield start, start + RANGE - 1

    def _find_duplicates(self) -> None:
        repeated = int(sql.ask(sql.DUPLICATES_COUNT)[0][1])
        if not repeated:
            return
        for row, case_ref, first in sql.ask(sql.DUPLICATES, [DESCRIBED]):
            expected = _("a reference that no other row of the mission has; row %(row)d has it too") % {
                "row": first
            }
            self.problems.add(Problem(row, "case_ref", case_ref, expected))
        self.problems.add_unlisted(max(0, repeated - DESCRIBED))

    def _refuse_erased(self, ranges: Sequence[tuple[int, int]]) -> None:
        """Whoever was erased does not come back with an old file."""
        erased = erased_tokens()
        if not erased:
            return
        token = reference_tokens()
        for span in ranges:
            for row, mission, case_ref in sql.ask(sql.REFERENCES, span):
                if token(mission, case_ref) in erased:
                    expected = _(
                        "a case that was not erased; take this row out of the file, and out of its copies"
                    )
                    self.problems.add(Problem(row, "case_ref", case_ref, expected))

    def _refuse_others(self, count: int) -> None:
        if not count:
            return
        for row, case_ref in sql.ask(sql.OTHERS, [DESCRIBED]):
            expected = _(
                "a new reference: this one is already stored with other values; use --update to correct it"
            )
            self.problems.add(Problem(row, "case_ref", case_ref, expected))
        self.problems.add_unlisted(max(0, count - DESCRIBED))

    def _insert(self, span: tuple[int, int], *, fictional: bool) -> int:
        individuals = sql.run(sql.INSERT_INDIVIDUALS, span)
        now = connection.ops.adapt_datetimefield_value(timezone.now())
        values = (CaseStatus.ACTIVE.value, fictional, now, *span)
        sql.run(sql.INSERT_CASES_OF_KNOWN, values)
        sql.run(sql.INSERT_CASES_OF_UNNAMED, values)
        sql.run(sql.INSERT_EVENTS, (EventKind.EXPLOITATION.value, *span))
        return individuals

    def _correct(self) -> int:
        """Bring the stored cases of state OTHER to what their rows say; the number of new individuals."""
        case_variables, event_variables = set(self.shape.case_variables), set(self.shape.event_variables)
        if case_variables & {"age", "age_band"}:
            # Both speak of the same thing: an old age beside a new band would contradict it.
            case_variables |= {"age", "age_band"}
        promoted = sorted({"sex", "nationality"} & case_variables)
        promoted += ["majority"] if "age" in case_variables else []
        promoted += ["exploitation_country"] if "exploitation_country" in event_variables else []
        sqlite = self.engine.is_sqlite
        sql.update_cases(sqlite=sqlite, variables=sorted(case_variables), promoted=promoted)
        if event_variables:
            sql.update_events(sqlite=sqlite, variables=sorted(event_variables))
            sql.run(sql.ADD_MISSING_EVENTS, [EventKind.EXPLOITATION.value])
            sql.run(sql.DROP_EMPTY_EVENTS)
        if not self.shape.individual_ref:
            return 0
        sql.run(sql.MOVE_TO_NAMED)
        individuals = sql.run(sql.INSERT_UNNAMED)
        sql.run(sql.MOVE_TO_UNNAMED)
        sql.run(sql.DROP_DESERTED_INDIVIDUALS)
        return individuals
