"""Makes recovery codes: ten numbers, each good once, for the day the phone is gone."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.utils.translation import gettext as _

from palermo.access.actions.checks import NotAcceptedError
from palermo.access.actors import audit_name
from palermo.access.models import Account
from palermo.access.sign_in.actions.own_account import require_own_account
from palermo.access.sign_in.factor_secrets import REAL_KINDS
from palermo.access.sign_in.recovery_codes import has_codes, make_codes
from palermo.access.sign_in.second_factor import needs_passkey
from palermo.audit.recording import audited, record


def renew_recovery_codes(*, actor: Account) -> list[str]:
    """New codes, for their owner's eyes; the earlier ones stop working. Raises NotAcceptedError without a factor that
    they could stand for."""
    account = require_own_account(actor)
    with audited():
        own = Authenticator.objects.filter(user_id=account.pk)
        if needs_passkey(account):
            raise NotAcceptedError(
                _("Your role signs in with passkeys only. Set up a second one instead."), field="codes"
            )
        if not own.filter(type__in=REAL_KINDS).exists():
            raise NotAcceptedError(_("First set up a passkey or an app."), field="codes")
        codes = make_codes(account)
        record(
            "account.recovery_codes_renewed",
            actor=audit_name(actor),
            object_kind="account",
            object_id=str(account.pk),
        )
    return codes


def give_recovery_codes(account: Account, *, actor: Account) -> list[str]:
    """Inside ``audited()``: make codes where there are none, for their owner's eyes; empty where there are some.

    None for whom only passkeys count: a false page can ask for a code of paper as well.
    """
    if has_codes(account) or needs_passkey(account):
        return []
    codes = make_codes(account)
    record(
        "account.factor_added",
        actor=audit_name(actor),
        object_kind="account",
        object_id=str(account.pk),
        kind="recovery_codes",
    )
    return codes
