"""Takes a case from a caseworker, who from then on sees its coded facts only."""

from __future__ import annotations

from django.utils import timezone

from palermo.access.actors import MaybeActor, SystemActor, audit_name
from palermo.access.gate import CaseLike, not_here, require_actor
from palermo.access.gate.scope import is_shut_out
from palermo.access.models import Account, CaseGrant, GrantKind, Mission, Role
from palermo.audit.recording import audited, record


def unassign_case(*, actor: MaybeActor, case: CaseLike, account: Account) -> bool:
    """Whether this call ended the assignment (twice does nothing). By the mission's supervisor or the system.

    The account may have left the mission or been closed since. Raises NotFoundOrNotAllowed.
    """
    known = require_actor(actor)
    if not isinstance(known, SystemActor) and (
        known.role != Role.SUPERVISOR or known.mission_id != case.mission_id or is_shut_out(known)
    ):
        raise not_here()
    with audited():
        ended = CaseGrant.objects.filter(
            case=case.opaque_id,
            mission_id=case.mission_id,
            account=account,
            kind=GrantKind.ASSIGNMENT,
            ended_at__isnull=True,
        ).update(ended_at=timezone.now(), ended_by=known if isinstance(known, Account) else None)
        if ended:
            record(
                "case.unassigned",
                actor=audit_name(known),
                object_kind="case",
                object_id=case.opaque_id,
                mission=Mission.objects.values_list("code", flat=True).get(pk=case.mission_id),
                to=account.pk,
            )
    return bool(ended)
