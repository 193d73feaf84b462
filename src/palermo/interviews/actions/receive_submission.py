"""Receives a filled form from any channel: a new interview, an edit of one, or further files of one."""

from __future__ import annotations

from palermo.access.actors import MaybeActor
from palermo.access.gate import Part, standing
from palermo.cases.keys import require_case
from palermo.interviews.actions.receive_edit import receive_edit
from palermo.interviews.actions.receive_files import receive_files
from palermo.interviews.actions.receive_interview import receive_interview
from palermo.interviews.actions.sweep_attachments import sweep_when_due
from palermo.interviews.intake.arrival import Arrival, Receipt
from palermo.interviews.intake.errors import (
    AttachmentRefused,
    NoRoom,
    Overtaken,
    SubmissionConflict,
    SubmissionTooLarge,
    UnknownForm,
)
from palermo.interviews.intake.reading import Read, read_arrival
from palermo.interviews.intake.rows import submission_before
from palermo.interviews.intake.waiting import key_of
from palermo.interviews.models import Submission

__all__ = [
    "Arrival",
    "AttachmentRefused",
    "NoRoom",
    "Overtaken",
    "Receipt",
    "SubmissionConflict",
    "SubmissionTooLarge",
    "UnknownForm",
    "receive_submission",
]
#: Each attempt but the last was overtaken by another act on the same interview, which has ended by then.
_ATTEMPTS = 5


def receive_submission(*, actor: MaybeActor, arrival: Arrival) -> Receipt:
    """Take ``arrival`` in: sealed, rechecked, its answers sorted, all or nothing.

    The same instance with the same bytes gives the same receipt, however often and from wherever at once it is sent;
    files that came with it for the first time are added. An edit names the instance it started from; when the sender
    may not change that one, or it is not known here, the edit is an interview of its own, with a remark: the sender
    learns nothing, and nothing is lost.

    Raises NotSignedIn, NotFoundOrNotAllowed (role, frozen mission, a case that is not the sender's), InstanceRefused,
    UnknownForm, SubmissionConflict, SubmissionTooLarge, AttachmentRefused, NotAcceptedError (somebody erased), NoRoom,
    Overtaken; nothing is stored then.
    """
    read = read_arrival(actor, arrival)
    sweep_when_due()
    for attempt in range(_ATTEMPTS):
        try:
            return _receive(read)
        except Overtaken:
            if attempt + 1 == _ATTEMPTS:
                raise
    raise Overtaken


def _receive(read: Read) -> Receipt:
    before = submission_before(read)
    if before is not None:
        return receive_files(actor=read.account, read=read, submission=before)
    if read.started_from:
        started = _started(read)
        if started is not None:
            return receive_edit(actor=read.account, read=read, started=started)
    case = None
    if read.arrival.case:
        case, _standing = require_case(read.account, read.arrival.case, Part.STORY, write=True)
    return receive_interview(actor=read.account, read=read, case=case)


def _started(read: Read) -> Submission | None:
    """What an edit started from, when its sender may change it."""
    found = (
        Submission.unscoped.filter(mission=read.mission, instance_id=read.started_from)
        .select_related("interview")
        .first()
    )
    if found is None or Part.STORY not in standing(read.account, key_of(found.interview)).writable:
        return None
    return found
