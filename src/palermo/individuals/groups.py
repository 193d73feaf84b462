"""The groups of details: which document goes into which table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from palermo.individuals.index import tokens
from palermo.individuals.models import (
    Address,
    BirthDate,
    Contact,
    FamilyLink,
    IdentityDocument,
    PersonName,
    Photo,
)
from palermo.individuals.values import (
    AddressDetail,
    BirthDetail,
    ContactDetail,
    Detail,
    DocumentDetail,
    FamilyDetail,
    NameDetail,
    PhotoDetail,
)


@dataclass(frozen=True, slots=True)
class Group:
    """``name`` is the field of IdentityDraft and the code in the audit. ``tokens_of`` makes what a detail puts into
    the index, packed; None for groups that are not searched."""

    name: str
    # Any: what is common to the seven tables is written once, and not all of them have every column.
    model: Any
    detail: type[Detail]
    has_preferred: bool = False
    tokens_of: Callable[[tokens.Tokeniser, Detail], bytes] | None = None


GROUPS: Mapping[str, Group] = {
    group.name: group
    for group in (
        Group("names", PersonName, NameDetail, has_preferred=True, tokens_of=tokens.of_name),
        Group("births", BirthDate, BirthDetail, has_preferred=True, tokens_of=tokens.of_birth),
        Group("documents", IdentityDocument, DocumentDetail, tokens_of=tokens.of_document),
        Group("contacts", Contact, ContactDetail, tokens_of=tokens.of_contact),
        Group("addresses", Address, AddressDetail),
        Group("family", FamilyLink, FamilyDetail),
        Group("photos", Photo, PhotoDetail),
    )
}
_BY_DETAIL = {group.detail: group for group in GROUPS.values()}


def group_of(detail: Detail) -> Group:
    """The group to which a detail belongs."""
    return _BY_DETAIL[type(detail)]


def detail_of(group: Group, row: Any) -> Detail:
    """The opened document of a row. Raises NoClearance."""
    columns: dict[str, object] = {"opaque_id": row.opaque_id}
    if group.has_preferred:
        columns["is_preferred"] = row.is_preferred
    return group.detail.from_content(row.content or {}, **columns)


def fill(group: Group, row: Any, detail: Detail, maker: tokens.Tokeniser) -> None:
    """Put a checked document and its tokens into a row. What is sealed must not be read for it."""
    row.content = detail.content()
    if group.has_preferred:
        row.is_preferred = bool(getattr(detail, "is_preferred", False))
    if group.tokens_of is not None:
        row.tokens = group.tokens_of(maker, detail)
