"""The command line, thin: each command reads its options, calls one action or selector and prints the answer."""

from __future__ import annotations

import importlib
import json
import os
import sys
from typing import Any

import click

from palermo.errors import PalermoError

#: Command -> module. Modules are imported when asked for, so that ``palermo --help`` answers at once.
COMMANDS = {
    "account": "palermo.commands.account",
    "audit": "palermo.commands.audit",
    "check": "palermo.commands.check",
    "codebook": "palermo.commands.codebook",
    "demo": "palermo.commands.demo",
    "django": "palermo.commands.django_pass",
    "extract": "palermo.commands.extract",
    "form": "palermo.commands.form",
    "import": "palermo.commands.importing",
    "individual": "palermo.commands.individual",
    "init": "palermo.commands.init",
    "keys": "palermo.commands.keys",
    "mission": "palermo.commands.mission",
    "organisation": "palermo.commands.organisation",
    "passwords": "palermo.commands.passwords",
    "report": "palermo.commands.report",
    "retention": "palermo.commands.retention",
    "serve": "palermo.commands.serve",
}


class LazyGroup(click.Group):
    """A group whose commands are loaded on first use, with Django set up before the first that needs it."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        module = COMMANDS.get(cmd_name)
        if module is None:
            return None
        set_up_django()
        command: Any = importlib.import_module(module).command
        assert isinstance(command, click.Command)  # noqa: S101 - a registry entry without a command is a bug
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command as a part of the system: the database hands out rows to somebody only."""
        set_up_django()
        from palermo.access.actors import SystemActor
        from palermo.access.walls import standing_as

        with standing_as(SystemActor("command line")):
            return super().invoke(ctx)


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="palermo", prog_name="palermo")
def cli() -> None:
    """Casework, statistics and release for people who protect and assist trafficked persons."""


def set_up_django() -> None:
    """Load the settings once. Safe to call again."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "palermo.config.settings")
    import django
    from django.apps import apps

    if not apps.ready:
        django.setup()


def main() -> None:
    """Entry point: an error that a person can act on is shown as a sentence, with exit status 2."""
    try:
        cli.main(prog_name="palermo", standalone_mode=True)
    except PalermoError as error:
        say_error(error)
        sys.exit(2)


def say_error(error: PalermoError) -> None:
    """On the error stream: a sentence, or with ``PALERMO_ERRORS=json`` one line of JSON for programs."""
    if os.environ.get("PALERMO_ERRORS", "").strip().lower() == "json":
        click.echo(json.dumps(error.as_dict(), ensure_ascii=False, default=str), err=True)
    else:
        click.secho(f"palermo: {error.message}", err=True, fg="red" if sys.stderr.isatty() else None)
