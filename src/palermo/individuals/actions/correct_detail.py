"""Corrects one stored detail of a person's identity."""

from __future__ import annotations

from palermo.access.actors import MaybeActor
from palermo.access.gate import CaseLike
from palermo.individuals.actions.changing import changing
from palermo.individuals.checking import checked
from palermo.individuals.groups import group_of
from palermo.individuals.values import Detail


def correct_detail(*, actor: MaybeActor, case: CaseLike, detail: Detail) -> None:
    """Replace the row that ``detail.opaque_id`` names. The preferred one stays preferred until another is made so.

    Raises NotFoundOrNotAllowed (also for a row of another person), NotAcceptedError.
    """
    corrected = checked(detail)
    with changing(actor, case, group_of(detail).name) as writer:
        writer.correct(corrected)
