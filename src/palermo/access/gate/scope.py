"""Which cases an actor may find: by mission, and one by one where a share or an emergency opened them."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db import models
from django.db.models import Q
from django.utils import timezone

from palermo.access.actors import MaybeActor, SystemActor
from palermo.access.gate.requirements import ALL_MISSIONS_ROLES, OWN_MISSION_ROLES, require_actor
from palermo.access.models import Account, CaseGrant, GrantKind, Mission, Role


@dataclass(frozen=True, slots=True)
class CaseScope:
    """``everywhere``, or the cases of ``mission_ids`` (primary keys) and the ``granted`` ones (opaque identifiers)."""

    everywhere: bool = False
    mission_ids: frozenset[int] = frozenset()
    granted: frozenset[str] = field(default=frozenset())

    @property
    def is_empty(self) -> bool:
        return not self.everywhere and not self.mission_ids and not self.granted

    @property
    def of_missions(self) -> CaseScope:
        """The same without what was opened one by one: a mission's own list."""
        return CaseScope(self.everywhere, self.mission_ids)

    def where(self, mission: str, case: str) -> Q:
        """The condition over look-ups that lead to the mission's key and to the case's opaque identifier."""
        if self.everywhere:
            return Q()
        found = Q(pk__in=[])
        if self.mission_ids:
            found = Q(**{f"{mission}__in": sorted(self.mission_ids)})
        if self.granted:
            by_one = Q(**{f"{case}__in": sorted(self.granted)})
            found = found | by_one if self.mission_ids else by_one
        return found


def case_scope(actor: MaybeActor) -> CaseScope:
    """Which cases ``actor`` may find at all; ``standing`` says which parts of them. Empty for every other role.

    Nobody of a frozen mission finds any case, and nobody finds another's case while its mission is frozen.
    """
    known = require_actor(actor)
    if isinstance(known, SystemActor) or known.role in ALL_MISSIONS_ROLES:
        return CaseScope(everywhere=True)
    if is_shut_out(known):
        return CaseScope()
    granted = live_grants(known).exclude(kind=GrantKind.ASSIGNMENT).values_list("case", flat=True)
    if known.role in OWN_MISSION_ROLES and known.mission_id is not None:
        return CaseScope(mission_ids=frozenset({known.mission_id}), granted=frozenset(granted))
    if known.role == Role.PARTNER_OFFICER:
        return CaseScope(granted=frozenset(granted))
    return CaseScope()


def is_shut_out(account: Account) -> bool:
    """Whether the account's own mission is frozen. Asked afresh: the account in a session may be older."""
    return (
        account.mission_id is not None
        and Mission.objects.filter(pk=account.mission_id, frozen_at__isnull=False).exists()
    )


def live_grants(account: Account) -> models.QuerySet[CaseGrant]:
    """The grants that count for ``account`` at this moment: its own, its mission's, its organisation's.

    An account outside the roles of casework has none, whatever a former role left behind.
    """
    if account.role in OWN_MISSION_ROLES and account.mission_id is not None:
        mine = Q(account_id=account.pk) | Q(to_mission_id=account.mission_id)
    elif account.role == Role.PARTNER_OFFICER:
        mine = Q(account_id=account.pk, kind=GrantKind.SHARE)
        if account.organisation_id is not None:
            mine |= Q(to_organisation_id=account.organisation_id)
    else:
        return CaseGrant.objects.none()
    return CaseGrant.objects.filter(mine).filter(is_live())


def is_live() -> Q:
    """The condition that a grant counts now."""
    now = timezone.now()
    return Q(
        Q(ends_at__isnull=True) | Q(ends_at__gt=now),
        starts_at__lte=now,
        ended_at__isnull=True,
        mission__frozen_at__isnull=True,
    )
