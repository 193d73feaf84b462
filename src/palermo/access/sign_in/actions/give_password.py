"""Gives an account a new first password, for somebody who forgot it or let the first one run out."""

from __future__ import annotations

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from palermo.access.actions.checks import NotAcceptedError
from palermo.access.actors import MaybeActor, audit_name
from palermo.access.gate import require_register
from palermo.access.models import Account
from palermo.access.sign_in.actions.revoke_sessions import revoke_sessions
from palermo.access.sign_in.first_passwords import end_of_first_password
from palermo.audit.recording import audited, record


def give_password(*, actor: MaybeActor, account: Account, password: str) -> int:
    """How many sessions ended with the old one. Second factors stay; the owner must choose another password at once.

    Whoever asks for it must have been recognised in person or by telephone. Raises NotSignedIn, NotFoundOrNotAllowed,
    NotAcceptedError.
    """
    known = require_register(actor)
    try:
        validate_password(password, user=account)
    except ValidationError as error:
        raise NotAcceptedError(" ".join(error.messages), field="password") from error
    with audited():
        account.set_password(password)
        account.initial_password_until = end_of_first_password(is_demo=account.is_demo)
        account.save(update_fields=["password", "initial_password_until"])
        record(
            "account.password_given",
            actor=audit_name(known),
            object_kind="account",
            object_id=str(account.pk),
        )
        return revoke_sessions(actor=known, account=account)
