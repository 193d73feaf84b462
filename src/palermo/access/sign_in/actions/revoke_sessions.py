"""Ends sessions: one, all others, or all."""

from __future__ import annotations

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session

from palermo.access.actors import MaybeActor, audit_name
from palermo.access.locking.sessions import stored_key
from palermo.access.models import Account
from palermo.access.sign_in.actions.own_account import require_owner_or_register
from palermo.audit.recording import audited, record


def revoke_sessions(
    *, actor: MaybeActor, account: Account, only: int | None = None, keep: str | None = None
) -> int:
    """How many sessions of ``account`` were ended: the one with number ``only``, or all but the one with key ``keep``.

    Raises NotSignedIn, NotFoundOrNotAllowed. Nothing is recorded when there was nothing to end.
    """
    known = require_owner_or_register(actor, account)
    with audited():
        rows = UserSession.objects.filter(user_id=account.pk)
        if only is not None:
            rows = rows.filter(pk=only)
        if keep is not None:
            rows = rows.exclude(session_key=stored_key(keep))
        keys = list(rows.values_list("session_key", flat=True))
        ended = Session.objects.filter(session_key__in=keys).delete()[0]
        UserSession.objects.filter(session_key__in=keys).delete()
        if ended:
            record(
                "account.sessions_revoked",
                actor=audit_name(known),
                object_kind="account",
                object_id=str(account.pk),
                count=ended,
            )
    return ended
