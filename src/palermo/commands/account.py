"""``palermo account``: the people who sign in."""

from __future__ import annotations

import click
from django.utils.translation import gettext as _

from palermo.access.actions.checks import NotAcceptedError
from palermo.access.actions.create_account import create_account
from palermo.access.actions.release_reading import release_reading
from palermo.access.actors import SystemActor
from palermo.access.models import Account, Mission, Organisation, Role
from palermo.access.sign_in.actions.close_account import close_account, open_account
from palermo.access.sign_in.actions.give_password import give_password
from palermo.access.sign_in.actions.reset_factors import reset_factors
from palermo.access.sign_in.actions.revoke_sessions import revoke_sessions
from palermo.access.sign_in.first_passwords import random_password
from palermo.access.sign_in.sessions import live_places

#: As the audit names whoever runs the instance.
COMMAND_LINE = SystemActor("command line")


@click.group(name="account")
def command() -> None:
    """Accounts of the people who sign in."""


@command.command()
@click.argument("email")
@click.option("--name", required=True, help="Name shown to colleagues.")
@click.option("--role", required=True, type=click.Choice(Role.values))
@click.option("--mission", help="Mission's code; needed for caseworkers and supervisors.")
@click.option("--organisation", help="Organisation's code; needed for partner officers.")
@click.option("--password", help="Left out: one is made at random and shown, once.")
def create(
    email: str, name: str, role: str, mission: str | None, organisation: str | None, password: str | None
) -> None:
    """Make an account."""
    place = Mission.objects.filter(code=mission).first() if mission else None
    if mission and place is None:
        raise NotAcceptedError(
            _("There is no mission with the code %(code)s.") % {"code": mission}, field="mission"
        )
    body = Organisation.objects.filter(code=organisation).first() if organisation else None
    if organisation and body is None:
        raise NotAcceptedError(
            _("There is no organisation with the code %(code)s.") % {"code": organisation},
            field="organisation",
        )
    account = create_account(
        actor=COMMAND_LINE,
        email=email,
        display_name=name,
        role=role,
        mission=place,
        organisation=body,
        password=(first := password or random_password()),
    )
    click.echo(_("%(email)s may sign in.") % {"email": account.email})
    if not password:
        _show(first)


@command.command(name="list")
def list_accounts() -> None:
    """Who may sign in, with which role."""
    for account in Account.objects.select_related("mission").order_by("email"):
        state = "" if account.is_active else f" ({_('switched off')})"
        mission = account.mission.code if account.mission else "-"
        click.echo(f"{account.email}\t{account.role}\t{mission}\t{account.display_name}{state}")


@command.command()
@click.argument("email")
def release(email: str) -> None:
    """Let an account open identities again that the brake has stopped. Speak with its owner first."""
    account = _account(email)
    was_stopped = account.reading_stopped_at is not None
    release_reading(actor=COMMAND_LINE, account=account)
    words = _("%(email)s can open identities again.") if was_stopped else _("%(email)s was not stopped.")
    click.echo(words % {"email": account.email})


@command.command(name="reset-factors")
@click.argument("email")
@click.confirmation_option(
    prompt="Have you recognised this person, face to face or by telephone on a number you know?"
)
def reset(email: str) -> None:
    """Take every second factor from an account (lost phone) and end its sessions.

    The next sign-in needs the password and sets up a new factor.
    """
    removed = reset_factors(actor=COMMAND_LINE, account=_account(email))
    click.echo(_("%(count)d ways to sign in were removed; all sessions have ended.") % {"count": removed})


@command.command(name="password")
@click.argument("email")
@click.confirmation_option(
    prompt="Have you recognised this person, face to face or by telephone on a number you know?"
)
def give(email: str) -> None:
    """Give an account a new first password, made at random, and end its sessions.

    It is good for two weeks, and for choosing another one behind the second step that the account has.
    """
    given = give_password(actor=COMMAND_LINE, account=_account(email))
    click.echo(_("%(email)s has a new first password, good for 14 days.") % {"email": email})
    _show(given.password)


@command.command()
@click.argument("email")
def deactivate(email: str) -> None:
    """Close an account: it cannot sign in, and its sessions end now."""
    close_account(actor=COMMAND_LINE, account=_account(email))
    click.echo(_("%(email)s may not sign in any more.") % {"email": email})


@command.command()
@click.argument("email")
def activate(email: str) -> None:
    """Open a closed account again."""
    open_account(actor=COMMAND_LINE, account=_account(email))
    click.echo(_("%(email)s may sign in.") % {"email": email})


@command.command()
@click.argument("email")
@click.option("--revoke", is_flag=True, help="End them all.")
def sessions(email: str, revoke: bool) -> None:
    """Where an account is signed in."""
    account = _account(email)
    if revoke:
        ended = revoke_sessions(actor=COMMAND_LINE, account=account)
        click.echo(_("Sessions ended: %(count)d.") % {"count": ended})
        return
    for place in live_places(account):
        click.echo(f"{place.last_seen:%Y-%m-%d %H:%M}\t{place.device.words}\t{place.address}")


def _show(first: str) -> None:
    """A password that was made here is shown once; nobody can see it again."""
    click.echo(_("First password, to be changed at the first sign-in: %(password)s") % {"password": first})


def _account(email: str) -> Account:
    account = Account.objects.filter(email=email.lower()).first()
    if account is None:
        raise NotAcceptedError(_("There is no account with this address."), field="email")
    return account
