"""Opens a case for the person of a waiting interview: the person, the number and whoever has it stay the same."""

from __future__ import annotations

from dataclasses import dataclass

from palermo.access.actors import MaybeActor, audit_name
from palermo.access.gate import CaseKey, Part
from palermo.access.models import Account
from palermo.access.uncovering import reworking
from palermo.audit.recording import audited, record
from palermo.cases.actions.register_case import NewCase, register_case
from palermo.cases.filling import EventTold
from palermo.cases.models import Case
from palermo.cases.registering import require_registrar
from palermo.errors import NotFoundOrNotAllowed
from palermo.interviews.actions.apply_to_case import day_of, mapped_answers, record_consents
from palermo.interviews.actions.place_interview import PARTS
from palermo.interviews.intake.errors import Overtaken
from palermo.interviews.intake.placing import kept_answers, together
from palermo.interviews.intake.waiting import key_of, locked_interview
from palermo.interviews.keys import require_interview
from palermo.interviews.models import Interview
from palermo.interviews.placing_errors import PlacedAlready


@dataclass(frozen=True, slots=True)
class Opened:
    """The case, and sentences about what could not be recorded in it; no answer stands in them."""

    case: CaseKey
    notes: tuple[str, ...] = ()


def open_case_from_interview(*, actor: MaybeActor, interview: str, case_ref: str = "") -> Opened:
    """The case that the waiting interview ``interview`` (its number) became, registered on the day of the interview.
    Facts, events, identity and consents are those of the answers. ``case_ref``: "" to have one made.

    By whoever may write the interview. Raises NotSignedIn, NotFoundOrNotAllowed, PlacedAlready, NotAcceptedError;
    nothing was changed then.
    """
    known = require_registrar(actor)
    waiting, _standing = require_interview(known, interview, *PARTS, write=True)
    if waiting.case_id is not None:
        raise PlacedAlready(case=waiting.gate_number)
    try:
        return _open(known, waiting, case_ref)
    except (NotFoundOrNotAllowed, Overtaken):
        # Of two at once the second finds the person gone, or the interview another's.
        now = Interview.unscoped.get(pk=waiting.pk)
        if now.case_id is None:
            raise
        raise PlacedAlready(case=now.gate_number) from None


def _open(known: Account, waiting: Interview, case_ref: str) -> Opened:
    with audited():
        held = locked_interview(waiting)
        if held.case_id is not None:
            raise PlacedAlready(case=held.gate_number)
        gate = key_of(held)
        with reworking(known, gate, Part.IDENTITY, "case of an interview"):
            mapped = mapped_answers(held, together(kept_answers(held)))
        day = day_of(held, mapped)
        new = NewCase(
            registered_on=day.isoformat(),
            identity=mapped.identity,
            case_ref=case_ref,
            facts=mapped.case,
            events=tuple(EventTold(event.kind, event.facts, event.is_own) for event in mapped.events),
        )
        key = register_case(actor=known, new=new, form=f"interview {held.opaque_id}", waiting=gate)
        held.case = Case.unscoped.get(opaque_id=key.opaque_id)
        held.save(update_fields=["case", "changed_at"])
        notes = record_consents(known, key.opaque_id, mapped, day)
        record(
            "interview.case_opened",
            actor=audit_name(known),
            object_kind="interview",
            object_id=held.opaque_id,
            mission=held.mission.code,
            case=key.opaque_id,
        )
    return Opened(key, tuple(notes))
