"""Places a waiting interview with a case of the mission: whose it is, and under whose keys it lies.

Everything of it is sealed anew for the person of the case; what was sealed for nobody in particular before goes. The
case takes from the answers what it does not know yet. This cannot be undone: what the case has taken cannot be told
from what it had.
"""

from __future__ import annotations

from django.utils import timezone

from palermo.access.actors import MaybeActor, audit_name
from palermo.access.gate import CaseKey, Part, not_here
from palermo.access.models import Account, CaseGrant, GrantKind
from palermo.access.opaque import opaque_id
from palermo.access.uncovering import resealing
from palermo.audit.recording import audited, record
from palermo.cases.keys import require_case
from palermo.cases.models import Case
from palermo.cases.registering import require_registrar
from palermo.errors import NotFoundOrNotAllowed
from palermo.individuals.keys import ensure_keys
from palermo.individuals.models import Individual
from palermo.individuals.writing import locked_all
from palermo.interviews.actions.apply_to_case import Applied, apply_to_case
from palermo.interviews.intake import files
from palermo.interviews.intake.placing import kept_answers, together
from palermo.interviews.intake.waiting import key_of
from palermo.interviews.keys import require_interview
from palermo.interviews.models import AnswerPart, Attachment, Difference, Interview, Submission
from palermo.interviews.placing_errors import ChangedWhilePlacing, PlacedAlready
from palermo.vault.errors import CannotOpen
from palermo.vault.opened import vault

#: What must be allowed of the interview and of the case: an interview has all of it.
PARTS = (Part.FACTS, Part.IDENTITY, Part.STORY)


def place_interview(*, actor: MaybeActor, interview: str, case: str) -> Applied:
    """Place the waiting interview ``interview`` with the case ``case`` (both numbers). Placed there already: nothing
    happens.

    By whoever may write both. Raises NotSignedIn, NotFoundOrNotAllowed, PlacedAlready (with another case),
    ChangedWhilePlacing, NotAcceptedError for an erased person; nothing was changed then.
    """
    known = require_registrar(actor)
    waiting, _standing = require_interview(known, interview, *PARTS, write=True)
    key = _target(known, case)
    if waiting.case_id is not None:
        return _placed_before(waiting, key)
    if key.mission_id != waiting.mission_id:
        raise not_here()
    try:
        return _place(known, waiting, key)
    except (NotFoundOrNotAllowed, CannotOpen, _PlacedMeanwhile):
        # Of two at once the second finds the person, the files or the waiting grant gone.
        now = Interview.unscoped.get(pk=waiting.pk)
        if now.case_id is None:
            raise
        return _placed_before(now, key)


class _PlacedMeanwhile(Exception):
    """Somebody was quicker by very little."""


def _place(known: Account, waiting: Interview, key: CaseKey) -> Applied:
    before = key_of(waiting)
    ensure_keys(vault(), [key.individual_opaque], waiting.mission.code)
    numbers = {row.opaque_id: opaque_id() for row in Attachment.unscoped.filter(interview=waiting)}
    with resealing(known, before, key, "placing an interview"):
        # Before the transaction: a disk takes its time. A file without a row is found by nobody.
        contents = ((new, files.read(old, before.individual_opaque)) for old, new in numbers.items())
        with files.written(key.individual_opaque, contents), audited():
            # Both persons first, as everywhere.
            locked_all([before.individual_opaque, key.individual_opaque])
            held = Interview.unscoped.select_for_update(of=("self",)).get(pk=waiting.pk)
            if held.case_id is not None:
                raise _PlacedMeanwhile
            _seal_anew(held, key.individual_opaque, numbers)
            held.case = Case.unscoped.get(opaque_id=key.opaque_id)
            held.gate_number = key.opaque_id
            held.former_individual = before.individual_opaque
            held.save()
            _end_waiting(known, before)
            applied = apply_to_case(
                actor=known,
                interview=held,
                submission=newest_submission(held),
                answers=together(kept_answers(held)),
            )
            record(
                "interview.placed",
                actor=audit_name(known),
                object_kind="interview",
                object_id=held.opaque_id,
                mission=held.mission.code,
                case=key.opaque_id,
                count=applied.differences,
            )
    files.delete(list(numbers))
    return applied


def newest_submission(interview: Interview) -> Submission:
    """What was handed in last of an interview."""
    return Submission.unscoped.filter(interview=interview).latest("received_at", "pk")


def _target(actor: Account, number: str) -> CaseKey:
    key: CaseKey | None = None
    for part in PARTS:
        key, _standing = require_case(actor, number, part, write=True)
    if key is None:
        raise not_here()
    return key


def _placed_before(interview: Interview, key: CaseKey) -> Applied:
    if interview.gate_number != key.opaque_id:
        raise PlacedAlready(case=interview.gate_number)
    open_differences = Difference.unscoped.filter(
        interview=interview, is_with_case=True, decided_at__isnull=True
    )
    return Applied(open_differences.count())


def _seal_anew(interview: Interview, individual: str, numbers: dict[str, str]) -> None:
    """Open every sealed value of the interview and seal it for ``individual``. Files lie under ``numbers`` (old to new)
    already, so their rows get these."""
    attachments = list(Attachment.unscoped.filter(interview=interview))
    if {row.opaque_id for row in attachments} != set(numbers):
        raise ChangedWhilePlacing
    remarks = interview.remarks
    interview.individual_id = individual
    interview.remarks = remarks
    for model, field in ((Submission, "raw"), (AnswerPart, "content"), (Difference, "content")):
        for row in model.unscoped.filter(interview=interview):
            value = getattr(row, field)
            row.individual_id = individual
            setattr(row, field, value)
            row.save()
    for attachment in attachments:
        about = attachment.about
        attachment.individual_id = individual
        attachment.opaque_id = numbers[attachment.opaque_id]
        attachment.about = about
        attachment.save()


def _end_waiting(actor: Account, waiting: CaseKey) -> None:
    """Whoever had the waiting interview has it by the case from now on, or not at all; the individual that stood for
    a person nobody had named is gone."""
    CaseGrant.objects.filter(case=waiting.opaque_id, kind=GrantKind.ASSIGNMENT, ended_at__isnull=True).update(
        ended_at=timezone.now(), ended_by=actor
    )
    Individual.objects.filter(opaque_id=waiting.individual_opaque).delete()
