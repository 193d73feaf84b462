"""Columns of a caseload that identify the person: read into an identity, which goes to the vault and nowhere else.

A cell that cannot be taken is reported with its row and column, never with what stands in it: reports are files.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.utils.translation import gettext as _

from palermo.access.actions.checks import NotAcceptedError
from palermo.cases.actions.store_caseload_identities import packed
from palermo.codebook.folding import fold
from palermo.codebook.model import Codebook
from palermo.exchange.caseload.cells import unmarked
from palermo.exchange.caseload.table import REPORTED
from palermo.individuals.checking import LINE, checked
from palermo.individuals.kinds import ContactKind, DocumentKind, NameKind, Safety
from palermo.individuals.values import (
    AddressDetail,
    BirthDetail,
    ContactDetail,
    Detail,
    DocumentDetail,
    IdentityDraft,
    NameDetail,
)

D = TypeVar("D", bound=Detail)
#: The variables of the codebook's section ``identity`` that can be brought in, and what files also call them.
NAME_PARTS = ("first_name", "middle_name", "family_name")
ADDRESS = ("address_street", "address_city", "address_state", "address_postal_code", "address_country")
VARIABLES = (
    *NAME_PARTS, "other_names", "birth_date", "identity_number", "document_number", "mobile_phone", "home_phone",
    "email", "safe_contact", *ADDRESS,
)  # fmt: skip
#: Not in the codebook, which keeps the parts of a name apart: many languages do not.
FULL_NAME = "full_name"
ALSO_CALLED: Mapping[str, str] = {
    "given_name": "first_name",
    "phone": "mobile_phone",
    "full_name": FULL_NAME,
    "name": FULL_NAME,
}
#: Excel's way of showing a number of more digits than it keeps.
_SHORTENED = re.compile(r"\d(\.\d+)?[eE]\+\d+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Flaw:
    """A cell that cannot be taken: its column, and what was expected."""

    position: int
    expected: str


class _Refused(Exception):
    def __init__(self, name: str, expected: str) -> None:
        super().__init__(expected)
        self.name, self.expected = name, expected


class IdentityReader:
    """Reads the identity of a row. ``positions``: name of a variable -> column."""

    def __init__(self, positions: Mapping[str, int], codebook: Codebook) -> None:
        self.positions = dict(positions)
        self._codebook = codebook

    def read(self, cells: Sequence[str]) -> bytes | Flaw:
        """The identity as bytes for StagedRow, empty where nothing is said; or the first flaw."""
        try:
            return packed(
                self._draft({name: self._text(name, cells[at]) for name, at in self.positions.items()})
            )
        except _Refused as refused:
            return Flaw(self.positions[refused.name], refused.expected)

    def _text(self, name: str, cell: str) -> str:
        if cell == REPORTED:
            raise _Refused(name, "")
        text = unmarked(cell)
        # Nobody knows, or nobody was told: then nothing is recorded.
        return "" if (fold(text) or text) in self._codebook.state_words else text

    def _draft(self, said: Mapping[str, str]) -> IdentityDraft:
        return IdentityDraft(
            names=tuple(self._names(said)),
            births=tuple(
                self._one("birth_date", BirthDetail(on=text)) for text in _given(said, "birth_date")
            ),
            documents=tuple(self._documents(said)),
            contacts=tuple(self._contacts(said)),
            addresses=tuple(self._addresses(said)),
        )

    def _names(self, said: Mapping[str, str]) -> Iterator[NameDetail]:
        texts = [*_given(said, FULL_NAME)]
        parts = [part for name in NAME_PARTS for part in _given(said, name)]
        if parts and " ".join(parts) not in texts:
            texts.append(" ".join(parts))
        column = (
            FULL_NAME if _given(said, FULL_NAME) else next((n for n in NAME_PARTS if said.get(n)), FULL_NAME)
        )
        for text in texts:
            yield self._one(column, NameDetail(text=text))
        for others in _given(said, "other_names"):
            for text in filter(None, (one.strip() for one in re.split(r"[|;]", others))):
                yield self._one("other_names", NameDetail(text=text, kind=NameKind.ALIAS))

    def _documents(self, said: Mapping[str, str]) -> Iterator[DocumentDetail]:
        kinds = {"document_number": DocumentKind.OTHER, "identity_number": DocumentKind.IDENTITY_CARD}
        for name, kind in kinds.items():
            for text in _given(said, name):
                _require_whole(name, text)
                yield self._one(name, DocumentDetail(number=text, kind=kind))

    def _contacts(self, said: Mapping[str, str]) -> Iterator[ContactDetail]:
        how = said.get("safe_contact", "")
        if len(how) > LINE:
            raise _Refused("safe_contact", _("at most %(limit)d characters") % {"limit": LINE})
        safety = Safety.ASK_FOR if how else Safety.UNKNOWN
        found = 0
        for name in ("mobile_phone", "home_phone", "email"):
            for text in _given(said, name):
                _require_whole(name, text)
                kind = ContactKind.EMAIL if name == "email" else ContactKind.PHONE
                found += 1
                yield self._one(name, ContactDetail(value=text, kind=kind, safety=safety, ask_for=how))
        if how and not found:
            yield self._one(
                "safe_contact", ContactDetail(value=how, kind=ContactKind.OTHER, safety=Safety.ASK_FOR)
            )

    def _addresses(self, said: Mapping[str, str]) -> Iterator[AddressDetail]:
        street, city, state, code = (said.get(name, "") for name in ADDRESS[:4])
        country = ""
        for text in _given(said, "address_country"):
            resolved = self._codebook.countries.resolve(text)
            if resolved is None:
                raise _Refused("address_country", _("a country name or ISO code"))
            country = resolved.code
        lines = "\n".join(filter(None, (street, " ".join(filter(None, (code, city))), state)))
        if lines or country:
            column = next(name for name in ADDRESS if said.get(name))
            yield self._one(column, AddressDetail(text=lines or country, place=city, country=country))

    def _one(self, name: str, detail: D) -> D:
        try:
            return checked(detail)
        except NotAcceptedError as refused:
            raise _Refused(name, refused.message) from None


def _given(said: Mapping[str, str], name: str) -> list[str]:
    text = said.get(name, "")
    return [text] if text else []


def _require_whole(name: str, text: str) -> None:
    if _SHORTENED.fullmatch(text):
        raise _Refused(name, _("the whole number: format the column as text and write it again"))
