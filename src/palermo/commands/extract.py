"""``palermo extract``: renew the columnar extract that the statistics read."""

from __future__ import annotations

import click
from django.utils.translation import ngettext

from palermo.access.actors import SystemActor
from palermo.commands.progress import counting
from palermo.statistics.actions.build_extract import build_extract


@click.command(name="extract")
def command() -> None:
    """Take a new snapshot of the coded facts for the statistics (nothing that identifies a person is in it)."""
    with counting("Reading cases") as tell:
        extract = build_extract(actor=SystemActor("command line"), progress=tell)
    rows = extract.rows
    click.echo(
        ngettext("Snapshot %(name)s: %(count)s case.", "Snapshot %(name)s: %(count)s cases.", rows)
        % {"name": extract.manifest.snapshot, "count": f"{rows:,}"}
    )
