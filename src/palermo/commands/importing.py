"""``palermo import ...``: bring records in from files."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from palermo.access.actors import SystemActor
from palermo.cases.actions.store_caseload_rows import CaseloadResult
from palermo.exchange.actions.import_caseload import ImportOutcome, Options, import_caseload

#: Problems shown in the terminal; all of them are in the report.
SHOWN = 10
#: A bar for what is over in a moment only flickers.
PATIENCE_SECONDS = 1.0
HAS_ERRORS = 1

COMMAND_LINE = SystemActor("command line")


@click.group(name="import")
def command() -> None:
    """Bring records in from files."""


@command.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Check everything and say what would be done; store nothing.")
@click.option("--update", is_flag=True, help="Correct cases that are stored with other values.")
@click.option("--ignore-extra", is_flag=True, help="Leave out columns that the codebook does not know.")
@click.option(
    "--organisation", default="", metavar="CODE", help="Whose caseload it is, if there are several."
)
@click.option(
    "--report", type=click.Path(path_type=Path, dir_okay=False), help="Where to write what is wrong."
)
@click.option(
    "--extract/--no-extract", default=True, show_default=True, help="Renew the statistics afterwards."
)
@click.option(
    "--with-identity",
    is_flag=True,
    help="Take columns that identify people, into the vault. Without it such columns are refused.",
)
@click.option("--fictional", is_flag=True, help="Mark the cases as made up, for training and demonstrations.")
def caseload(
    file: Path,
    dry_run: bool,
    update: bool,
    ignore_extra: bool,
    organisation: str,
    report: Path | None,
    extract: bool,
    with_identity: bool,
    fictional: bool,
) -> None:
    """Import FILE, a CSV file or .xlsx workbook with one row per instance of assistance.

    All rows are stored or none. The same file a second time changes nothing. Every cell that cannot be taken is
    listed, with row, column, value and what was expected, in FILE.errors.csv.

    \b
    Columns, in any order:
      mission          country (name or ISO code) or code of a mission; required
      case_ref         the mission's own reference, once per mission; required
      registered_on    2011, 2011-05 or 2011-05-17; required
      individual_ref   the same reference is the same person, in every mission
      sex, age or age_band, nationality, exploitation_country, exploitation_type,
      trafficking_type, and any other variable of the codebook by its name
      (palermo codebook lists them)

    \b
    Several values in a cell are separated by |. An empty cell means that nobody
    asked; write unknown or refused where that was the answer. NA is Namibia.

    \b
    Example:
      mission,case_ref,individual_ref,registered_on,sex,age,nationality,exploitation_type
      Ukraine,KV-0001,P-17,2011-05,female,24,UKR,sexual_exploitation
      MDA,0047,P-17,2011-09-30,female,24,Ukraine,forced_labour|servitude

    \b
    With --with-identity also: full_name or first_name, middle_name, family_name;
    other_names (several with |), birth_date, identity_number, document_number,
    mobile_phone, home_phone, email, safe_contact, address_street, address_city,
    address_state, address_postal_code, address_country. They go into the vault
    and into no report. Who has an identity there keeps it; with --update the
    file's takes its place.

    \b
    References are kept: case_ref as it is, individual_ref only as a keyed token.
    Neither should hold a name.

    \b
    Exit status: 0 taken, 1 the file has errors, 2 it cannot be read.
    """
    options = Options(
        dry_run=dry_run,
        ignore_extra=ignore_extra,
        update=update,
        fictional=fictional,
        organisation=organisation,
        with_identity=with_identity,
    )
    with _progress_bar(_("Checking and storing")) as progress:
        outcome = import_caseload(
            file, actor=COMMAND_LINE, options=options, report_path=report, progress=progress
        )
    for note in outcome.notes:
        click.echo(note)
    if outcome.ignored_columns:
        click.echo(_("Columns left out: %(columns)s.") % {"columns": ", ".join(outcome.ignored_columns)})
    if outcome.result is None:
        _show_problems(outcome)
        sys.exit(HAS_ERRORS)
    for sentence in summary(outcome.result):
        click.echo(sentence)
    if outcome.is_stored and extract:
        _refresh_statistics()


def _refresh_statistics() -> None:
    # Even when nothing changed: an earlier import may have been cut short between storing and counting.
    from palermo.statistics.actions.build_extract import build_extract

    build_extract(actor=COMMAND_LINE)


def summary(result: CaseloadResult) -> list[str]:
    """What was done, or would be, in sentences."""
    rows = _counted(ngettext("%(count)s row read.", "%(count)s rows read.", result.rows), result.rows)
    sentences = [rows]
    if result.dry_run:
        sentences.append(_("This was a dry run: nothing was stored. Without --dry-run:"))
    sentences += [
        _counted(ngettext("%(count)s new case", "%(count)s new cases", result.created), result.created),
        _counted(
            ngettext("%(count)s case unchanged", "%(count)s cases unchanged", result.unchanged),
            result.unchanged,
        ),
    ]
    if result.updated:
        sentences.append(
            _counted(
                ngettext("%(count)s case corrected", "%(count)s cases corrected", result.updated),
                result.updated,
            )
        )
    sentences.append(
        _counted(
            ngettext("%(count)s new individual", "%(count)s new individuals", result.individuals_created),
            result.individuals_created,
        )
    )
    if result.identities:
        words = ngettext(
            "%(count)s identity in the vault", "%(count)s identities in the vault", result.identities
        )
        sentences.append(_counted(words, result.identities))
    if result.identities_kept:
        words = ngettext(
            "%(count)s person had an identity, which was kept; --update replaces it",
            "%(count)s people had an identity, which was kept; --update replaces it",
            result.identities_kept,
        )
        sentences.append(_counted(words, result.identities_kept))
    if result.missions_created:
        number = len(result.missions_created)
        missions = _counted(ngettext("%(count)s new mission", "%(count)s new missions", number), number)
        sentences.append(f"{missions}: {', '.join(result.missions_created)}")
    return sentences


def _counted(sentence: str, number: int) -> str:
    return sentence % {"count": number_format(number, force_grouping=True)}


def _show_problems(outcome: ImportOutcome) -> None:
    problems = outcome.problems
    for problem in problems.sorted()[:SHOWN]:
        click.echo(
            _("Row %(row)s, %(column)s: “%(value)s”. Expected: %(expected)s")
            % {
                "row": number_format(problem.row, force_grouping=True),
                "column": problem.column or "-",
                "value": problem.value,
                "expected": problem.expected,
            },
            err=True,
        )
    more = problems.count - SHOWN
    if more > 0:
        click.echo(_counted(ngettext("… and %(count)s more.", "… and %(count)s more.", more), more), err=True)
    total = _counted(
        ngettext(
            "%(count)s problem found; nothing was stored.",
            "%(count)s problems found; nothing was stored.",
            problems.count,
        ),
        problems.count,
    )
    click.echo(total, err=True)
    click.echo(_("The report is in %(path)s") % {"path": outcome.report}, err=True)


class _Bar:
    """A progress bar that appears when the work turns out to be long."""

    def __init__(self, bar: Progress, title: str) -> None:
        self._bar = bar
        self._task = bar.add_task(title, total=1.0)
        self._begun = time.monotonic()
        self._shown = False

    def __call__(self, fraction: float) -> None:
        if not self._shown:
            if time.monotonic() - self._begun < PATIENCE_SECONDS:
                return
            self._bar.start()
            self._shown = True
        self._bar.update(self._task, completed=fraction)


@contextmanager
def _progress_bar(title: str) -> Iterator[_Bar | None]:
    """A bar on the standard error stream; none when that is no terminal."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield None
        return
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TimeRemainingColumn(),
        console=console,
        transient=True,
    )
    try:
        yield _Bar(bar, title)
    finally:
        bar.stop()
