"""Reads one interview: covered, as far as its coded answers go; and opened, part by part, each time on record."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from palermo.access.actors import MaybeActor
from palermo.access.gate import CaseKey, Part, Standing, not_here, standing
from palermo.access.models import Account
from palermo.access.uncovering import uncovered
from palermo.interviews.intake import files
from palermo.interviews.intake.waiting import key_of
from palermo.interviews.models import (
    AnswerPart,
    Attachment,
    Channel,
    Difference,
    Interview,
    Submission,
)
from palermo.interviews.received.on_record import interview_seen
from palermo.interviews.received.selectors import require_reader, title_in
from palermo.interviews.xforms.model import XForm
from palermo.interviews.xforms.reading import read_xform

#: What lies sealed, in the order in which it is offered.
SEALED = (Part.STORY, Part.IDENTITY, Part.PRIVILEGED)


@dataclass(frozen=True, slots=True)
class Sent:
    """One thing that was handed in: the interview first, then edits."""

    receipt: str
    worker: str
    channel: str
    received_at: datetime
    version: str
    is_complete: bool
    is_edit: bool


@dataclass(frozen=True, slots=True, repr=False)
class FileOfInterview:
    """An attachment. Everything but its number and part is "" and 0 while it is covered."""

    number: str
    part: Part
    name: str = ""
    media_type: str = ""
    size: int = 0
    path: str = ""

    @property
    def is_image(self) -> bool:
        return self.media_type in ("image/jpeg", "image/png")


@dataclass(frozen=True, slots=True, repr=False)
class InterviewDetail:
    """An interview, covered: ``facts`` only where they may be read. ``covered``: sealed parts that the reader may open
    and that have something in them; ``closed``: parts that the reader may not read."""

    key: CaseKey
    standing: Standing
    number: str
    title: str
    form: XForm = field(compare=False)
    questions: Mapping[str, Any]
    form_id: str
    version: str
    has_newer: bool
    worker: str
    channel: str
    language: str
    mission_code: str
    began_at: datetime | None
    ended_at: datetime | None
    paper_on: date | None
    received_at: datetime
    is_waiting: bool
    case_ref: str
    has_remarks: bool
    is_complete: bool
    facts: Mapping[str, str]
    covered: tuple[Part, ...]
    closed: tuple[Part, ...]
    sent: tuple[Sent, ...]
    files: tuple[FileOfInterview, ...]
    differences: int

    @property
    def may_write(self) -> bool:
        """Whether the reader may place it, and decide."""
        return {Part.FACTS, Part.IDENTITY, Part.STORY} <= self.standing.writable


@dataclass(frozen=True, slots=True, repr=False)
class Opened:
    """What was opened: answers of the parts asked for, files by number, and remarks."""

    parts: frozenset[Part]
    answers: dict[str, str]
    files: tuple[FileOfInterview, ...]
    remarks: tuple[Mapping[str, str], ...] = ()


def read_interview(actor: MaybeActor, number: str) -> InterviewDetail:
    """The interview, covered. Raises NotSignedIn, NotFoundOrNotAllowed."""
    known, interview, stands = _found(actor, number)
    version = interview.version
    may_facts = Part.FACTS in stands.readable
    has = set(AnswerPart.objects.of(interview).values_list("part", flat=True))
    attachments = list(Attachment.objects.of(interview).order_by("pk"))
    has |= {row.part for row in attachments}
    if interview.has_remarks:
        has.add(Part.STORY)
    detail = InterviewDetail(
        key=key_of(interview),
        standing=stands,
        number=interview.opaque_id,
        title=title_in(version.titles),
        form=read_xform(version.xform),
        questions=version.questions,
        form_id=version.form.form_id,
        version=version.version,
        has_newer=version.form.versions.filter(pk__gt=version.pk).exists(),
        worker=interview.account.display_name,
        channel=str(Channel(interview.channel).label),
        language=interview.language,
        mission_code=interview.mission.code,
        began_at=interview.began_at,
        ended_at=interview.ended_at,
        paper_on=interview.paper_on,
        received_at=interview.received_at,
        is_waiting=interview.case is None,
        case_ref="" if interview.case is None else interview.case.case_ref,
        has_remarks=interview.has_remarks,
        is_complete=interview.is_complete,
        facts=dict(interview.facts) if may_facts else {},
        covered=tuple(part for part in SEALED if part in has and part in stands.readable),
        closed=tuple(part for part in Part if part not in stands.readable),
        sent=_sent(interview),
        files=tuple(
            FileOfInterview(row.opaque_id, Part(row.part))
            for row in attachments
            if row.part in stands.readable
        ),
        differences=Difference.objects.of(interview).filter(decided_at=None).count(),
    )
    interview_seen(known, detail.number, detail.mission_code, [Part.FACTS] if may_facts else [])
    return detail


def open_parts(actor: MaybeActor, number: str, parts: Collection[Part]) -> Opened:
    """The sealed answers of these parts, those that the reader may read. One entry in the audit for each part: whoever
    reads the story need not have read the name.

    Raises NotSignedIn, NotFoundOrNotAllowed (none of them may be read), ReadingStopped."""
    known, interview, stands = _found(actor, number)
    wanted = frozenset(part for part in SEALED if part in parts and part in stands.readable)
    if not wanted:
        raise not_here()
    key = key_of(interview)
    answers: dict[str, str] = {}
    found: list[FileOfInterview] = []
    remarks: tuple[Mapping[str, str], ...] = ()
    for part in sorted(wanted):
        with uncovered(known, {key.individual_opaque: key}, part, "interview"):
            for row in AnswerPart.objects.of(interview).filter(part=part):
                answers |= row.content or {}
            attachments = Attachment.objects.of(interview).filter(part=part).order_by("pk")
            found += [_opened_file(row) for row in attachments]
            if part == Part.STORY:
                remarks = tuple(interview.remarks or ())
    interview_seen(known, number, interview.mission.code, wanted)
    return Opened(wanted, answers, tuple(found), remarks)


def open_file(actor: MaybeActor, number: str, file: str) -> tuple[FileOfInterview, bytes]:
    """One file: what it is, and its bytes. Raises NotSignedIn, NotFoundOrNotAllowed, ReadingStopped, CannotOpen."""
    known, interview, stands = _found(actor, number)
    row = Attachment.objects.of(interview).filter(opaque_id=file).first()
    if row is None or row.part not in stands.readable:
        raise not_here()
    key = key_of(interview)
    with uncovered(known, {key.individual_opaque: key}, Part(row.part), "file of an interview"):
        about = _opened_file(row)
        content = files.read(row.opaque_id, interview.individual_id)
    return about, content


def _found(actor: MaybeActor, number: str) -> tuple[Account, Interview, Standing]:
    known = require_reader(actor)
    rows = Interview.objects.for_actor(known).filter(opaque_id=number)
    rows = rows.select_related("version__form", "mission", "case", "account")
    interview = rows.defer("version__sheets", "version__source").first()
    if interview is None:
        raise not_here()
    stands = standing(known, key_of(interview))
    if not stands.readable:
        raise not_here()
    return known, interview, stands


def _sent(interview: Interview) -> tuple[Sent, ...]:
    rows = Submission.objects.of(interview).select_related("account", "version").order_by("pk")
    return tuple(
        Sent(
            receipt=row.receipt,
            worker=row.account.display_name,
            channel=str(Channel(row.channel).label),
            received_at=row.received_at,
            version=row.version.version,
            is_complete=row.is_complete,
            is_edit=row.started_from_id is not None,
        )
        for row in rows.defer(
            "raw", "version__xform", "version__sheets", "version__questions", "version__source"
        )
    )


def _opened_file(row: Attachment) -> FileOfInterview:
    about: Mapping[str, Any] = row.about or {}
    return FileOfInterview(
        number=row.opaque_id,
        part=Part(row.part),
        name=str(about.get("name", "")),
        media_type=str(about.get("media_type", "")),
        size=int(about.get("size", 0)),
        path=str(about.get("question", "")),
    )
