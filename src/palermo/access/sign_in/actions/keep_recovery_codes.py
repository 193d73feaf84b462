"""Notes that the owner has kept the recovery codes: from then on nobody sees them again."""

from __future__ import annotations

import time

from allauth.mfa.models import Authenticator

from palermo.access.models import Account
from palermo.access.sign_in.actions.own_account import require_own_account
from palermo.access.sign_in.factors import KEPT


def keep_recovery_codes(*, actor: Account) -> None:
    """Hide the codes. Not in the audit: that they were made is."""
    account = require_own_account(actor)
    row = Authenticator.objects.filter(user_id=account.pk, type=Authenticator.Type.RECOVERY_CODES).first()
    if row is not None and not row.data.get(KEPT):
        row.data[KEPT] = time.time()
        row.save(update_fields=["data"])
