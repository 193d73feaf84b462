"""A person's identity in memory: what goes in (drafts) and what comes out (views) are the same documents.

None of these classes shows its content when printed: what can be printed ends in a log.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any, Self

from palermo.access.gate import CaseLike
from palermo.individuals.kinds import (
    AddressKind,
    BirthSource,
    ContactKind,
    DocumentKind,
    NameKind,
    PhotoKind,
    Safety,
)

#: Not part of the sealed document: they are columns of the row.
COLUMNS = frozenset({"opaque_id", "is_preferred"})


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class Detail:
    """The base. ``opaque_id`` names the stored row; "" means that it is not stored yet."""

    opaque_id: str = ""

    def content(self) -> dict[str, Any]:
        """The document that is sealed. What is empty is left out."""
        said = {one.name: getattr(self, one.name) for one in fields(self) if one.name not in COLUMNS}
        return {name: value for name, value in said.items() if value != "" and value is not False}

    @classmethod
    def from_content(cls, content: Mapping[str, Any], **columns: Any) -> Self:
        """The other way. Words of a later version that this one does not know are left out."""
        known = {one.name for one in fields(cls)} - COLUMNS
        return cls(**{name: value for name, value in content.items() if name in known}, **columns)


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class NameDetail(Detail):
    """``text``: as written or said, any script, any order of the parts. ``language``: a code such as uk or zh-Hant."""

    text: str
    kind: str = NameKind.LEGAL
    language: str = ""
    is_preferred: bool = False


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class BirthDetail(Detail):
    """``on``: 1993, 1993-05 or 1993-05-17."""

    on: str
    is_approximate: bool = False
    source: str = BirthSource.SAID
    is_preferred: bool = False


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class DocumentDetail(Detail):
    """``country``: who issued it, a code of the codebook. ``expires``: a date as in BirthDetail."""

    number: str
    kind: str = DocumentKind.PASSPORT
    country: str = ""
    expires: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class ContactDetail(Detail):
    """``safety`` with ``ask_for`` (whom, which words) and ``safe_times``: to be shown wherever the contact is."""

    value: str
    kind: str = ContactKind.PHONE
    safety: str = Safety.UNKNOWN
    ask_for: str = ""
    safe_times: str = ""


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class AddressDetail(Detail):
    """``text``: the lines. ``country``: a code of the codebook."""

    text: str = ""
    kind: str = AddressKind.CURRENT
    place: str = ""
    country: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class FamilyDetail(Detail):
    """A relative by ``name``, or by ``linked`` (opaque identifier of another individual; ``link_family`` sets it)."""

    relation: str
    name: str = ""
    linked: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class PhotoDetail(Detail):
    """``media_type``: image/jpeg or image/png. ``size``: bytes of the cleaned picture. In pixels: width, height."""

    media_type: str
    size: int
    width: int
    height: int
    kind: str = PhotoKind.PORTRAIT
    caption: str = ""


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class IdentityDraft:
    """A whole identity, to be recorded. The first name and birth date are preferred unless others are marked."""

    names: tuple[NameDetail, ...] = ()
    births: tuple[BirthDetail, ...] = ()
    documents: tuple[DocumentDetail, ...] = ()
    contacts: tuple[ContactDetail, ...] = ()
    addresses: tuple[AddressDetail, ...] = ()
    family: tuple[FamilyDetail, ...] = ()

    def groups(self) -> Iterator[tuple[str, tuple[Detail, ...]]]:
        """Group -> details, in the order of the fields."""
        for one in fields(IdentityDraft):
            yield one.name, getattr(self, one.name)


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class IdentityView(IdentityDraft):
    """A whole identity, opened for ``case``."""

    case: CaseLike
    photos: tuple[PhotoDetail, ...] = ()

    @property
    def individual(self) -> str:
        """The person's opaque identifier."""
        return self.case.individual_opaque

    @property
    def name(self) -> str:
        """The preferred name, or ""."""
        return next((one.text for one in self.names if one.is_preferred), "")

    @property
    def birth(self) -> BirthDetail | None:
        """The preferred birth date."""
        return next((one for one in self.births if one.is_preferred), None)
