"""Emergency access to a case by its number, also to one that is not in the actor's scope."""

from __future__ import annotations

from palermo.access.actions.break_glass import break_glass
from palermo.access.actors import MaybeActor, SystemActor
from palermo.access.gate import OWN_MISSION_ROLES, CaseKey, CaseScope, not_here, require_actor
from palermo.access.models import Account, CaseGrant
from palermo.access.walls import standing_as
from palermo.cases.keys import case_keys


def open_emergency(*, actor: MaybeActor, case: str, reason: str) -> tuple[CaseKey, CaseGrant]:
    """The case with this number and the access to it, which ends by itself.

    Numbers cannot be guessed (2**80 of them); whoever has one was given it. Raises NotFoundOrNotAllowed, also for a
    number that does not exist, and NotAcceptedError for a reason that says nothing.
    """
    known = require_actor(actor)
    if not isinstance(known, Account) or known.role not in OWN_MISSION_ROLES:
        raise not_here()
    with standing_as(SystemActor("emergency")):
        found = case_keys(CaseScope(everywhere=True), [case])
    if not found:
        raise not_here()
    return found[0], break_glass(actor=known, case=found[0], reason=reason)
