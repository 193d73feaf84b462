"""A received interview as a device gets it to be corrected: what it says now, in its form, with its files.

The filled form bears the instance id of the last submission: the device sends its correction as an instance of its own,
which names that one as what it started from (``deprecatedID``).
"""

from __future__ import annotations

from dataclasses import dataclass

from palermo.access.actors import MaybeActor, audit_name
from palermo.access.gate import Part, not_here, require_actor, require_part
from palermo.access.uncovering import uncovered
from palermo.audit.recording import audited, record
from palermo.interviews.filling.container import PackedFile, pack
from palermo.interviews.intake import files as disk
from palermo.interviews.intake.overlay import as_bytes, laid_over
from palermo.interviews.intake.placing import Placed, kept_answers, seen_as, strictest, together
from palermo.interviews.intake.waiting import key_of
from palermo.interviews.models import AnswerPart, Attachment, FormVersion, Interview, Submission
from palermo.interviews.xforms.instances import Instance, read_instance
from palermo.interviews.xforms.reading import read_xform


@dataclass(frozen=True, slots=True, repr=False)
class Reopened:
    """``content`` is a container (see ``container``); ``version`` the opaque number of the form's version."""

    version: str
    content: bytes


def reopened(actor: MaybeActor, number: str) -> Reopened:
    """The interview of this number, for somebody who may read and change all that it holds. On record.

    Raises NotSignedIn, NotFoundOrNotAllowed, ReadingStopped, CannotOpen (a file that is not whole).
    """
    known = require_actor(actor)
    rows = Interview.objects.for_actor(known).select_related("version__form", "mission")
    interview = rows.filter(opaque_id=number).first()
    if interview is None:
        raise not_here()
    key = key_of(interview)
    require_part(known, key, Part.STORY, write=True)
    held = [Part(part) for part in AnswerPart.objects.of(interview).values_list("part", flat=True)]
    for part in {Part.FACTS, *held, *_parts_of_files(interview)}:
        require_part(known, key, part)
    with uncovered(known, {interview.individual_id: key}, Part.STORY, "interview to be corrected"):
        placed = kept_answers(interview)
        instance = _last_instance(interview)
        form = read_xform(interview.version.xform)
        xml = as_bytes(laid_over(form, instance, together(placed)))
        content = pack(_about(interview, instance, placed), xml, _files(interview))
    with audited():
        record(
            "interview.reopened",
            actor=audit_name(known),
            object_kind="interview",
            object_id=interview.opaque_id,
            mission=interview.mission.code,
            parts=sorted({strictest(placed).value, *(part.value for part in placed)}),
        )
    return Reopened(interview.version.opaque_id, content)


def _last_instance(interview: Interview) -> Instance:
    """The last submission on the interview's version: a merge may have been laid over an older one."""
    submissions = Submission.objects.of(interview).order_by("-received_at", "-pk")
    last = submissions.filter(version=interview.version).first()
    if last is None:
        raise not_here()
    return read_instance(str(last.raw).encode())


def _about(interview: Interview, instance: Instance, placed: Placed) -> dict[str, str]:
    version: FormVersion = interview.version
    return {
        "form_id": version.form.form_id,
        "version": version.version,
        "instance_id": instance.instance_id,
        "case": interview.gate_number if interview.case_id is not None else "",
        "language": interview.language,
        "began_at": interview.began_at.isoformat() if interview.began_at else "",
        "ended_at": interview.ended_at.isoformat() if interview.ended_at else "",
        "paper_on": interview.paper_on.isoformat() if interview.paper_on else "",
        "seen": seen_as(placed),
    }


def _parts_of_files(interview: Interview) -> list[Part]:
    parts = Attachment.objects.of(interview).values_list("part", flat=True)
    return [Part(part) for part in parts]


def _files(interview: Interview) -> list[PackedFile]:
    """The newest of each name. Needs a clearance."""
    found: dict[str, PackedFile] = {}
    for row in Attachment.objects.of(interview).order_by("pk"):
        about: dict[str, str] = row.about or {}
        content = disk.read(row.opaque_id, interview.individual_id)
        found[about["name"]] = PackedFile(about["name"], about["media_type"], content)
    return list(found.values())
