"""From what was told under the names of the codebook's variables to an identity: for rows of files and for interviews.

A value that cannot be taken is told to ``refuse`` with the variable's name and what was expected, never the value.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from django.utils.translation import gettext as _

from palermo.access.actions.checks import NotAcceptedError
from palermo.codebook.model import Codebook
from palermo.individuals.checking import LINE, checked
from palermo.individuals.kinds import ContactKind, DocumentKind, FamilyRelation, NameKind, Safety
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

D = TypeVar("D", bound=Detail)
#: Told of a value that cannot be taken: the variable, what was expected. It may raise.
Refuse = Callable[[str, str], None]

NAME_PARTS = ("first_name", "middle_name", "family_name")
ADDRESS = ("address_street", "address_city", "address_state", "address_postal_code", "address_country")
GUARDIAN = "guardian_name"
#: The variables of the codebook's section ``identity`` that become part of an identity.
VARIABLES = (
    *NAME_PARTS, "other_names", "birth_date", "identity_number", "document_number", "mobile_phone", "home_phone",
    "email", "safe_contact", *ADDRESS,
)  # fmt: skip
#: Not in the codebook, which keeps the parts of a name apart: many languages do not.
FULL_NAME = "full_name"
#: Excel's way of showing a number of more digits than it keeps.
_SHORTENED = re.compile(r"\d(\.\d+)?[eE]\+\d+", re.ASCII)


def told_identity(said: Mapping[str, str], codebook: Codebook, refuse: Refuse) -> IdentityDraft:
    """The identity in ``said`` (variable -> words, "" or absent for nothing), without what was refused."""
    teller = _Teller(said, codebook, refuse)
    return IdentityDraft(
        names=tuple(teller.names()),
        births=tuple(teller.births()),
        documents=tuple(teller.documents()),
        contacts=tuple(teller.contacts()),
        addresses=tuple(teller.addresses()),
        family=tuple(teller.family()),
    )


@dataclass(frozen=True, slots=True, repr=False)
class _Teller:
    said: Mapping[str, str]
    codebook: Codebook
    refuse: Refuse

    def names(self) -> Iterator[NameDetail]:
        texts = [*self._given(FULL_NAME)]
        parts = [part for name in NAME_PARTS for part in self._given(name)]
        if parts and " ".join(parts) not in texts:
            texts.append(" ".join(parts))
        column = (
            FULL_NAME
            if self._given(FULL_NAME)
            else next((name for name in NAME_PARTS if self.said.get(name)), FULL_NAME)
        )
        for text in texts:
            yield from self._one(column, NameDetail(text=text))
        for others in self._given("other_names"):
            for text in filter(None, (one.strip() for one in re.split(r"[|;]", others))):
                yield from self._one("other_names", NameDetail(text=text, kind=NameKind.ALIAS))

    def births(self) -> Iterator[BirthDetail]:
        for text in self._given("birth_date"):
            yield from self._one("birth_date", BirthDetail(on=text))

    def documents(self) -> Iterator[DocumentDetail]:
        kinds = {"document_number": DocumentKind.OTHER, "identity_number": DocumentKind.IDENTITY_CARD}
        for name, kind in kinds.items():
            for text in self._given(name):
                if self._is_whole(name, text):
                    yield from self._one(name, DocumentDetail(number=text, kind=kind))

    def contacts(self) -> Iterator[ContactDetail]:
        how = self.said.get("safe_contact", "")
        if len(how) > LINE:
            self.refuse("safe_contact", _("at most %(limit)d characters") % {"limit": LINE})
            # What was said of how to call safely cannot stand beside the number: then nobody may call it unasked.
            how = ""
        safety = Safety.ASK_FOR if how else Safety.UNKNOWN
        found = 0
        for name in ("mobile_phone", "home_phone", "email"):
            for text in self._given(name):
                if self._is_whole(name, text):
                    kind = ContactKind.EMAIL if name == "email" else ContactKind.PHONE
                    found += 1
                    yield from self._one(
                        name, ContactDetail(value=text, kind=kind, safety=safety, ask_for=how)
                    )
        if how and not found:
            yield from self._one(
                "safe_contact", ContactDetail(value=how, kind=ContactKind.OTHER, safety=Safety.ASK_FOR)
            )

    def addresses(self) -> Iterator[AddressDetail]:
        street, city, state, code = (self.said.get(name, "") for name in ADDRESS[:4])
        country = ""
        for text in self._given("address_country"):
            resolved = self.codebook.countries.resolve(text)
            if resolved is None:
                self.refuse("address_country", _("a country name or ISO code"))
            else:
                country = resolved.code
        lines = "\n".join(filter(None, (street, " ".join(filter(None, (code, city))), state)))
        if lines or country:
            column = next(name for name in ADDRESS if self.said.get(name))
            yield from self._one(column, AddressDetail(text=lines or country, place=city, country=country))

    def family(self) -> Iterator[FamilyDetail]:
        for text in self._given(GUARDIAN):
            yield from self._one(GUARDIAN, FamilyDetail(relation=FamilyRelation.GUARDIAN, name=text))

    def _given(self, name: str) -> list[str]:
        text = self.said.get(name, "")
        return [text] if text else []

    def _is_whole(self, name: str, text: str) -> bool:
        if _SHORTENED.fullmatch(text):
            self.refuse(name, _("the whole number: format the column as text and write it again"))
            return False
        return True

    def _one(self, name: str, detail: D) -> Iterator[D]:
        try:
            yield checked(detail)
        except NotAcceptedError as refused:
            self.refuse(name, refused.message)
