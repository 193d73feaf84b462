"""``palermo init``: make or bring up to date everything an instance needs. Safe to run again."""

from __future__ import annotations

import click
from django.conf import settings
from django.core.management import call_command
from django.utils.translation import gettext as _

from palermo.access.actors import SystemActor


def prepare() -> None:
    """Folders, keys, database tables, collected style sheets, the project's forms."""
    settings.HOME.create()
    settings.HOME.secret("token_secret")
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    # Loaded here and not above: the compiler of forms takes longer to load than the rest of this command.
    from palermo.interviews.publishing.base_forms import publish_base_forms

    publish_base_forms(actor=SystemActor("command line"))


@click.command(name="init")
def command() -> None:
    """Create the home folder, its keys and the database, or bring them up to date."""
    prepare()
    click.echo(_("Ready: %(home)s") % {"home": settings.HOME.root})
