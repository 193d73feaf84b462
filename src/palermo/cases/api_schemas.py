"""What the operations on cases take and give. Inputs refuse names that they do not know: a slip is not a silence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from ninja import Schema
from pydantic import ConfigDict, Field, model_validator

from palermo.access.gate import Standing
from palermo.cases.people import PeopleFound
from palermo.cases.selectors import CaseDetail, CasePage, CaseRow, EventDetail
from palermo.individuals.checking import LINE

OpaqueId = str
#: A year, a month or a day: 2011, 2011-05, 2011-05-17.
PARTIAL_DATE = r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"
PartName = Literal["facts", "identity", "story", "privileged"]
Answer = str | int | float | list[str]


class Input(Schema):
    """The base of what is sent. Text that no database can keep is refused wherever it stands: PostgreSQL takes no NUL,
    and half of a surrogate pair is no letter."""

    model_config = ConfigDict(extra="forbid", str_max_length=10_000)

    @model_validator(mode="before")
    @classmethod
    def only_text_that_can_be_kept(cls, sent: Any) -> Any:
        """``sent`` as it is. Raises ValueError, which names no value."""
        if not _can_be_kept(sent):
            raise ValueError("text that cannot be kept")
        return sent


def _can_be_kept(value: Any) -> bool:
    if isinstance(value, str):
        return not any(letter == "\x00" or "\ud800" <= letter <= "\udfff" for letter in value)
    if isinstance(value, dict):
        return all(_can_be_kept(one) for pair in value.items() for one in pair)
    return all(map(_can_be_kept, value)) if isinstance(value, list) else True


class CaseRowOut(Schema):
    """A case as lists show it: codes; ``""`` means that the answer is missing."""

    id: OpaqueId
    case_ref: str
    mission: str
    registered_on: str = Field(pattern=PARTIAL_DATE)
    status: str
    sex: str
    majority: str
    nationality: str
    exploitation_country: str
    exploitation_types: list[str]

    @classmethod
    def of(cls, row: CaseRow) -> CaseRowOut:
        return cls(
            id=row.opaque_id,
            case_ref=row.case_ref,
            mission=row.mission_name,
            registered_on=row.registered.isoformat(),
            status=row.status,
            sex=row.sex,
            majority=row.majority,
            nationality=row.nationality,
            exploitation_country=row.exploitation_country,
            exploitation_types=list(row.exploitation_types),
        )


class CasePageOut(Schema):
    """One page. ``earlier`` and ``later`` are what to give as ``before`` and ``after``, or ``""`` at the ends; with
    ``is_capped`` there are more than ``count``."""

    cases: list[CaseRowOut]
    count: int
    is_capped: bool
    earlier: str
    later: str

    @classmethod
    def of(cls, page: CasePage) -> CasePageOut:
        return cls(
            cases=[CaseRowOut.of(row) for row in page.rows],
            count=page.count,
            is_capped=page.is_capped,
            earlier=page.earlier,
            later=page.later,
        )


class EventOut(Schema):
    """A trafficking event with its open answers."""

    kind: str
    position: int
    facts: dict[str, Answer]

    @classmethod
    def of(cls, event: EventDetail) -> EventOut:
        return cls(kind=event.kind, position=event.position, facts=_facts(event.facts))


class CaseOut(Schema):
    """A case as far as the reader may see it. ``may_read`` and ``may_write`` name the parts that this reader may."""

    case: CaseRowOut
    entered_at: str
    may_read: list[PartName]
    may_write: list[PartName]
    facts: dict[str, Answer]
    events: list[EventOut]
    others: list[CaseRowOut]

    @classmethod
    def of(cls, detail: CaseDetail) -> CaseOut:
        return cls(
            case=CaseRowOut.of(detail.case),
            entered_at=detail.entered_at.isoformat(),
            may_read=_parts(detail.standing, "readable"),
            may_write=_parts(detail.standing, "writable"),
            facts=_facts(detail.facts),
            events=[EventOut.of(event) for event in detail.events],
            others=[CaseRowOut.of(row) for row in detail.others],
        )


def _parts(standing: Standing, which: str) -> list[Any]:
    return sorted(part.value for part in getattr(standing, which))


def _facts(facts: Mapping[str, object]) -> dict[str, Any]:
    return dict(facts)


class RegisteredOut(Schema):
    """The case that was made, or that the same form had made before."""

    id: OpaqueId


class PeopleQueryBody(Input):
    """What is known of the person; any of them. ``birth``: a year, a month or a day. A year alone finds nobody."""

    name: str = Field("", max_length=LINE)
    birth: str = Field("", max_length=10)
    document: str = Field("", max_length=LINE)
    phone: str = Field("", max_length=LINE)
    email: str = Field("", max_length=LINE)
    handle: str = Field("", max_length=LINE)


class PersonFoundOut(Schema):
    """``covered``: initials. ``likeness``: 0 to 1. ``matched``: the parts of the query that agree."""

    case: OpaqueId
    case_ref: str
    mission: str
    covered: str
    likeness: float
    matched: list[str]


class PeopleOut(Schema):
    """Best first; at most 50. ``is_cut``: more were alike than could be looked at."""

    people: list[PersonFoundOut]
    is_cut: bool

    @classmethod
    def of(cls, found: PeopleFound) -> PeopleOut:
        people = [
            PersonFoundOut(
                case=person.case.key.opaque_id,
                case_ref=person.case.case_ref,
                mission=person.case.mission_name,
                covered=person.covered,
                likeness=round(person.likeness, 3),
                matched=list(person.matched),
            )
            for person in found.people
        ]
        return cls(people=people, is_cut=found.is_cut)
