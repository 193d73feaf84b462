"""Stores an interview that was not received before."""

from __future__ import annotations

import re

from palermo.access.actions.assign_case import assign_registered
from palermo.access.actors import audit_name
from palermo.access.gate import CaseKey, Part, not_here
from palermo.access.models import Account, Role
from palermo.access.opaque import opaque_id
from palermo.access.uncovering import sealing
from palermo.audit.recording import audited, record
from palermo.cases.models import Case
from palermo.individuals.keys import ensure_keys
from palermo.individuals.models import Individual
from palermo.individuals.writing import locked
from palermo.interviews.actions.tell_case import tell_the_case
from palermo.interviews.intake.arrival import Receipt
from palermo.interviews.intake.files import written
from palermo.interviews.intake.placing import keep_answers
from palermo.interviews.intake.reading import Read, findings
from palermo.interviews.intake.rows import prepared, store_files, store_submission
from palermo.interviews.models import Interview
from palermo.interviews.xforms.rechecking import Finding
from palermo.vault.opened import vault

_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})?")


def receive_interview(*, actor: Account, read: Read, case: CaseKey | None) -> Receipt:
    """The receipt. Without a case the interview waits: its person is new, and its sender has it.

    ``read_arrival`` has asked the gate already, and the caller that for ``case``. Raises NoRoom, Overtaken,
    NotAcceptedError (an erased person) and NotFoundOrNotAllowed (a case that is another person's by now).
    """
    number = opaque_id()
    key = case or CaseKey(number, read.mission.pk, opaque_id())
    individual = key.individual_opaque
    files = prepared(read.files)
    remarks = findings(read.check, *_of_its_own(read))
    ensure_keys(vault(), [individual], read.mission.code)
    with (
        sealing(actor, [individual]),
        written(individual, (one.on_disk for one in files)),
        audited(),
    ):
        if case is None:
            Individual.objects.create(opaque_id=individual)
        else:
            locked(individual)
        interview = Interview(
            opaque_id=number,
            mission=read.mission,
            individual_id=individual,
            case=None if case is None else _case(case),
            gate_number=key.opaque_id,
            version=read.version,
            account=actor,
            channel=read.arrival.channel,
            language=language_of(read),
            began_at=read.arrival.began_at,
            ended_at=read.arrival.ended_at,
            paper_on=read.arrival.paper_on,
            facts=dict(read.placed.get(Part.FACTS, {})),
            has_remarks=bool(remarks),
            is_complete=len(files) == len(read.named),
        )
        interview.remarks = remarks or None
        interview.save()
        submission = store_submission(read, interview, is_complete=interview.is_complete)
        keep_answers(interview, read.placed, is_new=True)
        store_files(read, submission, read.placed, files)
        if case is None:
            if actor.role == Role.CASEWORKER:
                assign_registered(actor=actor, case=key)
        elif tell_the_case(actor, interview, submission, read.placed, remarks):
            interview.remarks, interview.has_remarks = remarks, True
            interview.save(update_fields=["remarks", "has_remarks"])
        _record(actor, read, interview, submission.opaque_id, case)
    return Receipt(
        number=submission.receipt,
        interview=number,
        is_new=True,
        is_complete=submission.is_complete,
        remarks=len(read.check.findings),
    )


def language_of(read: Read) -> str:
    """The language in which the form was filled, where the device names one."""
    said = read.arrival.language
    return said if len(said) <= 16 and _LANGUAGE.fullmatch(said) else ""


def _case(key: CaseKey) -> Case:
    """The row, if it is still that person's."""
    found = Case.unscoped.filter(
        opaque_id=key.opaque_id, mission_id=key.mission_id, individual__opaque_id=key.individual_opaque
    ).first()
    if found is None:
        raise not_here()
    return found


def _of_its_own(read: Read) -> tuple[Finding, ...]:
    """An edit of something that is not here, or not the sender's to change, is read by a person."""
    return (Finding(path="", kind="unknown_origin", message=""),) if read.started_from else ()


def _record(actor: Account, read: Read, interview: Interview, submission: str, case: CaseKey | None) -> None:
    record(
        "interview.received",
        actor=audit_name(actor),
        object_kind="interview",
        object_id=interview.opaque_id,
        mission=read.mission.code,
        submission=submission,
        version=read.version.opaque_id,
        channel=read.arrival.channel,
        parts=sorted(part.value for part in read.placed),
        remarks=len(read.check.findings),
        **({} if case is None else {"case": case.opaque_id}),
    )
