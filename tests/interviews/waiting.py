"""Interviews as the server has them, without the road by which they come. People in them are invented."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from palermo.access.actions.assign_case import assign_registered
from palermo.access.gate import CaseKey
from palermo.access.models import Account, Role
from palermo.access.opaque import opaque_id
from palermo.access.parts import Part
from palermo.access.uncovering import sealing
from palermo.audit.recording import audited
from palermo.cases.models import Case
from palermo.individuals.keys import ensure_keys
from palermo.individuals.models import Individual
from palermo.interviews.intake import files
from palermo.interviews.intake.placing import keep_answers
from palermo.interviews.intake.tokens import name_token
from palermo.interviews.mapping.splitting import split
from palermo.interviews.models import Attachment, Channel, FormVersion, Interview, Submission
from palermo.interviews.xforms.reading import read_xform
from palermo.vault.opened import vault
from tests.interviews.answering import answers, as_answers

#: What an invented woman might have said in a screening.
TOLD = {
    "consent_interview": "yes",
    "consent_form": "written",
    "consent_date": "2026-10-01",
    "consent_purposes": "assistance sharing",
    "consent_recipients": "ngo",
    "consent_assistance": "yes",
    "screening_date": "2026-10-01",
    "sex": "female",
    "age": "31",
    "nationality": "UKR",
    "first_name": "Олена",
    "family_name": "Вигадана",
    "birth_date": "1995-05-17",
    "mobile_phone": "+380441234567",
    "screening_narrative": "The story that nobody else may read.",
    "recruitment_method": "~refused",
    "exploitation_type": "forced_labour",
    "exploitation_country": "POL",
}


def received(
    actor: Account,
    version: FormVersion,
    told: Mapping[str, str] | None = None,
    *,
    case: CaseKey | None = None,
    remarks: list[dict[str, str]] | None = None,
    photo: bytes = b"",
    **rows: Any,
) -> Interview:
    """An interview that ``actor`` has sent; it waits unless it has a case."""
    form = read_xform(version.xform)
    said = answers(form, **(TOLD if told is None else told))
    if photo:
        said |= answers(form, photograph="face.jpg")
    number = opaque_id()
    key = case or CaseKey(number, actor.mission_id or 0, opaque_id())
    individual = key.individual_opaque
    mission = actor.mission
    assert mission is not None
    ensure_keys(vault(), [individual], mission.code)
    with sealing(actor, [individual]), audited():
        if case is None:
            Individual.objects.create(opaque_id=individual)
        interview = Interview(
            opaque_id=number,
            mission=mission,
            individual_id=individual,
            case=None if case is None else Case.unscoped.get(opaque_id=case.opaque_id),
            gate_number=key.opaque_id,
            version=version,
            account=actor,
            channel=Channel.BROWSER,
            language="en",
            began_at=timezone.now(),
            has_remarks=bool(remarks),
            **rows,
        )
        interview.remarks = remarks or None
        interview.save()
        parted = split(form, as_answers(form, said), version.questions)
        keep_answers(interview, {part: parted.of(part) for part in Part if parted.of(part)})
        interview.save()
        submission = submitted(interview)
        if photo:
            store_photo(submission, photo, next(path for path in said if path.endswith("photograph")))
        if case is None and actor.role == Role.CASEWORKER:
            assign_registered(actor=actor, case=key)
    return interview


def submitted(interview: Interview, text: str = "<data/>") -> Submission:
    """What a device sent. Needs a clearance."""
    row = Submission(
        interview=interview,
        individual_id=interview.individual_id,
        mission=interview.mission,
        instance_id=f"uuid:{secrets.token_hex(8)}",
        version=interview.version,
        account=interview.account,
        channel=interview.channel,
        receipt=secrets.token_hex(4),
        digest=secrets.token_bytes(32),
    )
    row.raw = text
    row.save()
    return row


def store_photo(submission: Submission, content: bytes, path: str) -> Attachment:
    """A picture that came with it. Needs a clearance."""
    interview = submission.interview
    row = Attachment(
        interview=interview,
        individual_id=interview.individual_id,
        submission=submission,
        name_token=name_token(interview.opaque_id, "face.jpg"),
        digest=secrets.token_bytes(32),
        part=Part.IDENTITY,
    )
    row.about = {"name": "face.jpg", "media_type": "image/jpeg", "size": len(content), "question": path}
    row.save()
    files.write(row.opaque_id, interview.individual_id, content)
    return row
