"""The rows of what was received: the submission as it came, its files, and which files are still missing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from palermo.access.actors import audit_name
from palermo.access.opaque import opaque_id
from palermo.access.parts import Part
from palermo.audit.recording import record
from palermo.interviews.intake import receipts
from palermo.interviews.intake.errors import Overtaken, SubmissionConflict
from palermo.interviews.intake.placing import Placed
from palermo.interviews.intake.reading import Read, Taken
from palermo.interviews.intake.tokens import name_token
from palermo.interviews.mapping.splitting import plain_path
from palermo.interviews.models import Attachment, Interview, Submission
from palermo.interviews.xforms.model import XForm

_ATTEMPTS = 5


@dataclass(frozen=True, slots=True, repr=False)
class Prepared:
    """A file with the number of its row-to-be."""

    number: str
    taken: Taken

    @property
    def on_disk(self) -> tuple[str, bytes]:
        """What ``files.written`` wants."""
        return self.number, self.taken.kept.content


def prepared(files: Iterable[Taken]) -> tuple[Prepared, ...]:
    """The files, each with a number."""
    return tuple(Prepared(opaque_id(), one) for one in files)


def submission_before(read: Read) -> Submission | None:
    """The submission that this very instance became when it was sent before. Raises SubmissionConflict."""
    found = (
        Submission.unscoped.filter(mission=read.mission, instance_id=read.name)
        .select_related("interview")
        .first()
    )
    if found is not None and bytes(found.digest) != read.digest:
        raise SubmissionConflict
    return found


def store_submission(
    read: Read, interview: Interview, *, started_from: Submission | None = None, is_complete: bool = False
) -> Submission:
    """The row of what was sent, sealed. Needs a clearance. Raises Overtaken when somebody else has just stored it."""
    for _attempt in range(_ATTEMPTS):
        row = Submission(
            interview=interview,
            individual_id=interview.individual_id,
            mission=read.mission,
            instance_id=read.name,
            started_from=started_from,
            version=read.version,
            account=read.account,
            device=read.arrival.device,
            channel=read.arrival.channel,
            receipt=receipts.drawn(),
            digest=read.digest,
            is_complete=is_complete,
        )
        row.raw = read.text
        try:
            with transaction.atomic():
                row.save()
        except IntegrityError:
            # Of two at once the second has waited here for the first; or a receipt was drawn that was drawn before.
            if Submission.unscoped.filter(mission=read.mission, instance_id=read.name).exists():
                raise Overtaken from None
            continue
        return row
    raise Overtaken


def store_files(read: Read, submission: Submission, placed: Placed, files: Iterable[Prepared]) -> None:
    """The rows of files that lie on the disk already, each on record. Needs a clearance."""
    interview = submission.interview
    for one in files:
        row = Attachment(
            opaque_id=one.number,
            interview=interview,
            individual_id=interview.individual_id,
            submission=submission,
            name_token=name_token(interview.opaque_id, one.taken.name),
            digest=one.taken.digest,
            part=_part_of(placed, one.taken.path),
        )
        row.about = {
            "name": one.taken.name,
            "media_type": one.taken.kept.media_type,
            "size": len(one.taken.kept.content),
            "question": one.taken.path,
        }
        row.save()
        record(
            "attachment.stored",
            actor=audit_name(read.account),
            object_kind="interview",
            object_id=interview.opaque_id,
            mission=read.mission.code,
            attachment=one.number,
            submission=submission.opaque_id,
        )


def missing(interview: Interview, names: Iterable[str]) -> set[str]:
    """Those of the files ``names`` that the interview does not have, from whichever submission."""
    by_token = {name_token(interview.opaque_id, name): name for name in names}
    rows = Attachment.objects.of(interview).filter(name_token__in=list(by_token))
    return {*by_token.values()} - {
        by_token[bytes(token)] for token in rows.values_list("name_token", flat=True)
    }


def named_in(form: XForm, placed: Placed) -> set[str]:
    """The files that these answers name."""
    found = set()
    for answers in placed.values():
        for path, value in answers.items():
            node = form.nodes.get(plain_path(path))
            if node is not None and (node.type == "binary" or node.control == "upload"):
                found.add(value)
    return found


def _part_of(placed: Placed, path: str) -> Part:
    """The part of the question that a file answers. A file is never a coded fact."""
    return next(
        (part for part, answers in placed.items() if path in answers and part != Part.FACTS), Part.STORY
    )
