"""``palermo audit``: is the record of every act whole? Exit status 0: whole, 1: broken, 2: cannot be read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import click
from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from palermo.audit.actions.export_entries import export_entries
from palermo.audit.actions.resume_chain import resume_chain
from palermo.audit.anchors import Anchor, Notes, anchors_path
from palermo.audit.models import AuditEntry, moment
from palermo.audit.sources.exported import ExportSource
from palermo.audit.sources.opening import file_source, live_source
from palermo.audit.verification import Verdict, last_moment, verify
from palermo.audit.walls import missing_walls
from palermo.vault.chain import LINK_BYTES, chain_keys

ACTOR = "system:command line"
EXISTING = click.Path(path_type=Path, exists=True, dir_okay=False)


class HeadType(click.ParamType[Anchor]):
    """A head as ``palermo audit head`` prints it: number, colon, 64 hexadecimal digits."""

    name = "NUMBER:HASH"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Anchor:
        number, _colon, digits = str(value).strip().partition(":")
        try:
            anchor = Anchor(int(number), bytes.fromhex(digits), 0)
        except ValueError:
            anchor = Anchor(0, b"", 0)
        if anchor.sequence < 1 or len(anchor.hash) != LINK_BYTES:
            self.fail(_("expected a number, a colon and 64 hexadecimal digits"), param, ctx)
        return anchor


@click.group(name="audit")
def command() -> None:
    """The record of every act, and whether it is whole."""


@command.command(name="verify")
@click.option("--file", "path", type=EXISTING, help="A copy of a SQLite database, or an exported file.")
@click.option("--anchors", type=EXISTING, help="Notes to compare with (default: those of this instance).")
@click.option("--head", "heads", type=HeadType(), multiple=True, help="A head that was written down earlier.")
@click.option(
    "--resumed", type=int, multiple=True, help="An entry where the chain was resumed, and you know why."
)
@click.pass_context
def verify_command(
    ctx: click.Context,
    path: Path | None,
    anchors: Path | None,
    heads: tuple[Anchor, ...],
    resumed: tuple[int, ...],
) -> None:
    """Check every entry; name the first that was changed, removed, inserted or moved."""
    notes = Notes.now(anchors or anchors_path(settings.HOME))
    if path is None and not heads and not notes.size and not AuditEntry.objects.exists():
        click.echo(_("Nothing has been recorded yet."))
        return
    keys = chain_keys(settings.HOME)
    if path is not None:
        with file_source(path, keys) as copy:
            is_part = isinstance(copy, ExportSource)
            verdict = verify(
                copy, keys, notes=notes, heads=heads, resumed=resumed, is_copy=True, is_part=is_part
            )
    else:
        with live_source(keys) as live:
            verdict = verify(live, keys, notes=notes, heads=heads, resumed=resumed)
    _say(verdict)
    if path is None and missing_walls(connection):
        click.echo(_("The database's own walls around the audit are down: %(names)s.")
                   % {"names": ", ".join(missing_walls(connection))})  # fmt: skip
    ctx.exit(0 if verdict.is_whole else 1)


def _say(verdict: Verdict) -> None:
    if verdict.fault is not None:
        click.echo(_("BROKEN: %(what)s") % {"what": verdict.fault.sentence})
    words = ngettext("%(count)s entry holds", "%(count)s entries hold", verdict.entries)
    line = words % {"count": f"{verdict.entries:,}"}
    if verdict.entries:
        line += f": {verdict.first} - {verdict.last} ({last_moment(verdict)})"
        line += f"\n{verdict.last}:{verdict.last_hash.hex()}"
    click.echo(line)
    for remark in verdict.remarks:
        click.echo(remark)


@command.command()
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="A new file.")
@click.option("--from", "since", type=click.DateTime(["%Y-%m-%d"]), help="First day (UTC).")
@click.option("--to", "until", type=click.DateTime(["%Y-%m-%d"]), help="Last day (UTC).")
def export(out: Path, since: datetime | None, until: datetime | None) -> None:
    """Write the entries, or those of a period, into a sealed file. It is on record that this was done."""
    exported = export_entries(out, actor=ACTOR, since=_utc(since), until=_utc(until, days=1))
    count = exported.last - exported.first + 1
    click.echo(
        ngettext("%(count)s entry written to %(file)s", "%(count)s entries written to %(file)s", count)
        % {"count": f"{count:,}", "file": out}
    )
    click.echo(_("Keep this head apart from the machine: %(head)s") % {"head": _printed(exported.head)})


@command.command()
def head() -> None:
    """Print number, hash and date of the newest entry, to be written down or sent elsewhere."""
    chain_keys(settings.HOME)
    entry = AuditEntry.objects.order_by("-sequence").first()
    if entry is None:
        click.echo(_("Nothing has been recorded yet."))
        return
    click.echo(_printed(Anchor(entry.sequence, bytes(entry.hash), entry.at)))
    click.echo(f"{moment(entry.at):%Y-%m-%d %H:%M:%S} UTC")


@command.command()
@click.confirmation_option(prompt="Keep a copy of the database as evidence first. Resume the broken audit?")
def resume() -> None:
    """Let work go on after the end of the audit was found broken, or after a backup was restored. On record."""
    fault = resume_chain(actor=ACTOR)
    click.echo(fault.sentence)
    click.echo(_("The chain was resumed; every verification will say so. Write down why."))


def _printed(anchor: Anchor) -> str:
    return f"{anchor.sequence}:{anchor.hash.hex()}"


def _utc(day: datetime | None, *, days: int = 0) -> datetime | None:
    return None if day is None else day.replace(tzinfo=UTC) + timedelta(days=days)
