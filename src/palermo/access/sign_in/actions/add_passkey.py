"""Adds a passkey or a security key (WebAuthn)."""

from __future__ import annotations

from typing import Any

from allauth.mfa.webauthn.internal.auth import WebAuthn

from palermo.access.actions.checks import clean_line
from palermo.access.actors import audit_name
from palermo.access.models import Account
from palermo.access.sign_in.actions.own_account import require_own_account
from palermo.access.sign_in.actions.renew_recovery_codes import give_recovery_codes
from palermo.access.sign_in.passkey_seals import seal_passkey
from palermo.audit.recording import audited, record

#: Letters of a name such as "my phone".
LONGEST_NAME = 60


def add_passkey(*, actor: Account, name: str, credential: dict[str, Any]) -> list[str]:
    """Store the public half of a passkey, sealed. The recovery codes that were made along with it, if any.

    ``credential`` is what the browser gave and the caller has verified. Raises NotAcceptedError.
    """
    account = require_own_account(actor)
    name = clean_line(name, field="name", limit=LONGEST_NAME)
    with audited():
        seal_passkey(account, WebAuthn.add(account, name, credential).instance)
        record(
            "account.factor_added",
            actor=audit_name(actor),
            object_kind="account",
            object_id=str(account.pk),
            kind="webauthn",
        )
        return give_recovery_codes(account, actor=actor)
