"""Sessions whose lock cannot be lost and whose names cannot be stolen with the database.

Lock: Django writes a session back as a whole, so a slow request that was read before the lock would open the session
again. Here the stored lock wins, and only ``change_lock`` changes it.

Names: the browser's cookie is the only place that has the key of a session. The database has a keyed digest of it
(``stored_key``), here and in the list of places. Threat: whoever reads a copy of the database would sit down in every
open session; whoever writes to it would lay a session of somebody under a key of his own.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from asgiref.sync import sync_to_async
from django.contrib.auth import SESSION_KEY as ACCOUNT_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from palermo.access.locking.state import SESSION_KEY, LockState, now

_SALT = "palermo.access.locking.sessions"
#: Letters of a stored key: 160 bits, and what Django's column holds. Keys of browsers have 32.
STORED_LENGTH = 40


def stored_key(key: str | None) -> str:
    """Under which name the database keeps the session with this ``key``; empty for none. Cannot be turned around."""
    return salted_hmac(_SALT, key, algorithm="sha256").hexdigest()[:STORED_LENGTH] if key else ""


class SessionStore(DatabaseStore):
    """Django's sessions in the database: under stored keys, with a lock state that is always the stored one."""

    def lock_state(self) -> LockState:
        """The state as it was when this request read the session."""
        return LockState.read(cast(Any, self))

    def belongs_to(self, account_id: int) -> bool:
        return self.get(ACCOUNT_KEY) == str(account_id)

    def touch(self, at: int) -> None:
        """Note a sign of life; written when the request ends."""
        state = self.lock_state()
        self[SESSION_KEY] = LockState(at, state.since, state.tries).as_dict()

    def change_lock(self, change: Callable[[LockState], LockState]) -> tuple[LockState, LockState] | None:
        """Change the stored state in one step; the states before and after, or None if the session is no more.

        Two tabs that come at the same moment take turns. Call it inside the act's transaction.
        """
        with transaction.atomic():
            row = self._row(self.session_key)
            if row is None:
                return None
            data = self.decode(row.session_data)
            before = LockState.read(data)
            after = change(before)
            data[SESSION_KEY] = after.as_dict()
            row.session_data = self.encode(data)
            row.save(update_fields=["session_data"])
        self._own()[SESSION_KEY] = after.as_dict()
        return before, after

    def save(self, must_create: bool = False) -> None:
        if must_create or self.session_key is None:
            super().save(must_create)
            return
        with transaction.atomic():
            row = self._row(self.session_key)
            stored = self.decode(row.session_data).get(SESSION_KEY) if row else None
            own = self._own().get(SESSION_KEY)
            if isinstance(stored, dict):
                # The later sign of life, but none from the future: the clock may have been set back.
                seen = max(stored["seen"], own["seen"]) if own else stored["seen"]
                self._own()[SESSION_KEY] = {**stored, "seen": min(seen, now())}
            super().save(must_create)

    def exists(self, session_key: str) -> bool:
        return bool(Session.objects.filter(session_key=stored_key(session_key)).exists())

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key:
            Session.objects.filter(session_key=stored_key(key)).delete()

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        row = cast(Session, super().create_model_instance(data))
        row.session_key = stored_key(self.session_key)
        return row

    # Django's own asynchronous ways would go past these and write the key itself.

    async def aexists(self, session_key: str) -> bool:
        return await sync_to_async(self.exists)(session_key)

    async def adelete(self, session_key: str | None = None) -> None:
        await sync_to_async(self.delete)(session_key)

    async def asave(self, must_create: bool = False) -> None:
        await sync_to_async(self.save)(must_create)

    async def acreate(self) -> None:
        await sync_to_async(self.create)()

    async def aload(self) -> dict[str, Any]:
        return await sync_to_async(self.load)()

    def _get_session_from_db(self) -> Session | None:
        row = Session.objects.filter(
            session_key=stored_key(self.session_key), expire_date__gt=timezone.now()
        ).first()
        if row is None:
            self._session_key = None
        return row

    def _own(self) -> dict[str, Any]:
        return cast(dict[str, Any], self._get_session())  # type: ignore[attr-defined]

    def _row(self, key: str | None) -> Session | None:
        rows = Session.objects.select_for_update()
        return rows.filter(session_key=stored_key(key), expire_date__gt=timezone.now()).first()


def store_of(request: Any) -> SessionStore:
    """The session of a request, as what it is."""
    return cast(SessionStore, request.session)
