"""Makes recovery codes: ten numbers, each good once, for the day the phone is gone."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.utils.translation import gettext as _

from palermo.access.actions.checks import NotAcceptedError
from palermo.access.actors import audit_name
from palermo.access.models import Account
from palermo.access.sign_in.actions.own_account import require_own_account
from palermo.access.sign_in.factor_secrets import REAL_KINDS, secrets_of
from palermo.audit.recording import audited, record


def renew_recovery_codes(*, actor: Account) -> None:
    """New codes; the earlier ones stop working. Raises NotAcceptedError without a factor that they could stand for."""
    account = require_own_account(actor)
    with audited(), secrets_of(account):
        own = Authenticator.objects.filter(user_id=account.pk)
        if not own.filter(type__in=REAL_KINDS).exists():
            raise NotAcceptedError(_("First set up a passkey or an app."), field="codes")
        own.filter(type=Authenticator.Type.RECOVERY_CODES).delete()
        RecoveryCodes.activate(account)
        record(
            "account.recovery_codes_renewed",
            actor=audit_name(actor),
            object_kind="account",
            object_id=str(account.pk),
        )


def give_recovery_codes(account: Account, *, actor: Account) -> bool:
    """Inside ``audited()``: make codes where there are none. Whether any were made."""
    if Authenticator.objects.filter(user_id=account.pk, type=Authenticator.Type.RECOVERY_CODES).exists():
        return False
    RecoveryCodes.activate(account)
    record(
        "account.factor_added",
        actor=audit_name(actor),
        object_kind="account",
        object_id=str(account.pk),
        kind="recovery_codes",
    )
    return True
