"""``palermo passwords``: what new passwords are held against."""

from __future__ import annotations

from pathlib import Path

import click
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from palermo.commands.progress import counting
from palermo.vault.breached import build_breached, digest_lines, number_breached


@click.group(name="passwords")
def command() -> None:
    """Passwords that nobody may choose."""


@command.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--at-least",
    default=1,
    show_default=True,
    metavar="N",
    help="Leave out what was seen fewer than N times.",
)
@click.option("--plain", is_flag=True, help="FILE has the passwords themselves, one a line.")
def breached(file: Path, at_least: int, plain: bool) -> None:
    """Refuse the passwords of FILE from now on, a list of passwords that other services have lost.

    FILE has one SHA-1 digest a line, with or without a count (DIGEST:COUNT), in any order: the form of the lists of
    Have I Been Pwned, which whoever runs the instance gets on another machine. Nothing is sent anywhere. A list that is
    in place is replaced; FILE is not needed afterwards.
    """
    with file.open("rb") as stream, counting("Reading digests") as tell:
        lines = digest_lines(stream) if plain else stream
        number = build_breached(settings.HOME, lines, at_least=at_least, tell=tell)
    click.echo(
        ngettext(
            "%(count)s password is refused from now on.",
            "%(count)s passwords are refused from now on.",
            number,
        )
        % {"count": f"{number:,}"}
    )


@command.command()
def status() -> None:
    """Whether there is such a list."""
    number = number_breached(settings.HOME)
    if number is None:
        click.echo(_("There is no list of breached passwords: palermo passwords breached FILE."))
    else:
        click.echo(_("Breached passwords that are refused: %(count)s.") % {"count": f"{number:,}"})
