"""Invented identities."""

from __future__ import annotations

from palermo.individuals.kinds import ContactKind, DocumentKind, FamilyRelation, NameKind, Safety
from palermo.individuals.values import (
    AddressDetail,
    BirthDetail,
    ContactDetail,
    DocumentDetail,
    FamilyDetail,
    IdentityDraft,
    NameDetail,
)

#: Every value of this draft that must be found nowhere in clear.
SECRETS = (
    "Оксана Петрівна Шевченко", "Oksana Shevchenko", "Ксюша", "1993-05-17", "FB 730412", "+380 67 123 45 67",
    "oksana.s@example.org", "Хрещатик 22", "Марія Шевченко", "ask for the baker",
)  # fmt: skip


def full_draft() -> IdentityDraft:
    return IdentityDraft(
        names=(
            NameDetail(text="Оксана Петрівна Шевченко", language="uk"),
            NameDetail(text="Oksana Shevchenko", kind=NameKind.FALSE_DOCUMENT, language="en"),
            NameDetail(text="Ксюша", kind=NameKind.NICKNAME),
        ),
        births=(BirthDetail(on="1993-05-17"), BirthDetail(on="1994", is_approximate=True, source="family")),
        documents=(
            DocumentDetail(
                number="FB 730412", kind=DocumentKind.PASSPORT, country="UKR", expires="2027-03-01"
            ),
        ),
        contacts=(
            ContactDetail(
                value="+380 67 123 45 67",
                safety=Safety.ASK_FOR,
                ask_for="ask for the baker",
                safe_times="9-11",
            ),
            ContactDetail(value="oksana.s@example.org", kind=ContactKind.EMAIL, safety=Safety.SAFE),
        ),
        addresses=(AddressDetail(text="Хрещатик 22", place="Київ", country="UKR"),),
        family=(FamilyDetail(relation=FamilyRelation.PARENT, name="Марія Шевченко"),),
    )


def named(
    *names: str, birth: str = "", phone: str = "", document: str = "", email: str = ""
) -> IdentityDraft:
    return IdentityDraft(
        names=tuple(NameDetail(text=name) for name in names),
        births=(BirthDetail(on=birth),) if birth else (),
        contacts=tuple(ContactDetail(value=value) for value in (phone, email) if value),
        documents=(DocumentDetail(number=document),) if document else (),
    )
