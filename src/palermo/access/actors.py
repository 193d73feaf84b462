"""Who acts. Every read and write names its actor; a system act names which part of the system."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser

from palermo.access.models import Account


@dataclass(frozen=True, slots=True)
class SystemActor:
    """A part of Palermo that acts without a person in front of it, such as ``command line`` or ``extract``."""

    name: str


Actor = Account | SystemActor
#: What a request carries before the gate has looked at it.
MaybeActor = Actor | AnonymousUser | None


def audit_name(actor: MaybeActor) -> str:
    """How the audit names the actor: ``account:17``, ``system:command line`` or ``anonymous``."""
    if isinstance(actor, SystemActor):
        return f"system:{actor.name}"
    return f"account:{actor.pk}" if isinstance(actor, Account) else "anonymous"
