"""Operations on interviews for programs: the same selectors and actions that the pages call."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Literal

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema, Status
from pydantic import Field

from palermo.access.actions.checks import NotAcceptedError
from palermo.access.parts import Part
from palermo.cases.api_schemas import Input, OpaqueId, PartName
from palermo.cases.checking import REFERENCE
from palermo.interviews.actions.open_case_from_interview import open_case_from_interview
from palermo.interviews.actions.place_interview import place_interview
from palermo.interviews.received.filter_form import InterviewFilterForm
from palermo.interviews.received.reading import InterviewDetail, Opened, open_parts, read_interview
from palermo.interviews.received.selectors import (
    InterviewPage,
    InterviewRow,
    forms_to_choose,
    list_interviews,
    workers_to_choose,
)

router = Router(tags=["interviews"])
_NUMBER = r"^[a-z2-7]{0,16}$"


class InterviewFiltersIn(Input):
    """The filters of the list of interviews, as the page has them; all are optional."""

    which: str = ""
    form: str = Field("", description="The id of a form, as devices know it.")
    worker: str = ""
    after: str = Field("", pattern=_NUMBER, description="List what follows the interview of this number.")


class InterviewRowOut(Schema):
    """An interview as lists show it: nothing that anybody told. ``case`` is ``""`` while it waits."""

    id: OpaqueId
    title: str
    worker: str
    received_at: datetime
    case: OpaqueId
    has_remarks: bool
    is_complete: bool
    differences: int

    @classmethod
    def of(cls, row: InterviewRow) -> InterviewRowOut:
        return cls(
            id=row.number,
            title=row.title,
            worker=row.worker,
            received_at=row.received_at,
            case=row.case,
            has_remarks=row.has_remarks,
            is_complete=row.is_complete,
            differences=row.differences,
        )


class InterviewPageOut(Schema):
    """One page. ``later`` is what to give as ``after``, or ``""`` at the end."""

    interviews: list[InterviewRowOut]
    count: int
    later: OpaqueId

    @classmethod
    def of(cls, page: InterviewPage) -> InterviewPageOut:
        return cls(
            interviews=[InterviewRowOut.of(row) for row in page.rows], count=page.count, later=page.later
        )


class SentOut(Schema):
    """One thing that was handed in: the interview, then edits of it."""

    receipt: str
    received_at: datetime
    version: str
    is_edit: bool


class InterviewOut(Schema):
    """An interview, covered. ``answers``: the coded ones by the path of the question, where they may be read;
    ``covered``: sealed parts that may be opened."""

    id: OpaqueId
    form: str
    version: str
    case: OpaqueId
    began_at: datetime | None
    ended_at: datetime | None
    paper_on: date | None
    received_at: datetime
    language: str
    has_remarks: bool
    is_complete: bool
    differences: int
    answers: dict[str, str]
    covered: list[PartName]
    sent: list[SentOut]

    @classmethod
    def of(cls, detail: InterviewDetail) -> InterviewOut:
        return cls(
            id=detail.number,
            form=detail.form_id,
            version=detail.version,
            case="" if detail.is_waiting else detail.key.opaque_id,
            began_at=detail.began_at,
            ended_at=detail.ended_at,
            paper_on=detail.paper_on,
            received_at=detail.received_at,
            language=detail.language,
            has_remarks=detail.has_remarks,
            is_complete=detail.is_complete,
            differences=detail.differences,
            answers=dict(detail.facts),
            covered=[_part(part) for part in detail.covered],
            sent=[
                SentOut(
                    receipt=one.receipt,
                    received_at=one.received_at,
                    version=one.version,
                    is_edit=one.is_edit,
                )
                for one in detail.sent
            ],
        )


class OpenBody(Input):
    """Which sealed parts to open; those that the reader may not read are passed over."""

    parts: list[PartName] = Field(min_length=1, max_length=4)


class OpenedOut(Schema):
    """What was opened: answers by the path of the question; a remark has a path, a kind and the form's sentence."""

    parts: list[PartName]
    answers: dict[str, str]
    remarks: list[dict[str, str]]

    @classmethod
    def of(cls, opened: Opened) -> OpenedOut:
        return cls(
            parts=[_part(part) for part in sorted(opened.parts)],
            answers=opened.answers,
            remarks=[_remark(one) for one in opened.remarks],
        )


