"""Adds one name, birth date, document, contact, address or relative to a person's identity."""

from __future__ import annotations

from palermo.access.actors import MaybeActor
from palermo.access.gate import CaseLike
from palermo.individuals.actions.changing import changing
from palermo.individuals.checking import checked
from palermo.individuals.groups import group_of
from palermo.individuals.values import Detail


def add_detail(*, actor: MaybeActor, case: CaseLike, detail: Detail) -> str:
    """The opaque number of the new row. Raises NotFoundOrNotAllowed, NotAcceptedError."""
    new = checked(detail)
    with changing(actor, case, group_of(detail).name) as writer:
        return writer.add(new)
