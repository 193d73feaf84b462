"""Who may look at a mission's forms, and who may publish them."""

from __future__ import annotations

from palermo.access.actors import Actor, MaybeActor, SystemActor
from palermo.access.gate import not_here, require_actor
from palermo.access.models import Account, Mission, Role

#: Forms are their tools.
READERS = frozenset({Role.CASEWORKER, Role.SUPERVISOR, Role.DATA_STEWARD})
PUBLISHERS = frozenset({Role.SUPERVISOR, Role.DATA_STEWARD})


def may_read_forms(actor: MaybeActor) -> bool:
    """Whether there are pages about forms for this account."""
    return isinstance(actor, Account) and actor.is_active and actor.role in READERS


def may_publish(actor: MaybeActor, mission: Mission) -> bool:
    """Whether the actor may publish forms of this mission. Of a frozen mission nobody may."""
    if mission.frozen_at is not None:
        return False
    if isinstance(actor, SystemActor):
        return True
    return (
        isinstance(actor, Account)
        and actor.is_active
        and actor.role in PUBLISHERS
        and (actor.role == Role.DATA_STEWARD or actor.mission_id == mission.pk)
    )


def require_reader(actor: MaybeActor, code: str = "") -> tuple[Account, Mission | None]:
    """The account and the mission of this code, or its own. A data steward has none of her own and names one; without,
    there is none. Raises NotSignedIn, NotFoundOrNotAllowed."""
    known = require_actor(actor)
    if not isinstance(known, Account) or known.role not in READERS:
        raise not_here()
    if known.role != Role.DATA_STEWARD:
        mission = known.mission
        if mission is None or (code and mission.code != code):
            raise not_here()
        return known, mission
    if not code:
        return known, None
    found = Mission.objects.filter(code=code).first()
    if found is None:
        raise not_here()
    return known, found


def require_publisher(actor: MaybeActor, code: str) -> tuple[Actor, Mission]:
    """The actor and the mission of this code. Raises NotSignedIn, NotFoundOrNotAllowed."""
    known = require_actor(actor)
    mission = Mission.objects.filter(code=code).first()
    if mission is None or not may_publish(known, mission):
        raise not_here()
    return known, mission
