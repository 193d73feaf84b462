"""``palermo extract``: renew the columnar extract that the statistics read."""

from __future__ import annotations

import click
from django.utils.translation import ngettext

from palermo.access.actors import SystemActor
from palermo.access.models import Account
from palermo.cases.actions.renew_standing_basis import renew_every_standing_basis
from palermo.commands.progress import counting
from palermo.statistics.actions.build_extract import build_extract


@click.command(name="extract")
@click.option(
    "--renew-basis",
    metavar="E-MAIL",
    help="First renew every mission's legal basis for statistics; the data steward with this address answers for it.",
)
def command(renew_basis: str | None) -> None:
    """Take a new snapshot of the coded facts for the statistics (nothing that identifies a person is in it)."""
    if renew_basis is not None:
        steward = Account.objects.filter(email__iexact=renew_basis).first()
        number = renew_every_standing_basis(actor=steward)
        click.echo(
            ngettext(
                "The legal basis of %(count)s mission was renewed for twelve months.",
                "The legal basis of %(count)s missions was renewed for twelve months.",
                number,
            )
            % {"count": f"{number:,}"}
        )
    with counting("Reading cases") as tell:
        extract = build_extract(actor=SystemActor("command line"), progress=tell)
    rows = extract.rows
    click.echo(
        ngettext("Snapshot %(name)s: %(count)s case.", "Snapshot %(name)s: %(count)s cases.", rows)
        % {"name": extract.manifest.snapshot, "count": f"{rows:,}"}
    )
