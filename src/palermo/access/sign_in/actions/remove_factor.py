"""Removes one way of proving oneself. The last one stays where a second factor is needed."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.utils.translation import gettext as _

from palermo.access.actions.checks import NotAcceptedError
from palermo.access.actors import audit_name
from palermo.access.models import Account
from palermo.access.sign_in.actions.own_account import require_own_account
from palermo.access.sign_in.factor_secrets import REAL_KINDS
from palermo.access.sign_in.second_factor import needs_passkey, needs_second_factor
from palermo.audit.recording import audited, record
from palermo.errors import NotFoundOrNotAllowed


def remove_factor(*, actor: Account, number: int) -> bool:
    """Remove the app or passkey with this ``number``. True while another one remains.

    With the last one go the recovery codes. Raises NotFoundOrNotAllowed (also for somebody else's), NotAcceptedError.
    """
    account = require_own_account(actor)
    with audited():
        own = Authenticator.objects.filter(user_id=account.pk)
        factor = own.filter(pk=number, type__in=REAL_KINDS).first()
        if factor is None:
            raise NotFoundOrNotAllowed
        others = own.filter(type__in=REAL_KINDS).exclude(pk=factor.pk)
        remains = bool(others.exists())
        enough = (
            others.filter(type=Authenticator.Type.WEBAUTHN).exists() if needs_passkey(account) else remains
        )
        if not enough and needs_second_factor(account):
            raise NotAcceptedError(
                _("This is the only second step you have. Add another one first."), field="factor"
            )
        going = [factor] if remains else list(own)
        for one in going:
            one.delete()
            record(
                "account.factor_removed",
                actor=audit_name(actor),
                object_kind="account",
                object_id=str(account.pk),
                kind=str(one.type),
            )
    return remains
