"""Who has access to a case beyond role and mission, and the reasons that were given for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from palermo.access.actors import MaybeActor, SystemActor
from palermo.access.gate import CaseLike, Part, Relation, is_live, not_here, require_actor, standing
from palermo.access.models import CaseGrant, GrantKind, Role
from palermo.access.uncovering import reason_of_glass


@dataclass(frozen=True, slots=True)
class GrantRow:
    """One access. ``kind`` is a GrantKind, ``to`` the name of the account, mission or organisation, ``account`` the
    account's number or None; ``ends_at`` is None for an assignment; moments are aware."""

    opaque_id: str
    kind: str
    to: str
    account: int | None
    parts: tuple[Part, ...]
    starts_at: datetime
    ends_at: datetime | None
    ended_at: datetime | None
    granted_by: str
    has_reason: bool
    is_live: bool


def case_grants(actor: MaybeActor, case: CaseLike, *, ended_too: bool = False) -> tuple[GrantRow, ...]:
    """The accesses to a case, newest first; without ``ended_too`` those that count now.

    For whoever works on the case (assigned, or supervising) and the focal point. Raises NotFoundOrNotAllowed.
    """
    rows = _grants_of(actor, case)
    live = frozenset(rows.filter(is_live()).values_list("pk", flat=True))
    if not ended_too:
        rows = rows.filter(pk__in=live)
    return tuple(_row(grant, is_live=grant.pk in live) for grant in _with_names(rows))


def grant_named(actor: MaybeActor, case: CaseLike, opaque_id: str) -> CaseGrant:
    """The access of this number, live or ended, for whom ``case_grants`` shows it. Raises NotFoundOrNotAllowed."""
    found = _grants_of(actor, case).filter(opaque_id=opaque_id).select_related("mission", "account").first()
    if found is None:
        raise not_here()
    return found


def glass_reason(actor: MaybeActor, opaque_id: str) -> str:
    """Why somebody took emergency access, for the supervisor of the case's mission and the focal point, on record.

    ``opaque_id`` is the grant's. Raises NotFoundOrNotAllowed, and the vault's and the audit's errors.
    """
    grant = (
        CaseGrant.objects.filter(opaque_id=opaque_id, kind=GrantKind.GLASS).select_related("mission").first()
    )
    if grant is None:
        require_actor(actor)
        raise not_here()
    with reason_of_glass(actor, grant):
        reason = str(grant.reason or "")
    return reason


def _grants_of(actor: MaybeActor, case: CaseLike) -> QuerySet[CaseGrant]:
    known = require_actor(actor)
    if (
        not isinstance(known, SystemActor)
        and known.role != Role.FOCAL_POINT
        and standing(known, case).relation not in {Relation.ASSIGNED, Relation.SUPERVISES}
    ):
        raise not_here()
    return CaseGrant.objects.filter(case=case.opaque_id, mission_id=case.mission_id)


def _with_names(rows: QuerySet[CaseGrant]) -> QuerySet[CaseGrant]:
    return rows.select_related("account", "to_mission", "to_organisation", "granted_by").order_by(
        "-starts_at", "-pk"
    )


def _row(grant: CaseGrant, *, is_live: bool) -> GrantRow:
    recipient = grant.account or grant.to_mission or grant.to_organisation
    return GrantRow(
        opaque_id=grant.opaque_id,
        kind=grant.kind,
        to=str(recipient),
        account=grant.account_id,
        parts=tuple(Part(part) for part in grant.parts if part in Part.values),
        starts_at=grant.starts_at,
        ends_at=grant.ends_at,
        ended_at=grant.ended_at,
        granted_by=str(grant.granted_by or ""),
        has_reason=grant.kind == GrantKind.GLASS,
        is_live=is_live,
    )
