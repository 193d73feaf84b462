"""``palermo keys``: make, look after, change and recover the keys that protect people's identities."""

from __future__ import annotations

from pathlib import Path
from typing import IO

import click
from django.utils.translation import gettext as _

from palermo.access.actors import SystemActor
from palermo.vault.certificate import Certificate, public_key
from palermo.vault.copies import copy_keystore, forget_copy, restore_keystore
from palermo.vault.derive import new_key
from palermo.vault.erasure import destroy_many, erase_again, unfinished
from palermo.vault.master.local import encode
from palermo.vault.opened import Progress, vault
from palermo.vault.recovery import export_recovery, open_recovery, restore_master
from palermo.vault.rotate_master import rotate_master
from palermo.vault.rotate_mission import missions, rotate_mission, unfinished_missions
from palermo.vault.setting_up import set_up_keys
from palermo.vault.status import Status, status


def what_losing_means() -> str:
    """Said before there is a key to lose."""
    return _(
        "Names, contacts, stories and attachments will be readable with these keys only.\n"
        "\n"
        "Two things are needed together, and nobody can replace them:\n"
        "  1. the master key (a file in the home folder, PALERMO_MASTER_KEY, or your key service);\n"
        "  2. the key store (keys/keystore.sqlite3 in the home folder).\n"
        "\n"
        "If the master key is lost without a recovery code, or the key store without its copy, every identity is\n"
        "lost for ever. Backups of the database do not help. We cannot help either. Counts stay readable.\n"
        "If both fall into wrong hands together with a backup of the database, everybody in it can be found.\n"
        "\n"
        "So, before the first person is registered:\n"
        "  - run 'palermo keys export-recovery', print the code, and let two people keep code and passphrase apart;\n"
        "  - run 'palermo keys copy' to a place outside this machine, again after every erasure. Keep no older copy.\n"
        "  - never put the keys folder into the same backup as the database."
    )


@click.group(name="keys")
def command() -> None:
    """Keys that protect identities: make, look at, rotate, recover."""


@command.command()
@click.option("--yes", is_flag=True, help="You have read what losing the key means; do not ask.")
def init(yes: bool) -> None:
    """Make the master key and the key store, after saying what losing them means."""
    before = status(vault())
    if not before.master:
        click.echo(what_losing_means())
        click.echo()
        if not yes:
            click.confirm(
                _("Have you understood this, and will you store a recovery code today?"), abort=True
            )
    made = set_up_keys(vault(), may_create=True)
    click.echo(
        _("The keys are ready.")
        if made or not before.master
        else _("There are keys already; nothing changed.")
    )
    if not status(vault()).has_recovery:
        click.secho(_("Next: palermo keys export-recovery"), bold=True)


@command.command(name="status")
def show_status() -> None:
    """What there is, what is unfinished, what you should do."""
    found = status(vault())
    click.echo(f"{_('master key')}\t{found.master or '-'} ({found.provider or _('not at hand')})")
    click.echo(f"{_('missions with a key')}\t{len(found.missions)}")
    click.echo(f"{_('individuals with a key')}\t{found.individuals}")
    click.echo(f"{_('erased')}\t{found.erased}")
    if found.master and found.is_at_hand:
        click.echo(f"{_('certificates are verified with')}\t{public_key(vault())}")
    for copy in found.copies:
        click.echo(f"{_('copy')}\t{copy.path} ({copy.made_at})")
    for advice in what_to_do(found):
        click.secho(f"! {advice}", fg="yellow")


def what_to_do(found: Status) -> list[str]:
    """Every step that somebody should take, most urgent first."""
    steps: list[str] = []
    if not found.master:
        return [_("There are no keys yet: palermo keys init")]
    if not found.is_at_hand:
        steps.append(_("The master key is missing. Put it back, or: palermo keys restore"))
    if found.unfinished_erasures:
        steps.append(_("An erasure was interrupted: palermo keys finish"))
    if found.is_rotating:
        steps.append(_("A rotation of the master key was interrupted: palermo keys rotate"))
    steps += [
        _("A rotation was interrupted: palermo keys rotate --mission %(mission)s") % {"mission": mission}
        for mission in found.unfinished_missions
    ]
    if not found.has_recovery and found.provider != "kms":
        steps.append(_("There is no recovery code of this master key: palermo keys export-recovery"))
    if not found.copies:
        steps.append(_("There is no copy of the key store: palermo keys copy PATH"))
    steps += [
        _("The copy %(path)s still holds keys that were destroyed since: palermo keys copy %(path)s")
        % {"path": copy.path}
        for copy in found.copies
        if copy.missing
    ]
    return steps


