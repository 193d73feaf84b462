"""Changes one's own password; every other session ends with the old one."""

from __future__ import annotations

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from palermo.access.actions.checks import NotAcceptedError
from palermo.access.actors import audit_name
from palermo.access.models import Account
from palermo.access.sign_in.actions.own_account import require_own_account
from palermo.access.sign_in.actions.revoke_sessions import revoke_sessions
from palermo.audit.recording import audited, record


def change_password(*, actor: Account, password: str, keep: str | None) -> int:
    """Set ``password``; how many other sessions ended (the one with key ``keep`` stays). Raises NotAcceptedError."""
    account = require_own_account(actor)
    try:
        validate_password(password, user=account)
    except ValidationError as error:
        raise NotAcceptedError(" ".join(error.messages), field="password") from error
    if account.check_password(password):
        raise NotAcceptedError(_("This is the password you have now. Choose another one."), field="password")
    with audited():
        account.set_password(password)
        account.initial_password_until = None
        account.save(update_fields=["password", "initial_password_until"])
        record(
            "account.password_changed",
            actor=audit_name(actor),
            object_kind="account",
            object_id=str(account.pk),
        )
        return revoke_sessions(actor=actor, account=account, keep=keep)
