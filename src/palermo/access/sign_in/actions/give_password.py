"""Gives an account a new first password, for somebody who forgot it or let the first one run out."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from palermo.access.actions.checks import NotAcceptedError
from palermo.access.actors import MaybeActor, audit_name
from palermo.access.gate import require_register
from palermo.access.models import Account
from palermo.access.sign_in.actions.revoke_sessions import revoke_sessions
from palermo.access.sign_in.factor_history import lost_its_factors
from palermo.access.sign_in.first_passwords import end_of_first_password, random_password
from palermo.audit.recording import audited, record


@dataclass(frozen=True, slots=True)
class FirstPassword:
    """Shown once. ``ended``: sessions that ended with the old one."""

    password: str = field(repr=False)
    ended: int


def give_password(*, actor: MaybeActor, account: Account) -> FirstPassword:
    """A password made at random, good for two weeks and for one thing: choosing another, behind the second step that
    the account has. So whoever hears it neither knows nor chooses the owner's password.

    Whoever asks for it must have been recognised in person or by telephone. Raises NotSignedIn, NotFoundOrNotAllowed,
    NotAcceptedError for an account whose second step was just taken off: both together would open it.
    """
    known = require_register(actor)
    if lost_its_factors(account):
        raise NotAcceptedError(
            _(
                "The second step of this account was taken off and is not set up again. Its owner has to sign in with "
                "the password they have. Whoever has lost both gets a new account: close this one."
            ),
            field="password",
        )
    first = random_password()
    with audited():
        account.set_password(first)
        account.initial_password_until = end_of_first_password(is_demo=account.is_demo)
        account.save(update_fields=["password", "initial_password_until"])
        record(
            "account.password_given",
            actor=audit_name(known),
            object_kind="account",
            object_id=str(account.pk),
        )
        return FirstPassword(first, revoke_sessions(actor=known, account=account))
