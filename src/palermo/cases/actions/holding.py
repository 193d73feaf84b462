"""Takes hold of a case for an act on its consents or shares.

Whoever shares and whoever takes a consent back must not pass each other: both hold the case's row first, so the second
sees what the first did. On SQLite the transaction itself has only one writer.
"""

from __future__ import annotations

from palermo.access.actors import Actor, MaybeActor
from palermo.access.gate import CaseKey, CaseLike, Part, require_actor
from palermo.cases.keys import require_case
from palermo.cases.models import Case


def writable_case(actor: MaybeActor, opaque_id: str, *parts: Part) -> tuple[Actor, CaseKey]:
    """The actor and the case, when all ``parts`` (default: the coded facts) may be written. Raises NotSignedIn,
    NotFoundOrNotAllowed."""
    known = require_actor(actor)
    for part in parts or (Part.FACTS,):
        key, _standing = require_case(known, opaque_id, part, write=True)
    return known, key


def hold(case: CaseLike) -> Case:
    """The case's row, held until the transaction ends."""
    return (
        Case.unscoped.select_for_update(of=("self",))
        .select_related("mission__organisation")
        .get(opaque_id=case.opaque_id)
    )
