"""``palermo account``: the people who sign in."""

from __future__ import annotations

import click
from django.utils.translation import gettext as _

from palermo.access.actions.checks import NotAcceptedError
from palermo.access.actions.create_account import create_account
from palermo.access.actors import SystemActor
from palermo.access.models import Account, Mission, Role


@click.group(name="account")
def command() -> None:
    """Accounts of the people who sign in."""


@command.command()
@click.argument("email")
@click.option("--name", required=True, help="Name shown to colleagues.")
@click.option("--role", required=True, type=click.Choice(Role.values))
@click.option("--mission", help="Mission's code; needed for caseworkers and supervisors.")
@click.password_option(help="Asked for when not given.")
def create(email: str, name: str, role: str, mission: str | None, password: str) -> None:
    """Make an account."""
    place = Mission.objects.filter(code=mission).first() if mission else None
    if mission and place is None:
        raise NotAcceptedError(
            _("There is no mission with the code %(code)s.") % {"code": mission}, field="mission"
        )
    account = create_account(
        actor=SystemActor("command line"),
        email=email,
        display_name=name,
        role=role,
        mission=place,
        password=password,
    )
    click.echo(_("%(email)s may sign in.") % {"email": account.email})


@command.command(name="list")
def list_accounts() -> None:
    """Who may sign in, with which role."""
    for account in Account.objects.select_related("mission").order_by("email"):
        state = "" if account.is_active else f" ({_('switched off')})"
        mission = account.mission.code if account.mission else "-"
        click.echo(f"{account.email}\t{account.role}\t{mission}\t{account.display_name}{state}")
