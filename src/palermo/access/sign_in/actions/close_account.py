"""Closes an account, or opens it again. Accounts are never deleted: the audit names them by number."""

from __future__ import annotations

from palermo.access.actors import MaybeActor, audit_name
from palermo.access.gate import require_register
from palermo.access.models import Account
from palermo.access.sign_in.actions.revoke_sessions import revoke_sessions
from palermo.audit.recording import audited, record


def close_account(*, actor: MaybeActor, account: Account) -> int:
    """How many sessions ended with it. Raises NotSignedIn, NotFoundOrNotAllowed."""
    return _set(actor, account, is_open=False)


def open_account(*, actor: MaybeActor, account: Account) -> None:
    """Let it sign in again, with the factors that it had. Raises NotSignedIn, NotFoundOrNotAllowed."""
    _set(actor, account, is_open=True)


def _set(actor: MaybeActor, account: Account, *, is_open: bool) -> int:
    known = require_register(actor)
    with audited():
        if account.is_active != is_open:
            account.is_active = is_open
            account.save(update_fields=["is_active"])
            record(
                "account.opened" if is_open else "account.closed",
                actor=audit_name(known),
                object_kind="account",
                object_id=str(account.pk),
            )
        return 0 if is_open else revoke_sessions(actor=known, account=account)
