"""From an interview's number to the interview, through the gate."""

from __future__ import annotations

from palermo.access.actors import MaybeActor
from palermo.access.gate import Part, Standing, not_here, require_part
from palermo.interviews.intake.waiting import key_of
from palermo.interviews.models import Interview


def require_interview(
    actor: MaybeActor, number: str, *parts: Part, write: bool = False
) -> tuple[Interview, Standing]:
    """The interview of this number and the actor's standing, when that allows all ``parts``. Raises NotSignedIn,
    NotFoundOrNotAllowed, the answer for "no such interview" too."""
    rows = Interview.objects.for_actor(actor).filter(opaque_id=number)
    interview = rows.select_related("version__form", "mission", "case").first()
    if interview is None:
        raise not_here()
    stands: Standing | None = None
    for part in parts:
        stands = require_part(actor, key_of(interview), part, write=write)
    if stands is None:
        raise ValueError("say which parts")
    return interview, stands
