"""Opens a frozen mission again."""

from __future__ import annotations

from palermo.access.actors import MaybeActor, audit_name
from palermo.access.gate import require_focal_point
from palermo.access.models import Mission, NoticeKind
from palermo.access.notifying import notify
from palermo.audit.recording import audited, record


def unfreeze_mission(*, actor: MaybeActor, mission: Mission) -> bool:
    """Whether this call opened it. Only the focal point and the command line; raises NotFoundOrNotAllowed."""
    known = require_focal_point(actor)
    with audited():
        opened = Mission.objects.filter(pk=mission.pk, frozen_at__isnull=False).update(frozen_at=None)
        if opened:
            notify(NoticeKind.MISSION_UNFROZEN, mission=mission)
            record(
                "mission.unfrozen",
                actor=audit_name(known),
                object_kind="mission",
                object_id=mission.code,
                mission=mission.code,
            )
    return bool(opened)
