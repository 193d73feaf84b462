"""The gate of these actions: ways to sign in are changed by their owner, ended by whoever keeps the accounts."""

from __future__ import annotations

from palermo.access.actors import Actor, MaybeActor
from palermo.access.gate import require_actor, require_register
from palermo.access.models import Account
from palermo.errors import NotFoundOrNotAllowed


def require_own_account(actor: MaybeActor) -> Account:
    """The account that acts, for itself. Raises NotSignedIn, NotFoundOrNotAllowed."""
    known = require_actor(actor)
    if isinstance(known, Account):
        return known
    raise NotFoundOrNotAllowed


def require_owner_or_register(actor: MaybeActor, account: Account) -> Actor:
    """The actor, who owns ``account`` or keeps the accounts. Raises NotSignedIn, NotFoundOrNotAllowed."""
    known = require_actor(actor)
    return known if known == account else require_register(known)
