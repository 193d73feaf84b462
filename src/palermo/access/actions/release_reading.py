"""Lets an account open identities again, after the focal point has spoken with its owner."""

from __future__ import annotations

from palermo.access.actors import MaybeActor, audit_name
from palermo.access.gate import require_focal_point
from palermo.access.models import Account
from palermo.audit.recording import audited, record


def release_reading(*, actor: MaybeActor, account: Account) -> None:
    """End what the brake did. Raises NotFoundOrNotAllowed for all but the focal point; twice does nothing."""
    known = require_focal_point(actor)
    with audited():
        released = Account.objects.filter(pk=account.pk, reading_stopped_at__isnull=False).update(
            reading_stopped_at=None
        )
        if released:
            record(
                "identity.reading_released",
                actor=audit_name(known),
                object_kind="account",
                object_id=str(account.pk),
            )
