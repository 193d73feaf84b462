"""``palermo demo``: the fictional caseload, into this instance or into a file."""

from __future__ import annotations

import csv
from pathlib import Path

import click
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from palermo.access.actors import SystemActor
from palermo.demo import COLUMNS, FICTIONAL_NOTICE, generate
from palermo.demo.actions.load_demo import load_demo
from palermo.statistics.actions.build_extract import build_extract

ACTOR = SystemActor("command line")


@click.command(name="demo")
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), help="Write a CSV file instead of loading it."
)
def command(out: Path | None) -> None:
    """Load a fictional year of casework whose totals equal the tables published for 2011.

    Also makes the demonstration accounts. Refused in production mode and where real cases are stored. The same on
    every run; loading it twice changes nothing.
    """
    click.echo(str(FICTIONAL_NOTICE))
    if out is not None:
        rows = list(generate())
        with out.open("w", encoding="utf-8", newline="") as handle:
            writer = csv.DictWriter(handle, fieldnames=COLUMNS)
            writer.writeheader()
            writer.writerows(rows)
        click.echo(
            ngettext("%(count)s row written to %(file)s", "%(count)s rows written to %(file)s", len(rows))
            % {"count": f"{len(rows):,}", "file": out}
        )
        return
    result = load_demo(actor=ACTOR)
    build_extract(actor=ACTOR)
    if result is not None and result.created:
        click.echo(
            ngettext("%(count)s fictional case loaded.", "%(count)s fictional cases loaded.", result.created)
            % {"count": f"{result.created:,}"}
        )
    else:
        click.echo(_("The fictional caseload is there already."))
