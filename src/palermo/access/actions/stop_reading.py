"""Stops an account from opening identities, and says so to those who must know."""

from __future__ import annotations

from django.utils import timezone

from palermo.access.models import Account, NoticeKind
from palermo.access.notifying import notify
from palermo.audit.recording import audited, record


def stop_reading(account: Account) -> None:
    """Nothing more is uncovered for ``account`` until it is released. Asked by the brake alone; twice does nothing."""
    with audited():
        stopped = Account.objects.filter(pk=account.pk, reading_stopped_at__isnull=True).update(
            reading_stopped_at=timezone.now()
        )
        if not stopped:
            return
        notify(NoticeKind.READING_STOPPED, mission=account.mission, about=account)
        record(
            "identity.reading_stopped",
            actor="system:brake",
            object_kind="account",
            object_id=str(account.pk),
            mission=account.mission.code if account.mission else "",
        )
