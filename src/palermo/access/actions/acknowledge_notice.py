"""Somebody has read a notice and stands for it."""

from __future__ import annotations

from django.utils import timezone

from palermo.access.actors import MaybeActor, SystemActor, audit_name
from palermo.access.gate import not_here, require_actor
from palermo.access.models import Notice
from palermo.access.notices import open_notices
from palermo.audit.recording import audited, record


def acknowledge_notice(*, actor: MaybeActor, opaque_id: str) -> None:
    """Mark the notice as seen. Raises NotFoundOrNotAllowed for whom it was not written; twice does nothing."""
    known = require_actor(actor)
    if isinstance(known, SystemActor) or not open_notices(known, seen_too=True).filter(opaque_id=opaque_id):
        raise not_here()
    with audited():
        seen = Notice.objects.filter(opaque_id=opaque_id, seen_at__isnull=True).update(
            seen_at=timezone.now(), seen_by=known
        )
        if seen:
            record("notice.seen", actor=audit_name(known), object_kind="notice", object_id=opaque_id)
