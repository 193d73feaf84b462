"""Ends a share of a case, and with the last one the recipient mission's key to the person."""

from __future__ import annotations

from functools import partial

from django.db import transaction
from django.utils import timezone

from palermo.access.actions.end_grant import end_grant
from palermo.access.actors import Actor, MaybeActor, SystemActor, audit_name
from palermo.access.gate import Part, not_here
from palermo.access.models import CaseGrant, GrantKind, Mission
from palermo.access.walls import standing_as
from palermo.audit.recording import audited, record
from palermo.cases.actions.holding import hold, writable_case
from palermo.cases.models import Case
from palermo.vault.opened import vault
from palermo.vault.sharing import holders, withdraw_individual_key


def revoke_share(*, actor: MaybeActor, case: str, grant: str) -> bool:
    """Whether this call ended it (twice does nothing). By whoever may write the case, whoever gave it.

    ``case`` and ``grant`` are opaque identifiers. Raises NotFoundOrNotAllowed.
    """
    known, key = writable_case(actor, case)
    with audited():
        hold(key)
        share = (
            CaseGrant.objects.filter(case=key.opaque_id, opaque_id=grant, kind=GrantKind.SHARE)
            .select_related("mission", "to_mission")
            .first()
        )
        if share is None:
            raise not_here()
        return end_share(known, share, reason="revoked")


def end_share(actor: Actor, share: CaseGrant, *, reason: str) -> bool:
    """End it inside the caller's act, which has asked the gate. ``reason`` is a code for the audit."""
    # The right to write the case is the right to end its shares, whoever gave them.
    if not end_grant(actor=SystemActor("consent"), grant=share):
        return False
    record(
        "case.share_revoked",
        actor=audit_name(actor),
        object_kind="case",
        object_id=share.case,
        mission=share.mission.code,
        grant=share.opaque_id,
        reason=reason,
    )
    if share.to_mission is not None:
        # After the commit: a key that was taken away cannot be rolled back, one that stays too long opens nothing,
        # because the gate asks for the grant.
        transaction.on_commit(partial(drop_unneeded_key, share.individual, share.to_mission), robust=True)
    return True


def drop_unneeded_key(individual: str, mission: Mission) -> None:
    """Take ``mission``'s wrap of the person's key unless a case of its own or another live share needs it."""
    # Whoever ends the share sees neither the other mission's cases nor what others share with it.
    with standing_as(SystemActor("keys")):
        has_case = Case.unscoped.filter(mission=mission, individual__opaque_id=individual).exists()
        shares = CaseGrant.objects.filter(
            individual=individual,
            to_mission=mission,
            kind=GrantKind.SHARE,
            ended_at__isnull=True,
            ends_at__gt=timezone.now(),
        ).values_list("parts", flat=True)
        # Coded facts lie open: a share of these alone needs no key.
        is_shared = any(set(parts) - {Part.FACTS.value} for parts in shares)
    holding = holders(vault(), individual)
    if not has_case and not is_shared and mission.code in holding and len(holding) > 1:
        withdraw_individual_key(vault(), individual, mission=mission.code)
