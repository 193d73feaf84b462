"""The gate: which missions' cases an actor may see, and who may change the register. Deny by default.

Caseworkers and supervisors see the cases of their own mission. Data stewards and analysts see coded data of all
missions, never identities. Administrators, partner officers and the focal point see no case through this gate.
(Rules: design, security points 3 and 4.)
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from palermo.access.actors import Actor, MaybeActor, SystemActor
from palermo.access.models import Account, Role
from palermo.errors import NotFoundOrNotAllowed, PalermoError

OWN_MISSION_ROLES = frozenset({Role.CASEWORKER, Role.SUPERVISOR})
ALL_MISSIONS_ROLES = frozenset({Role.DATA_STEWARD, Role.ANALYST})
STATISTICS_ROLES = OWN_MISSION_ROLES | ALL_MISSIONS_ROLES | {Role.FOCAL_POINT}


class NotSignedIn(PalermoError):
    """There is no actor: nothing may be read or done."""

    code = "not_signed_in"


@dataclass(frozen=True, slots=True)
class MissionScope:
    """The missions whose cases an actor may see: all of them, or those with these primary keys."""

    everywhere: bool = False
    mission_ids: frozenset[int] = frozenset()

    @property
    def is_empty(self) -> bool:
        return not self.everywhere and not self.mission_ids


def require_actor(actor: MaybeActor) -> Actor:
    """The actor, or NotSignedIn: no actor, no act."""
    if isinstance(actor, SystemActor):
        return actor
    if isinstance(actor, Account) and actor.is_active:
        return actor
    raise NotSignedIn(_("Please sign in first."))


def case_scope(actor: MaybeActor) -> MissionScope:
    """Which missions' cases ``actor`` may read. Empty for every role that is not named above."""
    known = require_actor(actor)
    if isinstance(known, SystemActor):
        return MissionScope(everywhere=True)
    if known.role in ALL_MISSIONS_ROLES:
        return MissionScope(everywhere=True)
    if known.role in OWN_MISSION_ROLES and known.mission_id is not None:
        return MissionScope(mission_ids=frozenset({known.mission_id}))
    return MissionScope()


def may_see_statistics(actor: MaybeActor) -> bool:
    """Whether tables over all missions may be shown: everybody who works with cases, and the focal point."""
    known = require_actor(actor)
    return isinstance(known, SystemActor) or known.role in STATISTICS_ROLES


def require_statistics(actor: MaybeActor) -> Actor:
    """The actor, or the answer that also stands for "no such page"."""
    if not may_see_statistics(actor):
        raise NotFoundOrNotAllowed(_("There is nothing here that you can open."))
    return require_actor(actor)


def require_import(actor: MaybeActor) -> Actor:
    """Only the system (the command line of whoever runs the instance) and data stewards bring in caseloads."""
    known = require_actor(actor)
    if isinstance(known, SystemActor) or known.role == Role.DATA_STEWARD:
        return known
    raise NotFoundOrNotAllowed(_("There is nothing here that you can open."))


def require_register(actor: MaybeActor) -> Actor:
    """Organisations, missions and accounts are kept by administrators and by the system."""
    known = require_actor(actor)
    if isinstance(known, SystemActor) or known.role == Role.ADMINISTRATOR:
        return known
    raise NotFoundOrNotAllowed(_("There is nothing here that you can open."))
