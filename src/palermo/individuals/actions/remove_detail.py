"""Removes one detail that should not have been recorded."""

from __future__ import annotations

from palermo.access.actors import MaybeActor
from palermo.access.gate import CaseLike, not_here
from palermo.individuals.actions.changing import changing
from palermo.individuals.groups import GROUPS


def remove_detail(*, actor: MaybeActor, case: CaseLike, group: str, number: str) -> None:
    """Delete the row ``number`` of ``group`` (names, births, documents, contacts, addresses, family).

    Raises NotFoundOrNotAllowed. Pictures go with ``remove_photo``, because a file goes with them.
    """
    found = GROUPS.get(group)
    if found is None or group == "photos":
        raise not_here()
    with changing(actor, case, group) as writer:
        writer.remove(found, number)