@command.command()
@click.option("--mission", "mission", help="Rotate this mission's key and not the master key.")
@click.option("--all-missions", is_flag=True, help="Rotate the key of every mission.")
def rotate(mission: str | None, all_missions: bool) -> None:
    """Put new keys in the place of old ones. May be interrupted; call it again to go on.

    Without options: the master key. Afterwards older copies of the key store and older recovery codes are worthless.
    """
    if mission or all_missions:
        for name in missions(vault()) if all_missions else [str(mission)]:
            rotate_mission(vault(), name, _counter(name))
            click.echo(_("%(mission)s has a new key.") % {"mission": name})
        return
    named = rotate_master(vault(), _counter(_("master key")))
    click.echo(_("The master key is now %(id)s.") % {"id": named})
    click.secho(
        _("Recovery codes from before open nothing any more. Next: palermo keys export-recovery"), bold=True
    )


@command.command()
def finish() -> None:
    """Finish whatever was interrupted: erasures and rotations."""
    left = unfinished(vault())
    if left:
        destroy_many(vault(), left, reason="erasure_request")
    for mission in unfinished_missions(vault()):
        rotate_mission(vault(), mission, _counter(mission))
    if status(vault()).is_rotating:
        rotate_master(vault(), _counter(_("master key")))
    click.echo(_("Nothing is left unfinished."))


passphrase_file = click.option(
    "--passphrase-file",
    type=click.File(),
    help="Read the passphrase from here; otherwise it is asked for. Never an argument: those can be seen by others.",
)


@command.command(name="export-recovery")
@passphrase_file
def recovery(passphrase_file: IO[str] | None) -> None:
    """Print the recovery code of the master key, sealed with a passphrase."""
    code = export_recovery(vault(), _passphrase(passphrase_file, is_new=True))
    click.echo(_("Recovery code of the master key %(id)s:") % {"id": status(vault()).master})
    click.echo()
    click.echo(code)
    click.echo()
    click.echo(
        _(
            "Print it; do not keep it in a file, a mail or a photograph. It opens nothing without the passphrase:\n"
            "let another person keep that, elsewhere. Destroy the codes of earlier master keys."
        )
    )


@command.command()
@click.option("--code-file", type=click.File(), help="Read the code from here ('-' for standard input).")
@passphrase_file
@click.option("--keystore", type=click.Path(path_type=Path, exists=True), help="Also put back this copy.")
@click.option(
    "--certificates", type=click.File(), help="Certificates of erasure, one a line, to be applied again."
)
def restore(
    code_file: IO[str] | None,
    passphrase_file: IO[str] | None,
    keystore: Path | None,
    certificates: IO[str] | None,
) -> None:
    """Put back a lost master key from its recovery code, and a lost key store from its copy."""
    code = code_file.read() if code_file else _typed_code()
    secret = open_recovery(code, _passphrase(passphrase_file, is_new=False))
    if keystore:
        restore_keystore(vault(), keystore)
    named = restore_master(vault(), secret)
    click.echo(_("The master key %(id)s is back.") % {"id": named})
    if keystore:
        earlier = [Certificate.from_json(line) for line in certificates or () if line.strip()]
        back = erase_again(vault(), earlier)
        click.echo(_("The key store is back; %(count)d erasures were applied again.") % {"count": back})
        if not earlier:
            click.secho(
                _(
                    "Whoever was erased after this copy can be read again. Give --certificates, or erase them again."
                ),
                fg="red",
            )


@command.command(name="copy")
@click.argument("path", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--destroyed", is_flag=True, help="The copy at PATH no longer exists: forget it.")
def copy_command(path: Path, destroyed: bool) -> None:
    """Write the one copy of the key store to PATH, in the place of the former one."""
    if destroyed:
        forget_copy(vault(), path)
        click.echo(_("The copy is no longer on the list."))
        return
    copy_keystore(vault(), path)
    click.echo(_("Copied. Keep no older copy: it would bring erased people back."))


@command.command(name="sealing")
def sealing() -> None:
    """Make a new key to which devices seal finished interviews. What was sealed to earlier ones still opens."""
    # Loaded here and not above: the other commands must work before the database does.
    from palermo.interviews.actions.make_sealing_key import make_sealing_key

    key = make_sealing_key(actor=SystemActor("command line"))
    click.echo(_("Devices seal to the key %(id)s at their next contact.") % {"id": key.kid})


@command.command()
def new() -> None:
    """Print a new random key for PALERMO_MASTER_KEY."""
    click.echo(encode(new_key()))


def _typed_code() -> str:
    click.echo(_("Type the recovery code line by line; an empty line ends it."))
    lines: list[str] = []
    while True:
        line = str(click.prompt("", prompt_suffix="> ", default="", show_default=False))
        if not line:
            return "\n".join(lines)
        lines.append(line)


def _passphrase(source: IO[str] | None, *, is_new: bool) -> str:
    if source is not None:
        return source.read()
    return str(click.prompt(_("Passphrase"), hide_input=True, confirmation_prompt=is_new))


def _counter(what: str) -> Progress:
    def show(done: int, total: int) -> None:
        if done == total or done % 1000 == 0:
            click.echo(f"{what}: {done}/{total}", err=True)

    return show
