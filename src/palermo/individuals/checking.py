"""Checks details before they are sealed. Refusals name the field, never what was typed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any, TypeVar

from django.db.models import TextChoices
from django.utils.translation import gettext as _

from palermo.access.actions.checks import NotAcceptedError, clean_line
from palermo.codebook import load_codebook
from palermo.codebook.partial_date import PartialDate
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
    NameDetail,
)

D = TypeVar("D", bound=Detail)

#: Characters of a name, a number or a contact; of a line such as a place; of a note or an address.
NAME, LINE, NOTE = 200, 200, 2_000
#: Details of one group that one person may have. More is a mistake, or an attempt to make searches slow.
MOST = 50
#: Nobody alive was born before; nothing expires after.
FIRST_YEAR, LAST_EXPIRY = 1890, 2150
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")


def checked(detail: D) -> D:
    """The same detail, trimmed and in Unicode's composed form. Raises NotAcceptedError."""
    return replace(detail, **_CHECKS[type(detail)](detail))


def checked_all(details: Iterable[D], *, group: str) -> tuple[D, ...]:
    """A whole group, of which at most one is preferred; the first is where none is marked."""
    found = [checked(detail) for detail in details]
    if len(found) > MOST:
        raise NotAcceptedError(_("These are too many (at most %(most)d).") % {"most": MOST}, field=group)
    if found and hasattr(found[0], "is_preferred"):
        marked = [place for place, detail in enumerate(found) if detail.is_preferred]  # type: ignore[attr-defined]
        if len(marked) > 1:
            raise NotAcceptedError(_("Only one of them can be preferred."), field=group)
        if not marked:
            found[0] = replace(found[0], is_preferred=True)  # type: ignore[call-arg]
    return tuple(found)


def checked_date(text: str, *, field: str, first: int, last: int) -> str:
    """A year, year and month, or date, in ISO 8601. Raises NotAcceptedError."""
    try:
        found = PartialDate.parse(text)
    except ValueError:
        raise NotAcceptedError(
            _("Write the date as 1993, 1993-05 or 1993-05-17, as much as is known."), field=field
        ) from None
    if not first <= found.first.year <= last:
        raise NotAcceptedError(
            _("The year must be from %(first)d to %(last)d.") % {"first": first, "last": last}, field=field
        )
    return found.isoformat()


def _name(detail: NameDetail) -> dict[str, Any]:
    text = clean_line(detail.text, field="text", limit=NAME)
    if not any(unicodedata.category(sign)[0] == "L" for sign in text):
        raise NotAcceptedError(_("A name needs a letter."), field="text")
    if detail.language and not _LANGUAGE.fullmatch(detail.language):
        raise NotAcceptedError(_("This is not the code of a language."), field="language")
    return {"text": text, "kind": _word(detail.kind, NameKind, "kind")}


def _birth(detail: BirthDetail) -> dict[str, Any]:
    today = date.today()
    on = checked_date(detail.on, field="on", first=FIRST_YEAR, last=today.year)
    if PartialDate.parse(on).first > today:
        raise NotAcceptedError(_("This date is in the future."), field="on")
    return {"on": on, "source": _word(detail.source, BirthSource, "source")}


def _document(detail: DocumentDetail) -> dict[str, Any]:
    expires = detail.expires
    if expires:
        expires = checked_date(expires, field="expires", first=FIRST_YEAR, last=LAST_EXPIRY)
    return {
        "number": clean_line(detail.number, field="number", limit=LINE),
        "kind": _word(detail.kind, DocumentKind, "kind"),
        "country": _country(detail.country),
        "expires": expires,
        "note": _note(detail.note, "note"),
    }


def _contact(detail: ContactDetail) -> dict[str, Any]:
    return {
        "value": clean_line(detail.value, field="value", limit=LINE),
        "kind": _word(detail.kind, ContactKind, "kind"),
        "safety": _word(detail.safety, Safety, "safety"),
        "ask_for": clean_line(detail.ask_for, field="ask_for", limit=LINE, required=False),
        "safe_times": clean_line(detail.safe_times, field="safe_times", limit=LINE, required=False),
    }


def _address(detail: AddressDetail) -> dict[str, Any]:
    place = clean_line(detail.place, field="place", limit=LINE, required=False)
    return {
        "text": _note(detail.text, "text", required=not place),
        "kind": _word(detail.kind, AddressKind, "kind"),
        "place": place,
        "country": _country(detail.country),
        "note": _note(detail.note, "note"),
    }


def _family(detail: FamilyDetail) -> dict[str, Any]:
    return {
        "relation": _word(detail.relation, FamilyRelation, "relation"),
        "name": clean_line(detail.name, field="name", limit=NAME, required=not detail.linked),
        "note": _note(detail.note, "note"),
    }


def _word(word: str, choices: type[TextChoices], field: str) -> str:
    if word not in choices.values:
        raise NotAcceptedError(_("Choose one of the words of the list."), field=field)
    return str(word)


def _country(code: str) -> str:
    if code and load_codebook().countries.get(code) is None:
        raise NotAcceptedError(_("The codebook has no such country."), field="country")
    return code


def _note(text: str, field: str, *, required: bool = False) -> str:
    """Lines of text; tabs and line ends are the only control characters."""
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").strip()
    if required and not lines:
        raise NotAcceptedError(_("This cannot be empty: %(field)s.") % {"field": field}, field=field)
    if len(lines) > NOTE:
        raise NotAcceptedError(_("At most %(limit)d characters.") % {"limit": NOTE}, field=field)
    if any(unicodedata.category(sign) in ("Cc", "Cs") and sign not in "\n\t" for sign in lines):
        raise NotAcceptedError(_("This holds control characters: %(field)s.") % {"field": field}, field=field)
    return lines


_CHECKS: dict[type[Detail], Any] = {
    NameDetail: _name,
    BirthDetail: _birth,
    DocumentDetail: _document,
    ContactDetail: _contact,
    AddressDetail: _address,
    FamilyDetail: _family,
}
