"""Which notices are written for whom."""

from __future__ import annotations

from django.db.models import QuerySet

from palermo.access.actors import MaybeActor, SystemActor
from palermo.access.gate import require_actor
from palermo.access.models import Audience, Notice, Role


def open_notices(actor: MaybeActor, *, seen_too: bool = False) -> QuerySet[Notice]:
    """The notices for ``actor`` that nobody of the same audience has acknowledged yet, newest first.

    Supervisors hear of their mission, the focal point of all. Nobody acknowledges what is about themselves.
    """
    known = require_actor(actor)
    if isinstance(known, SystemActor):
        return Notice.objects.none()
    if known.role == Role.FOCAL_POINT:
        found = Notice.objects.filter(audience=Audience.FOCAL_POINT)
    elif known.role == Role.SUPERVISOR and known.mission_id is not None:
        found = Notice.objects.filter(audience=Audience.MISSION, mission_id=known.mission_id)
    else:
        return Notice.objects.none()
    found = found.exclude(about_id=known.pk)
    if not seen_too:
        found = found.filter(seen_at__isnull=True)
    return found.select_related("mission", "about").order_by("-created_at", "-pk")
