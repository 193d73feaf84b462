"""``palermo organisation``: the bodies whose missions and officers work here."""

from __future__ import annotations

import click
from django.utils.translation import gettext as _

from palermo.access.actions.create_organisation import create_organisation
from palermo.access.actors import SystemActor
from palermo.access.models import Organisation, OrganisationKind

COMMAND_LINE = SystemActor("command line")


@click.group(name="organisation")
def command() -> None:
    """Organisations: list, make."""


@command.command(name="list")
def list_organisations() -> None:
    """Code, kind, country, name."""
    for body in Organisation.objects.order_by("code"):
        click.echo(f"{body.code}\t{body.kind}\t{body.country or '-'}\t{body.name}")


@command.command()
@click.argument("code")
@click.option("--name", required=True)
@click.option(
    "--kind",
    required=True,
    type=click.Choice(OrganisationKind.values),
    help="Decides what may ever be shared with it: government, police and donor never see privileged notes.",
)
@click.option(
    "--country", default="", help="A code of the codebook's country list; none for a body of no one country."
)
def create(code: str, name: str, kind: str, country: str) -> None:
    """Register the organisation CODE."""
    made = create_organisation(actor=COMMAND_LINE, code=code, name=name, kind=kind, country=country)
    click.echo(_("%(code)s was registered.") % {"code": made.code})
