"""Emergency access: a caseworker or supervisor opens a case that is not theirs, gives a reason, and others are told."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from palermo.access.actions.checks import NotAcceptedError, clean_line
from palermo.access.actors import MaybeActor, SystemActor, audit_name
from palermo.access.gate import OWN_MISSION_ROLES, CaseLike, not_here, require_actor
from palermo.access.gate.scope import is_shut_out
from palermo.access.models import CaseGrant, GrantKind, Mission, NoticeKind
from palermo.access.moments import audit_moment
from palermo.access.notifying import notify
from palermo.access.uncovering import sealing
from palermo.audit.recording import audited, record
from palermo.vault.opened import vault
from palermo.vault.sharing import ensure_individual_keys

#: Long enough for a night at a hospital, too short to become a habit (design, security point 5).
DURATION = timedelta(hours=4)
#: Shorter is no reason that a supervisor can judge.
SHORTEST_REASON = 15


def break_glass(*, actor: MaybeActor, case: CaseLike, reason: str) -> CaseGrant:
    """The access, which ends by itself after four hours. The reason lies in the vault and is for the supervisor and the
    focal point.

    Raises NotFoundOrNotAllowed for other roles, for a frozen mission and for a case of one; NotAcceptedError for a
    reason that says nothing.
    """
    known = require_actor(actor)
    if isinstance(known, SystemActor) or known.role not in OWN_MISSION_ROLES or is_shut_out(known):
        raise not_here()
    mission = Mission.objects.filter(pk=case.mission_id, frozen_at__isnull=True).first()
    if mission is None:
        raise not_here()
    reason = clean_line(reason, field="reason", limit=1000)
    if len(reason) < SHORTEST_REASON:
        raise NotAcceptedError(
            _("Say in a sentence why this cannot wait. The mission's supervisor will read it."),
            field="reason",
        )
    ensure_individual_keys(vault(), case.individual_opaque, mission=mission.code)
    now = timezone.now()
    with audited(), sealing(known, [case.individual_opaque]):
        grant = CaseGrant(
            kind=GrantKind.GLASS,
            case=case.opaque_id,
            individual=case.individual_opaque,
            mission=mission,
            account=known,
            starts_at=now,
            ends_at=now + DURATION,
            granted_by=known,
        )
        grant.reason = reason
        grant.save()
        notify(
            NoticeKind.GLASS_BROKEN, mission=mission, about=known, case=case.opaque_id, grant=grant.opaque_id
        )
        record(
            "case.glass_broken",
            actor=audit_name(known),
            object_kind="case",
            object_id=case.opaque_id,
            mission=mission.code,
            grant=grant.opaque_id,
            until=audit_moment(now + DURATION),
        )
    return grant
