"""An opened identity in words: what each detail says, and first of all whether a contact may be used."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from palermo.cases.views.presenting import date_words
from palermo.codebook import load_codebook
from palermo.codebook.partial_date import PartialDate
from palermo.individuals.kinds import (
    AddressKind,
    BirthSource,
    ContactKind,
    DocumentKind,
    FamilyRelation,
    NameKind,
    PhotoKind,
    Safety,
)
from palermo.individuals.values import AddressDetail, ContactDetail, DocumentDetail, IdentityView


@dataclass(frozen=True, slots=True, repr=False)
class Line:
    """One detail. ``main``: what it is. ``words``: what more is known of it. ``safety``: of a contact, a code of
    Safety; ``safety_words`` say it. ``is_code``: written from left to right in every language."""

    main: str
    words: tuple[str, ...] = ()
    safety: str = ""
    safety_words: str = ""
    is_code: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class IdentityPart:
    """A group of details with its title."""

    title: str
    lines: tuple[Line, ...]


def parts_of(view: IdentityView) -> list[IdentityPart]:
    """Every group in which something is recorded, contacts right after the names: they are what is used."""
    parts = [
        IdentityPart(
            pgettext("of a person", "Names"),
            tuple(Line(name.text, _some(_label(NameKind, name.kind))) for name in view.names),
        ),
        IdentityPart(_("How to reach the person"), tuple(map(_contact, view.contacts))),
        IdentityPart(
            _("Date of birth"),
            tuple(
                Line(
                    date_words(PartialDate.parse(birth.on)),
                    _some(
                        _("known from: %(source)s") % {"source": _label(BirthSource, birth.source)},
                        _("only roughly known") if birth.is_approximate else "",
                    ),
                )
                for birth in view.births
            ),
        ),
        IdentityPart(_("Documents"), tuple(map(_document, view.documents))),
        IdentityPart(_("Addresses"), tuple(map(_address, view.addresses))),
        IdentityPart(
            _("Family"),
            tuple(
                Line(
                    one.name or _("a person known to Palermo"),
                    _some(_label(FamilyRelation, one.relation), one.note),
                )
                for one in view.family
            ),
        ),
    ]
    return [part for part in parts if part.lines]


@dataclass(frozen=True, slots=True, repr=False)
class PhotoLine:
    """A picture that is not shown yet: its number, what it shows, the words beside it."""

    number: str
    kind: str
    caption: str


def photo_lines(view: IdentityView) -> list[PhotoLine]:
    """The pictures in words; each is opened by a press of its own."""
    return [PhotoLine(one.opaque_id, photo_kind(one.kind), one.caption) for one in view.photos]


def photo_kind(code: str) -> str:
    """What a picture shows."""
    return _label(PhotoKind, code)


def _contact(one: ContactDetail) -> Line:
    return Line(
        one.value,
        _some(
            _label(ContactKind, one.kind),
            _("ask for: %(words)s") % {"words": one.ask_for} if one.ask_for else "",
            _("when: %(words)s") % {"words": one.safe_times} if one.safe_times else "",
        ),
        safety=one.safety,
        safety_words=_label(Safety, one.safety),
        is_code=one.kind in (ContactKind.PHONE, ContactKind.EMAIL),
    )


def _document(one: DocumentDetail) -> Line:
    valid = date_words(PartialDate.parse(one.expires)) if one.expires else ""
    return Line(
        one.number,
        _some(
            _label(DocumentKind, one.kind),
            _country(one.country),
            _("valid until %(day)s") % {"day": valid} if valid else "",
            one.note,
        ),
        is_code=True,
    )


def _address(one: AddressDetail) -> Line:
    return Line(
        one.text or one.place,
        _some(_label(AddressKind, one.kind), one.place if one.text else "", _country(one.country), one.note),
    )


def _some(*words: str) -> tuple[str, ...]:
    return tuple(word for word in words if word)


def _label(words: type[TextChoices], code: str) -> str:
    """The label of a stored word; the word itself when a later version has written it."""
    known: Iterable[str] = words.values
    return str(words(code).label) if code in known else code


def _country(code: str) -> str:
    country = load_codebook().countries.get(code) if code else None
    return country.display if country else code
