"""Adds an authenticator app (time-based one-time codes, RFC 6238)."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.utils.translation import gettext as _

from palermo.access.actions.checks import NotAcceptedError
from palermo.access.actors import audit_name
from palermo.access.models import Account
from palermo.access.sign_in.actions.own_account import require_own_account
from palermo.access.sign_in.actions.renew_recovery_codes import give_recovery_codes
from palermo.access.sign_in.factor_secrets import secrets_of
from palermo.audit.recording import audited, record


def add_app(*, actor: Account, secret: str) -> list[str]:
    """Store the app's ``secret`` (base 32), sealed. The recovery codes that were made along with it, if any.

    The caller has seen a code that fits. Raises NotAcceptedError for a second app: the first one must go before.
    """
    account = require_own_account(actor)
    with audited(), secrets_of(account):
        if Authenticator.objects.filter(user_id=account.pk, type=Authenticator.Type.TOTP).exists():
            raise NotAcceptedError(_("There is an app already. Remove it first."), field="app")
        TOTP.activate(account, secret)
        record(
            "account.factor_added",
            actor=audit_name(actor),
            object_kind="account",
            object_id=str(account.pk),
            kind="totp",
        )
        return give_recovery_codes(account, actor=actor)
