"""Assigns a case to a caseworker: from then on this person sees all of it."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from palermo.access.actions.checks import NotAcceptedError
from palermo.access.actors import MaybeActor, SystemActor, audit_name
from palermo.access.gate import CaseLike, not_here, require_actor
from palermo.access.gate.scope import is_shut_out
from palermo.access.models import Account, CaseGrant, GrantKind, Mission, Role
from palermo.access.parts import Part
from palermo.audit.recording import audited, record


def assign_case(*, actor: MaybeActor, case: CaseLike, account: Account) -> CaseGrant:
    """The assignment, the present one when there is one already.

    Given by the mission's supervisor or by the system, and to oneself by the caseworker who registers the case
    (``assign_registered``). Raises NotFoundOrNotAllowed, and NotAcceptedError for an account of another mission or
    role.
    """
    known = require_actor(actor)
    if not isinstance(known, SystemActor) and (
        known.role != Role.SUPERVISOR or known.mission_id != case.mission_id or is_shut_out(known)
    ):
        raise not_here()
    return _assign(known if isinstance(known, Account) else None, audit_name(known), case, account)


def assign_registered(*, actor: Account, case: CaseLike) -> CaseGrant:
    """For the action that registers a case: whoever meets the person first has the case."""
    return _assign(actor, audit_name(actor), case, actor)


def _assign(giver: Account | None, name: str, case: CaseLike, account: Account) -> CaseGrant:
    if account.role != Role.CASEWORKER or account.mission_id != case.mission_id or not account.is_active:
        raise NotAcceptedError(_("Cases are assigned to caseworkers of the same mission."), field="account")
    mission = Mission.objects.get(pk=case.mission_id)
    with audited():
        present = CaseGrant.objects.filter(
            case=case.opaque_id, account=account, kind=GrantKind.ASSIGNMENT, ended_at__isnull=True
        )
        if (found := present.first()) is not None:
            return found
        try:
            with transaction.atomic():
                grant = CaseGrant.objects.create(
                    kind=GrantKind.ASSIGNMENT,
                    case=case.opaque_id,
                    individual=case.individual_opaque,
                    mission=mission,
                    account=account,
                    parts=[part.value for part in Part],
                    starts_at=timezone.now(),
                    granted_by=giver,
                )
        except IntegrityError:
            # Somebody else assigned it in the same moment.
            return present.get()
        record(
            "case.assigned",
            actor=name,
            object_kind="case",
            object_id=case.opaque_id,
            mission=mission.code,
            to=account.pk,
        )
    return grant
