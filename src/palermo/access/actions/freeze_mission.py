"""Freezes a mission: from this moment nobody of it sees a case, and nobody else sees its protected parts."""

from __future__ import annotations

from django.utils import timezone

from palermo.access.actors import MaybeActor, SystemActor, audit_name
from palermo.access.gate import not_here, require_actor
from palermo.access.models import Mission, NoticeKind, Role
from palermo.access.notifying import notify
from palermo.audit.recording import audited, record


def freeze_mission(*, actor: MaybeActor, mission: Mission) -> bool:
    """Whether this call froze it (twice does nothing). One step, for the worst hour (design, security point 8).

    Everybody who answers for the instance may: focal point, administrator, the mission's own supervisor, the command
    line. Opening it again takes the focal point. Raises NotFoundOrNotAllowed.
    """
    known = require_actor(actor)
    if not isinstance(known, SystemActor) and not (
        known.role in {Role.FOCAL_POINT, Role.ADMINISTRATOR}
        or (known.role == Role.SUPERVISOR and known.mission_id == mission.pk)
    ):
        raise not_here()
    with audited():
        frozen = Mission.objects.filter(pk=mission.pk, frozen_at__isnull=True).update(
            frozen_at=timezone.now()
        )
        if frozen:
            notify(NoticeKind.MISSION_FROZEN, mission=mission)
            record(
                "mission.frozen",
                actor=audit_name(known),
                object_kind="mission",
                object_id=mission.code,
                mission=mission.code,
            )
    return bool(frozen)
