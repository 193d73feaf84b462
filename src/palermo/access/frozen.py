"""What a freeze stops, counted, for whoever has to decide or to report it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from palermo.access.models import Account, CaseGrant, GrantKind, Mission


@dataclass(frozen=True, slots=True)
class Stopped:
    """``accounts`` see no case any more; ``given`` accesses to the mission's cases and ``received`` ones to others'
    sleep. None of them is ended: when the mission is opened again, what has not run out meanwhile counts again."""

    accounts: int
    given: int
    received: int


def stopped_by_freeze(mission: Mission) -> Stopped:
    """Counts for ``mission``, frozen or not. No person and no case is named."""
    now = timezone.now()
    open_ones = CaseGrant.objects.exclude(kind=GrantKind.ASSIGNMENT).filter(
        ended_at__isnull=True, starts_at__lte=now, ends_at__gt=now
    )
    received = Q(to_mission=mission) | Q(account__mission=mission)
    return Stopped(
        accounts=Account.objects.filter(mission=mission, is_active=True).count(),
        given=open_ones.filter(mission=mission).count(),
        received=open_ones.filter(received).exclude(mission=mission).count(),
    )
