"""Who registers people: those who work with them, in a mission that is not frozen."""

from __future__ import annotations

from palermo.access.actors import MaybeActor
from palermo.access.gate import OWN_MISSION_ROLES, not_here, require_actor
from palermo.access.gate.scope import is_shut_out
from palermo.access.models import Account


def may_register(actor: MaybeActor) -> bool:
    """Whether ``actor`` may register a person. Raises NotSignedIn."""
    known = require_actor(actor)
    return isinstance(known, Account) and known.role in OWN_MISSION_ROLES and not is_shut_out(known)


def require_registrar(actor: MaybeActor) -> Account:
    """The caseworker or supervisor. Raises NotSignedIn, NotFoundOrNotAllowed."""
    known = require_actor(actor)
    if not isinstance(known, Account) or known.mission is None or not may_register(known):
        raise not_here()
    return known
