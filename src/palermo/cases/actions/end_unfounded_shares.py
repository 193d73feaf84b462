"""Ends the shares of a case that no consent and no exception carries any more. Part of the act that took it away."""

from __future__ import annotations

from django.utils import timezone

from palermo.access.actors import Actor
from palermo.access.gate import CaseKey
from palermo.access.models import CaseGrant, GrantKind
from palermo.cases.actions.revoke_share import end_share
from palermo.cases.consent.gate import Lack, Recipient, bases, to_mission, to_organisation
from palermo.cases.models import Purpose


def end_unfounded_shares(actor: Actor, case: CaseKey, *, reason: str) -> int:
    """How many ended. To be called inside ``audited()``, with the case held; ``reason`` is a code for the audit."""
    ended = 0
    # Those that sleep in a frozen mission too: they would wake with it.
    open_ones = CaseGrant.objects.filter(
        case=case.opaque_id, kind=GrantKind.SHARE, ended_at__isnull=True, ends_at__gt=timezone.now()
    )
    for grant in open_ones.select_related("mission", "to_mission__organisation", "to_organisation"):
        found = bases(actor, [case.opaque_id], Purpose.SHARING, recipient_of(grant))[case.opaque_id]
        if isinstance(found, Lack):
            ended += end_share(actor, grant, reason=reason)
    return ended


def recipient_of(grant: CaseGrant) -> Recipient:
    """To whom the share goes, as the consent gate asks."""
    if grant.to_mission is not None:
        return to_mission(grant.to_mission)
    if grant.to_organisation is None:
        raise ValueError("A share goes to a mission or to an organisation.")
    return to_organisation(grant.to_organisation)
