"""Takes every second factor from an account, for somebody who lost the phone and the recovery codes."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.utils.translation import gettext as _

from palermo.access.actions.checks import NotAcceptedError
from palermo.access.actors import MaybeActor, audit_name
from palermo.access.gate import require_register
from palermo.access.models import Account
from palermo.access.sign_in.actions.revoke_sessions import revoke_sessions
from palermo.access.sign_in.factor_history import waits_for_own_password
from palermo.audit.recording import audited, record


def reset_factors(*, actor: MaybeActor, account: Account) -> int:
    """How many were removed. All sessions end; the next sign-in needs the password and sets up a new factor.

    Whoever asks for it must have been recognised in person or by telephone: no machine can tell. Raises NotSignedIn,
    NotFoundOrNotAllowed, NotAcceptedError while a first password waits for its owner: both together would open the
    account to whoever gave it.
    """
    known = require_register(actor)
    if waits_for_own_password(account):
        raise NotAcceptedError(
            _(
                "This account has a new first password that its owner has not changed yet. Whoever has lost both gets "
                "a new account: close this one."
            ),
            field="factors",
        )
    with audited():
        found = list(Authenticator.objects.filter(user_id=account.pk))
        for factor in found:
            factor.delete()
            record(
                "account.factor_removed",
                actor=audit_name(known),
                object_kind="account",
                object_id=str(account.pk),
                kind=str(factor.type),
            )
        revoke_sessions(actor=known, account=account)
    return len(found)
