"""Imports a caseload: one pass over the file that reads, checks and stages it, and one transaction that stores it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from http import HTTPStatus
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from palermo.access.actors import Actor, MaybeActor, SystemActor, audit_name
from palermo.access.gate import require_import, require_register
from palermo.access.models import Account, Organisation
from palermo.access.scanning import scan_upload
from palermo.audit.recording import audited, record
from palermo.cases.actions.store_caseload import store_caseload
from palermo.cases.actions.store_caseload_missions import MissionBook
from palermo.cases.actions.store_caseload_rows import CaseloadRefusedError, CaseloadResult, Problem
from palermo.codebook import Codebook, load_codebook
from palermo.errors import Detail, NotFoundOrNotAllowed, PalermoError
from palermo.exchange.caseload.header import recogniser, resolve_header
from palermo.exchange.caseload.open_table import open_table
from palermo.exchange.caseload.problems import (
    ProblemList,
    default_report_path,
    remove_stale_report,
    write_report,
)
from palermo.exchange.caseload.rows import RowChecker
from palermo.exchange.caseload.table import Table, table_of_dicts
from palermo.exchange.models import ImportRun
from palermo.safe_spreadsheet.errors import UnreadableFileError

#: Reading, checking and staging take about this much of the time, storing the rest.
READING_SHARE = 0.4

#: Told how far the work is, between 0 and 1.
Progress = Callable[[float], None]


class OrganisationNeededError(PalermoError):
    """It must be said whose caseload this is: the organisation named does not exist, or there are several."""

    code = "organisation_needed"
    status = HTTPStatus.BAD_REQUEST
    template = gettext_lazy("Say whose caseload this is.")
    schema = {"organisation": Detail.CODE}


@dataclass(frozen=True, slots=True)
class Options:
    """How a caseload is to be taken. ``organisation`` is a code; "" for the only one there is. ``with_identity``: its
    columns that identify the person go into the vault; else a file with such columns is refused."""

    dry_run: bool = False
    ignore_extra: bool = False
    update: bool = False
    fictional: bool = False
    organisation: str = ""
    with_identity: bool = False


@dataclass(frozen=True, slots=True)
class ImportOutcome:
    """What became of a caseload: ``result`` when it was taken; else ``problems``, and ``report`` where they lie."""

    result: CaseloadResult | None
    problems: ProblemList
    report: Path | None = None
    notes: tuple[str, ...] = ()
    ignored_columns: tuple[str, ...] = ()

    @property
    def is_stored(self) -> bool:
        return self.result is not None and not self.result.dry_run


def import_caseload(
    path: Path,
    *,
    actor: MaybeActor,
    options: Options | None = None,
    report_path: Path | None = None,
    progress: Progress | None = None,
) -> ImportOutcome:
    """Import a CSV or .xlsx file. With any problem nothing is stored and the report is written (default: beside it).

    A file that is refused is on record. Raises UnreadableFileError for one that cannot be read at all, HarmfulFile and
    ScannerFailed for what the scanner says, CaseloadBusyError when somebody else was in the
    way, OrganisationNeededError, and NotFoundOrNotAllowed when ``actor`` may not import.
    """
    run = _Import(require_import(actor), options or Options(), path.name, progress or _ignore)
    try:
        if path.is_file():
            scan_upload(path, actor=run.actor, way="caseload")
        with open_table(path, settings.HOME.scratch, recogniser(run.codebook), run.cell_problem) as (
            table,
            sha256,
        ):
            outcome = run.take(table, sha256)
    except UnreadableFileError:
        run.note_refusal("unreadable")
        raise
    if outcome.problems.count:
        run.note_refusal("problems", outcome.problems.count)
    report = report_path or default_report_path(path)
    if outcome.problems.count:
        write_report(outcome.problems, report)
        return run.outcome(None, table, report)
    if report_path is None:
        remove_stale_report(report)
    return outcome


def import_rows(
    rows: Iterable[Mapping[str, str]],
    *,
    actor: MaybeActor,
    source_name: str,
    options: Options | None = None,
    progress: Progress | None = None,
) -> ImportOutcome:
    """Import rows that a program made, ``{column: text}``, through the same checks; row numbers start at 2.

    Nobody is there to read a report: look at ``problems``. Raises as ``import_caseload``.
    """
    run = _Import(require_import(actor), options or Options(), source_name, progress or _ignore)
    return run.take(table_of_dicts(rows), bytes)


def _ignore(_fraction: float) -> None:
    pass


@dataclass(slots=True)
class _Import:
    """One run: what its steps share."""

    actor: Actor
    options: Options
    source_name: str
    progress: Progress
    codebook: Codebook = field(default_factory=load_codebook)
    problems: ProblemList = field(default_factory=ProblemList)
    header: list[str] = field(default_factory=list)
    ignored: tuple[str, ...] = ()
    #: Columns whose cells are never repeated.
    hidden: frozenset[int] = frozenset()

    def take(self, table: Table, sha256: Callable[[], bytes]) -> ImportOutcome:
        self.header = table.header
        options = self.options
        layout = resolve_header(
            table.header,
            table.header_row,
            self.codebook,
            self.problems,
            ignore_extra=options.ignore_extra,
            with_identity=options.with_identity,
        )
        if layout is None or self.problems.count:
            return self.outcome(None, table)
        self.ignored = layout.ignored
        self.hidden = frozenset(layout.identity.values())
        missions = MissionBook(
            self.codebook, _organisation(options.organisation), may_create=_may_create_missions(self.actor)
        )
        checker = RowChecker(layout, self.codebook, missions, self.problems, date.today())
        try:
            result = store_caseload(
                checker.check(table),
                actor=self.actor,
                missions=missions,
                shape=checker.shape,
                problems=self.problems,
                update=options.update,
                fictional=options.fictional,
                dry_run=options.dry_run,
                on_stored=partial(self._record, sha256),
                staged=lambda _count: self.progress(READING_SHARE * table.fraction()),
                progress=lambda done: self.progress(READING_SHARE + (1 - READING_SHARE) * done),
            )
        except CaseloadRefusedError:
            return self.outcome(None, table)
        return self.outcome(result, table)

    def outcome(
        self, result: CaseloadResult | None, table: Table, report: Path | None = None
    ) -> ImportOutcome:
        return ImportOutcome(result, self.problems, report, tuple(table.notes), self.ignored)

    def cell_problem(self, row: int, position: int, value: str, expected: str) -> None:
        """Take a problem from a reader, which knows positions and not names."""
        name = self.header[position] if 0 <= position < len(self.header) else ""
        self.problems.add(Problem(row, name, "" if position in self.hidden else value, expected))

    def note_refusal(self, reason: str, problems: int = 0) -> None:
        """That a file was not taken, and why; nothing of what is in it."""
        with audited():
            record(
                "caseload.refused",
                actor=audit_name(self.actor),
                object_kind="upload",
                object_id="",
                reason=reason,
                problems=problems,
            )

    def _record(self, sha256: Callable[[], bytes], result: CaseloadResult) -> None:
        """Keep who brought this in, in the same transaction; a repetition or a dry run changes nothing."""
        if self.options.dry_run or not result.changes_anything:
            return
        actor = self.actor
        fingerprint = sha256()
        run = ImportRun.objects.create(
            file_name=self.source_name[-255:],
            sha256=fingerprint,
            rows=result.rows,
            created=result.created,
            unchanged=result.unchanged,
            updated=result.updated,
            individuals_created=result.individuals_created,
            missions_created=list(result.missions_created),
            account=actor if isinstance(actor, Account) else None,
            actor_name=actor.name if isinstance(actor, SystemActor) else actor.display_name,
        )
        record(
            "caseload.imported",
            actor=audit_name(actor),
            object_kind="caseload",
            object_id=str(run.pk),
            count=result.rows,
            created=result.created,
            updated=result.updated,
            # Rows that a program made have no file and so no fingerprint: zeros stand for it.
            file=fingerprint.hex() or "0" * 64,
        )


def _organisation(code: str) -> Organisation | None:
    """The importing organisation; None where there is none yet. Raises OrganisationNeededError."""
    if code:
        named = Organisation.objects.filter(code=code).first()
        if named is None:
            raise OrganisationNeededError(
                _("There is no organisation with the code %(code)s.") % {"code": code}, organisation=code
            )
        return named
    several = list(Organisation.objects.order_by("code")[:20])
    if len(several) > 1:
        # Partners with which cases are shared have no missions, and bring no caseloads in.
        several = (
            list(Organisation.objects.filter(missions__isnull=False).distinct().order_by("code")[:20])
            or several
        )
    if len(several) > 1:
        codes = ", ".join(organisation.code for organisation in several)
        raise OrganisationNeededError(
            _("Say whose caseload this is with --organisation: one of %(codes)s.") % {"codes": codes}
        )
    return several[0] if several else None


def _may_create_missions(actor: Actor) -> bool:
    try:
        require_register(actor)
    except NotFoundOrNotAllowed:
        return False
    return True
