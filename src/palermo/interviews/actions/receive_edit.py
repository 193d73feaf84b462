"""Lays an edit over the interview that it started from; what two people changed differently waits for a decision."""

from __future__ import annotations

from collections.abc import Mapping

from palermo.access.actors import audit_name
from palermo.access.gate import Part
from palermo.access.models import Account
from palermo.access.uncovering import reworking
from palermo.audit.recording import audited, record
from palermo.interviews.actions.receive_interview import language_of
from palermo.interviews.actions.tell_case import tell_the_case
from palermo.interviews.intake import files as disk
from palermo.interviews.intake.arrival import Receipt
from palermo.interviews.intake.differences import follow_up, store_differences
from palermo.interviews.intake.forms import form_of, questions_of
from palermo.interviews.intake.merging import Merged, merge
from palermo.interviews.intake.placing import (
    Placed,
    asked,
    keep_answers,
    kept_answers,
    placed_answers,
    seen_as,
    together,
)
from palermo.interviews.intake.reading import Read, Taken, findings
from palermo.interviews.intake.rows import missing, named_in, prepared, store_files, store_submission
from palermo.interviews.intake.state import State, checked_state
from palermo.interviews.intake.tokens import name_token
from palermo.interviews.intake.waiting import key_of, locked_interview
from palermo.interviews.models import Attachment, Interview, Submission
from palermo.interviews.xforms.instances import read_instance


def receive_edit(*, actor: Account, read: Read, started: Submission) -> Receipt:
    """The receipt. What only this edit changed counts from now on, what only others changed since stays, and of what
    both changed differently the present answer stays until somebody decides (``decide_difference``).

    ``read_arrival`` has asked the gate already who may send. Raises NotFoundOrNotAllowed (not the sender's to change),
    NotAcceptedError (an erased person), NoRoom and Overtaken.
    """
    before = started.interview
    with reworking(actor, key_of(before), Part.STORY, "edit of an interview"):
        new = prepared(_new_files(before, read.files))
        with disk.written(before.individual_id, (one.on_disk for one in new)), audited():
            interview = locked_interview(before)
            submission = store_submission(read, interview, started_from=started)
            current = kept_answers(interview)
            merged = _merged(read, started, interview, current)
            state = _state(read, merged, current)
            follow_up(interview, together(state.placed), actor)
            store_differences(read.form, submission, merged.differences, current, read.placed)
            remarks = findings(state.check)
            interview.version = read.version
            interview.language = language_of(read) or interview.language
            keep_answers(interview, state.placed)
            if interview.case_id is not None:
                tell_the_case(actor, interview, submission, state.placed, remarks, before=current)
            interview.remarks, interview.has_remarks = remarks or None, bool(remarks)
            store_files(read, submission, read.placed, new)
            submission.is_complete = not missing(interview, read.named)
            submission.save(update_fields=["is_complete"])
            interview.is_complete = not missing(interview, named_in(read.form, state.placed))
            interview.save()
            _record(actor, read, interview, submission, state, merged)
    return Receipt(
        number=submission.receipt,
        interview=interview.opaque_id,
        is_new=True,
        is_complete=submission.is_complete,
        remarks=len(read.check.findings),
    )


def _new_files(interview: Interview, files: tuple[Taken, ...]) -> list[Taken]:
    """Those that the interview does not have with the very same content."""
    rows = Attachment.unscoped.filter(interview=interview).values_list("name_token", "digest")
    held = {(bytes(token), bytes(digest)) for token, digest in rows}
    return [one for one in files if (name_token(interview.opaque_id, one.name), one.digest) not in held]


def _merged(read: Read, started: Submission, interview: Interview, current: Placed) -> Merged:
    """What the form writes by itself is nobody's change, and left out here."""
    now = asked(form_of(interview.version), current)
    mine = asked(read.form, read.placed)
    if read.arrival.seen and read.arrival.seen == seen_as(current):
        # It began with what the interview says at this moment: nobody came in between.
        return merge(now, now, mine)
    origin = form_of(started.version)
    filled = read_instance(str(started.raw).encode())
    return merge(asked(origin, placed_answers(origin, filled, {}, questions_of(started.version))), now, mine)


def _state(read: Read, merged: Merged, current: Placed) -> State:
    if not _is_mixed(read, merged):
        return State(read.placed, read.check)
    return checked_state(read.form, read.version, read.instance, merged.answers, current)


def _is_mixed(read: Read, merged: Merged) -> bool:
    return bool(merged.differences) or merged.answers != asked(read.form, read.placed)


def _record(
    actor: Account,
    read: Read,
    interview: Interview,
    submission: Submission,
    state: State,
    merged: Merged,
) -> None:
    about: Mapping[str, str] = {
        "actor": audit_name(actor),
        "object_kind": "interview",
        "object_id": interview.opaque_id,
        "mission": read.mission.code,
    }
    record(
        "interview.edited",
        **about,
        submission=submission.opaque_id,
        version=read.version.opaque_id,
        channel=read.arrival.channel,
        parts=sorted(part.value for part in state.placed),
        remarks=len(state.check.findings),
    )
    if _is_mixed(read, merged):
        record("interview.merged", **about, submission=submission.opaque_id, count=len(merged.differences))
