"""Takes in files of an interview that has been received already: devices send large ones one after the other."""

from __future__ import annotations

from palermo.access.gate import Part
from palermo.access.models import Account
from palermo.access.uncovering import reworking
from palermo.audit.recording import audited
from palermo.individuals.models import Individual
from palermo.interviews.intake import files as disk
from palermo.interviews.intake.arrival import Receipt
from palermo.interviews.intake.errors import SubmissionConflict
from palermo.interviews.intake.forms import form_of
from palermo.interviews.intake.placing import kept_answers
from palermo.interviews.intake.reading import Read, Taken
from palermo.interviews.intake.rows import Prepared, missing, named_in, prepared, store_files
from palermo.interviews.intake.tokens import name_token
from palermo.interviews.intake.waiting import key_of, locked_interview
from palermo.interviews.models import Attachment, Submission


def receive_files(*, actor: Account, read: Read, submission: Submission) -> Receipt:
    """The receipt of ``submission``, with those of the files added that it names and that had not come.

    ``read_arrival`` has asked the gate already who may send. Raises SubmissionConflict for another content under a name
    that has come, NotFoundOrNotAllowed when there is something to add and the interview is not the sender's any more,
    NoRoom and Overtaken.
    """
    lacking = _lacking(submission, read.files)
    if lacking and not submission.is_complete and not _is_erased(submission):
        submission = _add(actor, read, submission, lacking)
    return Receipt(
        number=submission.receipt,
        interview=submission.interview.opaque_id,
        is_new=False,
        is_complete=submission.is_complete,
        remarks=len(read.checked(submission.received_at).findings),
    )


def _add(actor: Account, read: Read, submission: Submission, lacking: tuple[Taken, ...]) -> Submission:
    before = submission.interview
    surplus: list[str] = []
    with reworking(actor, key_of(before), Part.STORY, "files of an interview"):
        new = prepared(lacking)
        with disk.written(before.individual_id, (one.on_disk for one in new)), audited():
            interview = locked_interview(before)
            submission = Submission.unscoped.select_related("interview").get(pk=submission.pk)
            submission.interview = interview
            # Another post with the same files may have ended in between.
            still = {one.name for one in _lacking(submission, lacking)}
            to_store: list[Prepared] = [one for one in new if one.taken.name in still]
            surplus = [one.number for one in new if one.taken.name not in still]
            store_files(read, submission, read.placed, to_store)
            submission.is_complete = not missing(interview, read.named)
            submission.save(update_fields=["is_complete"])
            form = form_of(interview.version)
            interview.is_complete = not missing(interview, named_in(form, kept_answers(interview)))
            interview.save(update_fields=["is_complete", "changed_at"])
    disk.delete(surplus)
    return submission


def _lacking(submission: Submission, files: tuple[Taken, ...]) -> tuple[Taken, ...]:
    """Those that the interview does not have. Raises SubmissionConflict for another content of this submission's."""
    interview = submission.interview
    rows = Attachment.unscoped.filter(interview=interview).values_list(
        "name_token", "digest", "submission_id"
    )
    held: dict[bytes, dict[bytes, int]] = {}
    for token, digest, owner in rows:
        held.setdefault(bytes(token), {})[bytes(digest)] = owner
    lacking = []
    for one in files:
        contents = held.get(name_token(interview.opaque_id, one.name), {})
        if one.digest in contents:
            continue
        if submission.pk in contents.values():
            raise SubmissionConflict
        lacking.append(one)
    return tuple(lacking)


def _is_erased(submission: Submission) -> bool:
    return Individual.objects.filter(opaque_id=submission.individual_id, erased_at__isnull=False).exists()
