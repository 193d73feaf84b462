"""Lock a session: because nobody was there, or because its owner asked."""

from __future__ import annotations

from palermo.access.actors import MaybeActor, audit_name
from palermo.access.gate import require_actor
from palermo.access.locking.actions.checks import require_own
from palermo.access.locking.sessions import SessionStore
from palermo.access.locking.state import Reason, now
from palermo.audit.recording import audited, record


def lock_session(session: SessionStore, *, actor: MaybeActor, reason: Reason) -> bool:
    """Lock it; a second time changes nothing. False if the session is no more.

    Raises NotSignedIn, and NotFoundOrNotAllowed for a session of somebody else.
    """
    account = require_own(session, require_actor(actor))
    at = now()
    with audited():
        found = session.change_lock(lambda state: state.locked(at))
        if found is None:
            return False
        before, after = found
        if after.is_locked and not before.is_locked:
            record(
                "account.locked",
                actor=audit_name(account),
                object_kind="account",
                object_id=str(account.pk),
                reason=reason.value,
            )
    return True