class PlaceBody(Input):
    """The number of the case that the interview belongs to."""

    case: str = Field(pattern=r"^[a-z2-7]{16}$")


class PlacedOut(Schema):
    """``differences``: answers that wait for a person. ``notes``: what could not be recorded, in words."""

    case: OpaqueId
    differences: int
    notes: list[str]


class NewCaseBody(Input):
    """``case_ref``: left empty, one is made. Never a name."""

    case_ref: str = Field("", max_length=REFERENCE)


@router.get(
    "/interviews", response=InterviewPageOut, operation_id="list_interviews", summary="List interviews"
)
def list_interviews_operation(request: HttpRequest, filters: Query[InterviewFiltersIn]) -> InterviewPageOut:
    """A page of 25 interviews of the reader's mission, those that arrived last first."""
    if set(request.GET) - set(InterviewFiltersIn.model_fields):
        # A filter that is misspelt must not list everything.
        raise NotAcceptedError(_("There is no such filter."), field="query")
    said = filters.model_dump()
    after = said.pop("after")
    query = QueryDict(mutable=True)
    query.update({name: value for name, value in said.items() if value})
    form = InterviewFilterForm(
        query, titles=forms_to_choose(request.user), workers=workers_to_choose(request.user)
    )
    for name in form.errors:
        # The form's own words repeat what was sent.
        raise NotAcceptedError(
            _("This filter cannot be understood: %(field)s.") % {"field": name}, field=name
        )
    return InterviewPageOut.of(list_interviews(request.user, form.filters, after=after))


@router.get(
    "/interviews/{slug:interview_id}",
    response=InterviewOut,
    operation_id="read_interview",
    summary="Read an interview",
)
def read_interview_operation(request: HttpRequest, interview_id: str) -> InterviewOut:
    """The interview, covered: its coded answers as far as the reader may see them."""
    return InterviewOut.of(read_interview(request.user, interview_id))


@router.post(
    "/interviews/{slug:interview_id}/open",
    response=OpenedOut,
    operation_id="open_interview",
    summary="Open parts of an interview",
)
def open_interview_operation(request: HttpRequest, interview_id: str, asked: OpenBody) -> OpenedOut:
    """The sealed answers of some parts. Each part is on record; too many at once are stopped."""
    return OpenedOut.of(open_parts(request.user, interview_id, [Part(part) for part in asked.parts]))


@router.post(
    "/interviews/{slug:interview_id}/place",
    response=PlacedOut,
    operation_id="place_interview",
    summary="Place an interview with a case",
)
def place_interview_operation(request: HttpRequest, interview_id: str, to: PlaceBody) -> PlacedOut:
    """The interview belongs to this case from now on; the case takes what it did not know. It cannot be undone."""
    applied = place_interview(actor=request.user, interview=interview_id, case=to.case)
    return PlacedOut(case=to.case, differences=applied.differences, notes=list(applied.notes))


@router.post(
    "/interviews/{slug:interview_id}/case",
    response={201: PlacedOut},
    operation_id="open_case_from_interview",
    summary="Open a case from an interview",
)
def open_case_operation(request: HttpRequest, interview_id: str, new: NewCaseBody) -> Status[PlacedOut]:
    """A new case of the person of the interview, with what the answers say. Look with ``people/search`` first."""
    opened = open_case_from_interview(actor=request.user, interview=interview_id, case_ref=new.case_ref)
    return Status(201, PlacedOut(case=opened.case.opaque_id, differences=0, notes=list(opened.notes)))


def _part(part: Part) -> Literal["facts", "identity", "story", "privileged"]:
    return part.value  # type: ignore[return-value]


def _remark(remark: Mapping[str, str]) -> dict[str, str]:
    return {name: str(remark.get(name, "")) for name in ("path", "kind", "message")}
