"""Whose an interview may be: people who are known already and look like the one who was interviewed."""

from __future__ import annotations

from dataclasses import dataclass

from palermo.access.actions.checks import NotAcceptedError
from palermo.access.actors import MaybeActor
from palermo.access.gate import Part, not_here
from palermo.access.uncovering import uncovered
from palermo.cases.models import Case
from palermo.cases.people import CoveredCase, PeopleFound, covered_cases, find_people
from palermo.cases.views.register_form import query_of
from palermo.individuals.values import IdentityDraft
from palermo.interviews.actions.apply_to_case import mapped_answers
from palermo.interviews.actions.place_interview import PARTS
from palermo.interviews.intake.placing import kept_answers
from palermo.interviews.intake.waiting import key_of
from palermo.interviews.keys import require_interview
from palermo.interviews.received.selectors import require_reader


@dataclass(frozen=True, slots=True, repr=False)
class Likely:
    """What the person said of who she is, and who may be meant; None where nothing was said to look for."""

    told: IdentityDraft
    found: PeopleFound | None


def likely_people(actor: MaybeActor, number: str) -> Likely:
    """The people whom the waiting interview may be about, best first, among those whose identity the actor may read.

    What identifies in the interview is opened, and the search is on record besides. Raises NotSignedIn,
    NotFoundOrNotAllowed, ReadingStopped."""
    known = require_reader(actor)
    interview, _standing = require_interview(known, number, *PARTS, write=True)
    key = key_of(interview)
    with uncovered(known, {key.individual_opaque: key}, Part.IDENTITY, "placing an interview"):
        answers = kept_answers(interview).get(Part.IDENTITY, {})
        told = mapped_answers(interview, answers).identity
    try:
        found = find_people(known, query_of(told))
    except NotAcceptedError:
        return Likely(told, None)
    return Likely(told, found)


def case_named(actor: MaybeActor, text: str) -> CoveredCase:
    """The case of the actor's own mission with this number or reference, whose identity the actor may write.

    Raises NotSignedIn, NotFoundOrNotAllowed."""
    known = require_reader(actor)
    if known.mission_id is None:
        raise not_here()
    wanted = text.strip()
    rows = Case.objects.for_actor(known).filter(mission_id=known.mission_id)
    number = (
        rows.filter(opaque_id=wanted).values_list("opaque_id", flat=True).first()
        or rows.filter(folded_ref=wanted.upper()).values_list("opaque_id", flat=True).first()
    )
    if not number:
        raise not_here()
    return covered_cases(known, [number])[number]
