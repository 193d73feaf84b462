"""Build a new extract from the database and make it the current one."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from django.conf import settings
from django.utils.translation import gettext as _

from palermo.access.actors import Actor, SystemActor, audit_name
from palermo.access.gate import require_statistics
from palermo.access.models import Mission
from palermo.access.opaque import opaque_id
from palermo.access.walls import standing_as
from palermo.audit.recording import audited, record
from palermo.cases.consent.gate import OWN, consenting
from palermo.cases.models import Case, Purpose
from palermo.statistics.errors import NoExtract
from palermo.statistics.extract import store
from palermo.statistics.extract.encoder import TableEncoder
from palermo.statistics.extract.format import Extract, Manifest, MissionEntry, publish, smallest
from palermo.statistics.extract.rows import case_rows

#: How often progress is told, in rows.
TELL_EVERY = 10_000


def build_extract(*, actor: Actor, progress: Callable[[int], None] | None = None) -> Extract:
    """Copy the coded facts of all cases into a new extract; returns it opened.

    One build at a time: a second waits, and takes the first one's result when nothing was registered since. Earlier
    extracts stay readable for whoever has them open; all but the newest few are then removed.
    Only what passes the consent gate is counted: cases whose latest word on statistics is a refusal or a withdrawal
    stay out, and so do those of missions without a live legal basis (docs/decisions/0010).
    Raises NoExtract when there is no case to count.
    """
    require_statistics(actor)
    with store.build_lock():
        current = store.current()
        if current is not None and current.manifest.caseload_version == store.caseload_version():
            return current
        draft = settings.HOME.scratch / f"extract-{opaque_id()}"
        draft.mkdir(mode=0o700, parents=True)
        try:
            # Over all missions, whoever asked: what leaves are counts, and the gate of the tables has been passed.
            with standing_as(SystemActor("extract")):
                manifest = _write(draft, progress)
            # On record before it can be read: a folder cannot be taken back with the transaction.
            with audited():
                record(
                    "extract.built",
                    actor=audit_name(actor),
                    object_kind="extract",
                    object_id=manifest.snapshot,
                    count=manifest.rows,
                )
            extract = publish(draft, store.folder() / manifest.snapshot, manifest)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
        store.make_current(extract)
    return extract


def _write(draft: Path, progress: Callable[[int], None] | None) -> Manifest:
    table = TableEncoder(draft)
    fictional = 0
    # The version is read before the rows: what is registered in between makes the extract look too old, which
    # costs a rebuild, and never too new.
    version = store.caseload_version()
    missions = _MissionCodes()
    gate = consenting(Case.unscoped.all(), Purpose.RESEARCH, OWN)
    left_out = frozenset(gate.kept_back.values_list("pk", flat=True))
    without_basis = gate.unasked.count() if left_out else 0
    with (draft / "individual.keys").open("wb") as keys:
        batch: list[int] = []
        for individual, is_fictional, answers in case_rows(missions, left_out):
            table.add(answers)
            fictional += is_fictional
            batch.append(individual)
            if len(batch) >= TELL_EVERY:
                np.asarray(batch, dtype=np.int64).tofile(keys)
                batch.clear()
                if progress:
                    progress(table.rows)
        np.asarray(batch, dtype=np.int64).tofile(keys)
    if table.rows == 0 and without_basis:
        raise NoExtract(
            _(
                "No mission has a live legal basis for statistics, so there is nothing to count. A data steward renews "
                "it: palermo extract --renew-basis E-MAIL"
            )
        )
    if table.rows == 0:
        raise NoExtract(_("No case is registered yet, so there is nothing to count."))
    individuals = _write_individuals(draft)
    taken = datetime.now(UTC)
    return Manifest(
        snapshot=f"{taken:%Y%m%dT%H%M%SZ}-{opaque_id()[:6]}",
        taken_at=taken.isoformat(timespec="seconds"),
        caseload_version=version,
        rows=table.rows,
        individuals=individuals,
        fictional_rows=fictional,
        missions=_mission_entries(),
        dictionaries=table.finish(),
        withheld=len(left_out),
        without_basis=without_basis,
    )


class _MissionCodes(dict[int, str]):
    """Code of each mission by primary key, read when first met: a mission may be opened while rows are read."""

    def __missing__(self, key: int) -> str:
        code = self[key] = Mission.objects.values_list("code", flat=True).get(pk=key)
        return code


def _mission_entries() -> tuple[MissionEntry, ...]:
    missions = Mission.objects.select_related("organisation").prefetch_related("reporting_statuses")
    return tuple(
        MissionEntry(
            code=mission.code,
            name=mission.name,
            country=mission.country,
            organisation=mission.organisation.name,
            silences={str(status.year): status.reason for status in mission.reporting_statuses.all()},
        )
        for mission in missions.order_by("code")
    )


def _write_individuals(draft: Path) -> int:
    """Number the individuals from 0 and note which cases belong to somebody with several. Returns how many."""
    path = draft / "individual.keys"
    keys = np.fromfile(path, dtype=np.int64)
    path.unlink()
    distinct, numbers = np.unique(keys, return_inverse=True)
    np.save(draft / "individual.npy", numbers.astype(smallest(len(distinct))))
    is_repeated = np.bincount(numbers, minlength=len(distinct)) > 1
    positions = np.flatnonzero(is_repeated[numbers])
    np.save(draft / "repeated.npy", positions.astype(smallest(len(keys) or 1)))
    return len(distinct)
