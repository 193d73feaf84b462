"""Ends a share or an emergency access before its time. An assignment ends by ``unassign_case``."""

from __future__ import annotations

from django.utils import timezone

from palermo.access.actors import MaybeActor, SystemActor, audit_name
from palermo.access.gate import not_here, require_actor
from palermo.access.gate.scope import is_shut_out
from palermo.access.models import Account, CaseGrant, GrantKind, Role
from palermo.audit.recording import audited, record


def end_grant(*, actor: MaybeActor, grant: CaseGrant) -> bool:
    """Whether this call ended it (twice does nothing).

    Whoever holds it may hand it back; the supervisor of the case's mission, whoever gave it and the focal point may
    take it. Raises NotFoundOrNotAllowed.
    """
    known = require_actor(actor)
    is_assignment = grant.kind == GrantKind.ASSIGNMENT
    if is_assignment or not (isinstance(known, SystemActor) or _may_end(known, grant)):
        raise not_here()
    with audited():
        ended = CaseGrant.objects.filter(pk=grant.pk, ended_at__isnull=True).update(
            ended_at=timezone.now(), ended_by=known if isinstance(known, Account) else None
        )
        if ended:
            record(
                "case.access_ended",
                actor=audit_name(known),
                object_kind="case",
                object_id=grant.case,
                mission=grant.mission.code,
                grant=grant.opaque_id,
                kind=grant.kind,
            )
    return bool(ended)


def _may_end(account: Account, grant: CaseGrant) -> bool:
    if account.role == Role.FOCAL_POINT or (
        account.role == Role.SUPERVISOR
        and account.mission_id == grant.mission_id
        and not is_shut_out(account)
    ):
        return True
    gave = grant.granted_by_id == account.pk and account.mission_id == grant.mission_id
    return gave or grant.account_id == account.pk
