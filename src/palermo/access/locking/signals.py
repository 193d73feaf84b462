"""Whoever signs in has just shown a credential: the session that begins, or goes on, is open."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from palermo.access.locking.sessions import store_of
from palermo.access.locking.state import SESSION_KEY, LockState, now


@receiver(user_logged_in, dispatch_uid="palermo.access.locking")
def begin_open(request: HttpRequest | None, **_others: Any) -> None:
    if request is None:
        return
    store = store_of(request)
    state = LockState(seen=now())
    if store.session_key is None or store.change_lock(lambda _before: state) is None:
        store[SESSION_KEY] = state.as_dict()
