"""Erases identities that are out of date, some at a time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from itertools import islice

from palermo.access.actors import MaybeActor
from palermo.cases.retention import outdated
from palermo.individuals.actions.erase_individual import erase_individual

#: The word in the certificate and the audit.
REASON = "retention"


def erase_outdated(
    *,
    actor: MaybeActor,
    years: int,
    most: int,
    now: datetime | None = None,
    tell: Callable[[int], None] = lambda _done: None,
) -> int:
    """How many identities were erased, at most ``most``. Each is an erasure of its own: interrupted, the next call goes
    on. ``tell`` hears the number done. Raises NotFoundOrNotAllowed, ErasureUnfinished.
    """
    # Listed before the first is erased: what is erased puts an entry on record, at which the list would look.
    people = list(islice(outdated(actor, years=years, now=now), most))
    for done, individual in enumerate(people, start=1):
        erase_individual(actor=actor, individual=individual, reason=REASON)
        tell(done)
    return len(people)
