"""What is searched for, and the same read once for all comparisons."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cached_property

from django.utils.translation import gettext as _

from palermo.access.actions.checks import NotAcceptedError
from palermo.codebook.partial_date import PartialDate
from palermo.individuals.checking import LINE
from palermo.individuals.index import tokens
from palermo.vault.names.readings import Reading, read_name


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class SearchQuery:
    """Any of them, as typed. ``birth``: 1993, 1993-05 or 1993-05-17. A birth year alone finds nobody; beside a name it
    helps to tell namesakes apart."""

    name: str = ""
    birth: str = ""
    document: str = ""
    phone: str = ""
    email: str = ""
    handle: str = ""


@dataclass(frozen=True, repr=False)
class Asked:
    """A query, checked and brought into the form in which values are compared."""

    query: SearchQuery
    name: tuple[Reading, ...]
    birth: PartialDate | None
    document: str
    phone: str
    email: str
    handle: str

    @cached_property
    def codes(self) -> list[str]:
        """The parts that are asked for, for the audit."""
        return [one.name for one in fields(SearchQuery) if getattr(self, one.name)]


def read_query(query: SearchQuery) -> Asked:
    """Raises NotAcceptedError for a date that is none, for a query too long, and when nothing is left to look for."""
    for one in fields(SearchQuery):
        if len(getattr(query, one.name)) > LINE:
            raise NotAcceptedError(
                _("This is longer than %(limit)d characters: %(field)s.")
                % {"limit": LINE, "field": one.name},
                field=one.name,
            )
    try:
        birth = PartialDate.parse(query.birth) if query.birth.strip() else None
    except ValueError:
        raise NotAcceptedError(
            _("Write the date as 1993, 1993-05 or 1993-05-17, as much as is known."), field="birth"
        ) from None
    asked = Asked(
        query,
        read_name(query.name),
        birth,
        tokens.plain_document(query.document),
        tokens.plain_phone(query.phone),
        tokens.plain_email(query.email),
        tokens.plain_handle(query.handle),
    )
    if not asked.codes or (asked.codes == ["birth"] and birth is not None and birth.precision == "y"):
        raise NotAcceptedError(
            _("Give a name, a number, an address or a date of birth to search for."), field="name"
        )
    return asked
