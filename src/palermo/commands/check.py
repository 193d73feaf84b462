"""``palermo check``: may this instance start with these settings?"""

from __future__ import annotations

import click
from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from palermo.access.models import Account, Role
from palermo.access.walls.checks import wall_problems
from palermo.cases.models import Case
from palermo.config.certificate import certificate_problems
from palermo.config.environment import unsafe_settings
from palermo.errors import UnsafeSettings
from palermo.vault.breached import number_breached


def refuse_unsafe() -> None:
    """Raise UnsafeSettings with every reason at once; say nothing when all is well."""
    problems = unsafe_settings(settings.ENVIRONMENT, home_is_shared=settings.HOME.is_shared())
    problems += demonstration_leftovers()
    if settings.PALERMO_MODE == "production":
        problems += wall_problems(connection)
    if problems:
        raise UnsafeSettings(
            "Palermo does not start with these settings:\n"
            + "\n".join(f"  - {problem}" for problem in problems)
        )


def demonstration_leftovers() -> list[str]:
    """Demonstration accounts and fictional cases have no place where real people are assisted."""
    if (
        settings.PALERMO_MODE != "production"
        or "access_account" not in connection.introspection.table_names()
    ):
        return []
    problems = []
    if Account.objects.filter(is_demo=True, is_active=True).exists():
        problems.append("The database has demonstration accounts, whose passwords everybody knows.")
    if Case.unscoped.filter(is_fictional=True).exists():
        problems.append("The database has fictional cases; real and invented people must not be mixed.")
    return problems


def advice() -> list[str]:
    """What would be safer, and is no reason not to start."""
    if settings.PALERMO_MODE != "production":
        return []
    found = []
    if number_breached(settings.HOME) is None:
        found.append(_("There is no list of breached passwords: palermo passwords breached FILE."))
    if not settings.PALERMO_SCANNER:
        found.append(_("Files are not looked at for harm: PALERMO_SCANNER."))
    if settings.ENVIRONMENT.retention_years is None:
        found.append(_("Identities are kept until somebody erases them: PALERMO_RETENTION_YEARS."))
    if not settings.ENVIRONMENT.log_to:
        found.append(_("The log and the audit's heads stay on this machine: PALERMO_LOG_TO."))
    if exempt := [role for role in Role.values if role not in settings.PALERMO_PASSKEY_ROLES]:
        found.append(
            _("These roles sign in without a passkey: %(roles)s (PALERMO_PASSKEY_ROLES).")
            % {"roles": ", ".join(exempt)}
        )
    return found


@click.command(name="check")
@click.option("--no-network", is_flag=True, help="Do not ask the public address for its certificate.")
def command(no_network: bool) -> None:
    """Say what was read from the environment, and refuse what would put people at risk.

    In production this asks the public address of this instance for its certificate, as a browser would.
    """
    environment = settings.ENVIRONMENT
    click.echo(f"PALERMO_MODE       {environment.mode}")
    click.echo(f"PALERMO_HOME       {settings.HOME.root}")
    click.echo(f"database           {connection.vendor}")
    click.echo(f"PALERMO_PUBLIC_URL {environment.public_url or '-'}")
    click.echo(f"lock after         {environment.lock_minutes} minutes")
    for line in advice():
        click.echo(f"  - {line}")
    refuse_unsafe()
    if environment.is_production and not no_network:
        if problems := certificate_problems(environment.public_url):
            raise UnsafeSettings("\n".join(problems))
        click.echo(_("The certificate of the public address is trusted."))
    click.echo(_("Nothing speaks against starting."))
