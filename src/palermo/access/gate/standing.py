"""What one actor may read and write of one case: the relation, and the parts that go with it.

The table below is the rule (design, security points 3 and 4); ``tests/access/gate`` holds every combination to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from palermo.access.actors import MaybeActor, SystemActor
from palermo.access.gate.decisions import decided
from palermo.access.gate.requirements import ALL_MISSIONS_ROLES, not_here, require_actor
from palermo.access.gate.scope import is_shut_out, live_grants
from palermo.access.models import Account, CaseGrant, GrantKind, Mission, Role
from palermo.access.parts import CLOSED_TO_PRIVILEGED, EVERY_PART, Part


class CaseLike(Protocol):
    """What the gate must know of a case."""

    @property
    def opaque_id(self) -> str: ...
    @property
    def mission_id(self) -> int: ...
    @property
    def individual_opaque(self) -> str: ...


@dataclass(frozen=True, slots=True)
class CaseKey:
    """A case as the gate knows it: its number, its mission's primary key, its individual's opaque identifier."""

    opaque_id: str
    mission_id: int
    individual_opaque: str


class Relation(Enum):
    """How an actor stands to a case, the strongest first."""

    SYSTEM = "system"
    ASSIGNED = "assigned"
    SUPERVISES = "supervises"
    SHARED = "shared"
    GLASS = "glass"
    MISSION = "mission"
    HEADQUARTERS = "headquarters"
    NONE = "none"


_FACTS = frozenset({Part.FACTS})
_NOTHING: frozenset[Part] = frozenset()

#: Relation -> parts read, parts written. A share reads what it names.
TABLE: Mapping[Relation, tuple[frozenset[Part], frozenset[Part]]] = {
    Relation.SYSTEM: (_FACTS, EVERY_PART),
    Relation.ASSIGNED: (EVERY_PART, EVERY_PART),
    Relation.SUPERVISES: (EVERY_PART, EVERY_PART),
    Relation.GLASS: (EVERY_PART - {Part.PRIVILEGED}, _NOTHING),
    Relation.MISSION: (_FACTS, _NOTHING),
    Relation.HEADQUARTERS: (_FACTS, _NOTHING),
    Relation.NONE: (_NOTHING, _NOTHING),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """The outcome for one case. ``relation`` is the strongest of several; the parts are those of all together."""

    relation: Relation
    readable: frozenset[Part]
    writable: frozenset[Part]

    @property
    def is_none(self) -> bool:
        return not self.readable and not self.writable


NO_STANDING = Standing(Relation.NONE, _NOTHING, _NOTHING)


def standing(actor: MaybeActor, case: CaseLike) -> Standing:
    """How ``actor`` stands to ``case`` now. Raises NotSignedIn."""
    return standings(actor, [case])[case.opaque_id]


def standings(actor: MaybeActor, cases: Iterable[CaseLike]) -> dict[str, Standing]:
    """The same for several cases with at most three queries, by the case's opaque identifier."""
    known = require_actor(actor)
    wanted = list(cases)
    if isinstance(known, SystemActor):
        return {case.opaque_id: _of(Relation.SYSTEM) for case in wanted}
    if known.role in ALL_MISSIONS_ROLES:
        return {case.opaque_id: _of(Relation.HEADQUARTERS) for case in wanted}
    if is_shut_out(known):
        return {case.opaque_id: NO_STANDING for case in wanted}
    grants: dict[str, list[CaseGrant]] = {}
    for grant in live_grants(known).filter(case__in={case.opaque_id for case in wanted}):
        grants.setdefault(grant.case, []).append(grant)
    frozen = _frozen({case.mission_id for case in wanted})
    return {
        case.opaque_id: NO_STANDING
        if case.mission_id in frozen
        else _together(known, case, grants.get(case.opaque_id, []))
        for case in wanted
    }


def require_part(actor: MaybeActor, case: CaseLike, part: Part, *, write: bool = False) -> Standing:
    """The standing, when it allows ``part``. Raises NotFoundOrNotAllowed, the answer for "no such case" too."""
    found = standing(actor, case)
    allowed = part in (found.writable if write else found.readable)
    if not decided(f"{'write' if write else 'read'}_{part.value}", allowed):
        raise not_here()
    return found


def _together(account: Account, case: CaseLike, grants: list[CaseGrant]) -> Standing:
    found: list[Standing] = []
    if account.mission_id == case.mission_id:
        if account.role == Role.SUPERVISOR:
            found.append(_of(Relation.SUPERVISES))
        elif account.role == Role.CASEWORKER:
            found.append(_of(Relation.MISSION))
    for grant in grants:
        # What names another person or mission than the case's is no grant of this case.
        if (grant.individual, grant.mission_id) != (case.individual_opaque, case.mission_id):
            continue
        if grant.kind == GrantKind.ASSIGNMENT:
            if account.mission_id == case.mission_id and account.role == Role.CASEWORKER:
                found.append(_of(Relation.ASSIGNED))
        elif grant.kind == GrantKind.GLASS:
            found.append(_of(Relation.GLASS))
        else:
            named = frozenset(Part(part) for part in grant.parts if part in Part.values)
            found.append(Standing(Relation.SHARED, named, _NOTHING))
    order = list(Relation)
    strongest = min((one.relation for one in found), key=order.index, default=Relation.NONE)
    closed = _closed_parts(account)
    return Standing(
        strongest,
        frozenset[Part]().union(*(one.readable for one in found)) - closed,
        frozenset[Part]().union(*(one.writable for one in found)) - closed,
    )


def _closed_parts(account: Account) -> frozenset[Part]:
    """What the account's organisation never reads, whatever the role or the share."""
    organisation = account.organisation or (account.mission.organisation if account.mission else None)
    if organisation is None or organisation.kind in CLOSED_TO_PRIVILEGED:
        return frozenset({Part.PRIVILEGED})
    return _NOTHING


def _of(relation: Relation) -> Standing:
    return Standing(relation, *TABLE[relation])


def _frozen(missions: set[int]) -> frozenset[int]:
    rows = Mission.objects.filter(pk__in=missions, frozen_at__isnull=False).values_list("pk", flat=True)
    return frozenset(rows)
