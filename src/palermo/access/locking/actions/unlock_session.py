"""Try to open a locked session with a credential of its account."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.apps import apps

from palermo.access.actors import MaybeActor, audit_name
from palermo.access.gate import require_actor
from palermo.access.locking.actions.checks import require_own
from palermo.access.locking.sessions import SessionStore, stored_key
from palermo.access.locking.state import MOST_TRIES, LockState, now
from palermo.access.models import Account
from palermo.audit.recording import audited, record


@dataclass(frozen=True, slots=True)
class Unlocking:
    """What came of a try: ``state`` is ``open``, ``locked`` or ``ended``; ``tries_left`` before the session ends."""

    state: str
    tries_left: int = 0


def unlock_session(
    session: SessionStore, *, actor: MaybeActor, check: Callable[[Account], str | None]
) -> Unlocking:
    """Ask ``check`` which way the credential is one of the account's (None: it is wrong), and open the session.

    The try is counted before it is looked at, so that many at once are no more than ``MOST_TRIES``; with the last
    wrong one the session is deleted. Opening gives the session a new key, as at every sign-in. Raises NotSignedIn,
    NotFoundOrNotAllowed for a session of somebody else.
    """
    account = require_own(session, require_actor(actor))
    counted = session.change_lock(LockState.tried)
    if counted is None:
        return Unlocking("ended")
    tries = counted[1].tries
    way = check(account) if tries <= MOST_TRIES else None
    if way is None:
        return _refuse(session, account, tries)
    with audited():
        # Another tab's last wrong try may have come in between: then there is no session to open.
        if session.change_lock(lambda state: state.opened(now())) is None:
            return Unlocking("ended")
        _renew_key(session)
        record("account.unlocked", **_whose(account), way=way)
    return Unlocking("open")


def _renew_key(session: SessionStore) -> None:
    """A new key for the session; the list of where somebody is signed in follows."""
    before = session.session_key
    session.cycle_key()
    if apps.is_installed("allauth.usersessions"):
        places = apps.get_model("usersessions", "UserSession")
        own = places._default_manager.filter(session_key=stored_key(before))
        own.update(session_key=stored_key(session.session_key))


def _refuse(session: SessionStore, account: Account, tries: int) -> Unlocking:
    is_over = tries >= MOST_TRIES
    with audited():
        record("account.unlock_failed", **_whose(account), tries=tries, ended=is_over)
        if is_over:
            session.flush()
    return Unlocking("ended") if is_over else Unlocking("locked", MOST_TRIES - tries)


def _whose(account: Account) -> dict[str, str]:
    return {"actor": audit_name(account), "object_kind": "account", "object_id": str(account.pk)}
