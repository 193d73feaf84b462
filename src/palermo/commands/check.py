"""``palermo check``: may this instance start with these settings?"""

from __future__ import annotations

import click
from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from palermo.access.models import Account
from palermo.access.walls.checks import wall_problems
from palermo.cases.models import Case
from palermo.config.environment import unsafe_settings
from palermo.errors import UnsafeSettings


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


@click.command(name="check")
def command() -> None:
    """Say what was read from the environment, and refuse what would put people at risk."""
    environment = settings.ENVIRONMENT
    click.echo(f"PALERMO_MODE       {environment.mode}")
    click.echo(f"PALERMO_HOME       {settings.HOME.root}")
    click.echo(f"database           {connection.vendor}")
    click.echo(f"PALERMO_PUBLIC_URL {environment.public_url or '-'}")
    click.echo(f"lock after         {environment.lock_minutes} minutes")
    refuse_unsafe()
    click.echo(_("Nothing speaks against starting."))
