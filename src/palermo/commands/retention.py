"""``palermo retention``: identities that nobody has needed for long."""

from __future__ import annotations

from datetime import timedelta

import click
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from palermo.access.actors import SystemActor
from palermo.cases.actions.erase_outdated import erase_outdated
from palermo.cases.retention import outdated
from palermo.commands.progress import counting
from palermo.errors import UnsafeSettings

ACTOR = SystemActor("retention")
#: Days ahead of which ``due`` speaks as well.
AHEAD = 30


@click.group(name="retention")
def command() -> None:
    """Erase identities that are kept for longer than PALERMO_RETENTION_YEARS says."""


@command.command()
def due() -> None:
    """How many identities are out of date today, and in a month. Nothing is changed."""
    years = _years()
    now = timezone.now()
    today = sum(1 for _person in outdated(ACTOR, years=years, now=now))
    soon = sum(1 for _person in outdated(ACTOR, years=years, now=now + timedelta(days=AHEAD)))
    click.echo(_("Out of date today: %(count)s.") % {"count": f"{today:,}"})
    click.echo(
        _("In %(days)d days, if nobody opens these cases: %(count)s.") % {"days": AHEAD, "count": f"{soon:,}"}
    )


@command.command()
@click.option("--most", default=1000, show_default=True, type=click.IntRange(1), help="At most so many now.")
@click.option("--yes", is_flag=True, help="Do not ask; it cannot be undone. For a daily task.")
def erase(most: int, yes: bool) -> None:
    """Erase the identities that are out of date: closed cases of which nobody has looked at one for the whole period.

    Coded facts stay and count. Run it once a day.
    """
    years = _years()
    if not yes:
        click.confirm(
            _("Names, documents, contacts and pictures of these people will be gone for ever. Go on?"),
            abort=True,
        )
    with counting("Erasing") as tell:
        number = erase_outdated(actor=ACTOR, years=years, most=most, tell=tell)
    click.echo(
        ngettext("%(count)s identity was erased.", "%(count)s identities were erased.", number)
        % {"count": f"{number:,}"}
    )
    if number:
        click.secho(_("Make a new copy of the key store: palermo keys copy PATH"), err=True, bold=True)


def _years() -> int:
    years: int | None = settings.ENVIRONMENT.retention_years
    if years is None:
        raise UnsafeSettings(_("Nothing is kept for a time only: set PALERMO_RETENTION_YEARS first."))
    return years
