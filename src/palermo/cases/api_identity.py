"""An identity as the API takes and gives it: the same details that the pages show, under the same names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from datetime import date
from typing import Any, Literal

from ninja import Schema
from pydantic import Field

from palermo.cases.actions.record_consent import NewConsent
from palermo.cases.actions.register_case import NewCase
from palermo.cases.api_schemas import PARTIAL_DATE, Answer, Input, OpaqueId
from palermo.cases.checking import REFERENCE
from palermo.cases.models import ConsentForm, Purpose
from palermo.individuals.checking import LINE, MOST, NAME, NOTE
from palermo.individuals.kinds import (
    AddressKind,
    BirthSource,
    ContactKind,
    DocumentKind,
    FamilyRelation,
    NameKind,
    Safety,
)
from palermo.individuals.values import (
    AddressDetail,
    BirthDetail,
    ContactDetail,
    Detail,
    DocumentDetail,
    FamilyDetail,
    IdentityDraft,
    NameDetail,
)

_ID = Field(
    "", pattern=r"^[a-z2-7]{0,16}$", description='The stored detail that this one replaces; "" for a new one.'
)
_DATE = r"^([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?)?$"


class NameBody(Input):
    """One name, in any script."""

    id: OpaqueId = _ID
    text: str = Field(max_length=NAME)
    kind: NameKind = NameKind.LEGAL
    language: str = Field("", max_length=35, description="A code such as uk or zh-Hant.")
    is_preferred: bool = False


class BirthBody(Input):
    """One claim of when the person was born: a year, a month or a day."""

    id: OpaqueId = _ID
    on: str = Field(pattern=_DATE)
    is_approximate: bool = False
    source: BirthSource = BirthSource.SAID
    is_preferred: bool = False


class DocumentBody(Input):
    """A document. ``country``: who issued it, ISO 3166 alpha-3."""

    id: OpaqueId = _ID
    number: str = Field(max_length=LINE)
    kind: DocumentKind = DocumentKind.PASSPORT
    country: str = Field("", max_length=8)
    expires: str = Field("", pattern=_DATE)
    note: str = Field("", max_length=NOTE)


class ContactBody(Input):
    """A way to reach the person. Whoever uses it must look at ``safety``, ``ask_for`` and ``safe_times`` first."""

    id: OpaqueId = _ID
    value: str = Field(max_length=LINE)
    kind: ContactKind = ContactKind.PHONE
    safety: Safety = Safety.UNKNOWN
    ask_for: str = Field("", max_length=LINE)
    safe_times: str = Field("", max_length=LINE)


class AddressBody(Input):
    """An address; of some only ``place`` is known."""

    id: OpaqueId = _ID
    text: str = Field("", max_length=NOTE)
    kind: AddressKind = AddressKind.CURRENT
    place: str = Field("", max_length=LINE)
    country: str = Field("", max_length=8)
    note: str = Field("", max_length=NOTE)


class FamilyBody(Input):
    """A relative by name, or ``linked`` to another individual."""

    id: OpaqueId = _ID
    relation: FamilyRelation
    name: str = Field("", max_length=NAME)
    linked: str = Field("", pattern=r"^[a-z2-7]{0,16}$")
    note: str = Field("", max_length=NOTE)


class IdentityBody(Input):
    """A whole identity. The first name and the first birth date are preferred unless others are marked."""

    names: list[NameBody] = Field([], max_length=MOST)
    births: list[BirthBody] = Field([], max_length=MOST)
    documents: list[DocumentBody] = Field([], max_length=MOST)
    contacts: list[ContactBody] = Field([], max_length=MOST)
    addresses: list[AddressBody] = Field([], max_length=MOST)
    family: list[FamilyBody] = Field([], max_length=MOST)

    def draft(self) -> IdentityDraft:
        """For the actions."""
        found: dict[str, Any] = {
            name: tuple(_detail(kind, each) for each in getattr(self, name))
            for name, (_body, kind) in _GROUPS.items()
        }
        return IdentityDraft(**found)

    @classmethod
    def of(cls, identity: IdentityDraft) -> IdentityBody:
        """From what was opened."""
        return cls(
            **{name: _bodies(body, getattr(identity, name)) for name, (body, _kind) in _GROUPS.items()}
        )


class ConsentBody(Input):
    """What the person said about being assisted, on the day of registration."""

    decision: Literal["given", "refused"]
    form: ConsentForm = ConsentForm.WRITTEN
    given_on: date
    guardian: str = Field("", max_length=200)
    witness: str = Field("", max_length=200)


class RegisterBody(Input):
    """``facts``: answers about the person, ``event_facts`` about what happened, by the names and codes of the
    codebook; a state is written ``~unknown``, ``~refused`` or ``~not_asked``."""

    registered_on: str = Field(pattern=PARTIAL_DATE)
    case_ref: str = Field("", max_length=REFERENCE, description="Left empty, one is made. Never a name.")
    facts: dict[str, Answer] = {}
    event_facts: dict[str, Answer] = {}
    identity: IdentityBody = Field(default_factory=lambda: IdentityBody.model_validate({}))
    consent: ConsentBody | None = None
    same_as: str = Field(
        "", pattern=r"^[a-z2-7]{0,16}$", description="An earlier case of the same person in the same mission."
    )

    def new_case(self) -> NewCase:
        """For the action."""
        consent = None
        if self.consent is not None:
            consent = NewConsent(purpose=Purpose.ASSISTANCE, **self.consent.model_dump())
        return NewCase(
            registered_on=self.registered_on,
            identity=self.identity.draft(),
            case_ref=self.case_ref,
            facts=self.facts,
            event_facts=self.event_facts,
            consent=consent,
            same_as=self.same_as,
        )


class IdentityOut(Schema):
    """An opened identity. ``version``: to be given when it is changed; "" for whoever may not change it."""

    case: OpaqueId
    version: str
    identity: IdentityBody


class IdentityChange(Input):
    """What the identity shall be from now on: details with an ``id`` replace the stored ones, the others are new, and
    stored ones that are not named are deleted."""

    version: str = Field(max_length=64)
    identity: IdentityBody


_GROUPS: dict[str, tuple[type[Any], type[Any]]] = {
    "names": (NameBody, NameDetail),
    "births": (BirthBody, BirthDetail),
    "documents": (DocumentBody, DocumentDetail),
    "contacts": (ContactBody, ContactDetail),
    "addresses": (AddressBody, AddressDetail),
    "family": (FamilyBody, FamilyDetail),
}


def _detail(kind: type[Detail], body: Input) -> Detail:
    said = body.model_dump(mode="json")
    return kind(opaque_id=said.pop("id"), **said)


def _bodies(body: type[Any], details: Iterable[Detail]) -> list[Any]:
    return [
        # Stored words are handed out as they are, also those of a later version.
        body.model_construct(
            id=detail.opaque_id,
            **{one.name: getattr(detail, one.name) for one in fields(detail) if one.name != "opaque_id"},
        )
        for detail in details
    ]
