"""The addresses of locking, below ``accounts/``."""

from __future__ import annotations

from django.urls import path

from palermo.access.locking.views import lock, lock_state, touch, unlock, unlock_passkey

urlpatterns = [
    path("lock/", lock, name="lock"),
    path("lock/state/", lock_state, name="lock_state"),
    path("lock/touch/", touch, name="lock_touch"),
    path("unlock/", unlock, name="unlock"),
    path("unlock/passkey/", unlock_passkey, name="unlock_passkey"),
]
