"""``{% load palermo %}``: icons, words for codes, dates as precisely as they are known, counts."""

from __future__ import annotations

import json
from datetime import datetime
from functools import cache

from django import template
from django.contrib.staticfiles.storage import staticfiles_storage
from django.utils.formats import date_format, number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from palermo.cases.models import CaseStatus
from palermo.cases.views.presenting import date_words
from palermo.codebook import load_codebook
from palermo.codebook.partial_date import PartialDate

register = template.Library()

#: Icons that point somewhere and so are mirrored where one reads from right to left.
_DIRECTIONAL = frozenset(
    {"arrow-left", "arrow-right", "chevron-left", "chevron-right", "logout", "door-exit"}
)


_JSON_ESCAPES = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


@cache
def _sprite() -> str:
    return staticfiles_storage.url("vendor/icons.svg")


@register.simple_tag
def icon(name: str, extra: str = "") -> SafeString:
    """A drawing from the sprite, hidden from screen readers: the words beside it say the same."""
    classes = " ".join(filter(None, ["icon", "icon-directional" if name in _DIRECTIONAL else "", extra]))
    return format_html(
        '<svg class="{}" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>',
        classes,
        _sprite(),
        name,
    )


@register.filter
def country_name(code: str) -> str:
    """The country in the reader's language; "not known" for an empty code; the code itself if it is a stranger."""
    if not code:
        return _("not known")
    country = load_codebook().countries.get(code)
    return country.display if country else code


@register.filter
def code_label(code: str, variable: str) -> str:
    """The label of a code of the variable's list, as ``{{ row.sex|code_label:"sex" }}``."""
    if not code:
        return _("not known")
    book = load_codebook()
    found = book.list_of(book.variables[variable]).codes.get(code)
    return found.display if found else code


@register.filter
def status_label(status: str) -> str:
    """The words for a case's status."""
    return str(CaseStatus(status).label)


@register.filter
def partial_date(day: PartialDate) -> str:
    """``17 May 2011``, ``May 2011`` or ``2011`` in the reader's language: never more than is known."""
    return date_words(day)


@register.filter
def count(number: int) -> str:
    """A whole number with the reader's grouping, as in 10,000."""
    return number_format(number, force_grouping=True)


@register.filter
def instances(number: int) -> str:
    """How many instances of assistance, in words."""
    words = ngettext("%(number)s case", "%(number)s cases", number)
    return words % {"number": number_format(number, force_grouping=True)}


@register.filter
def iso_day(moment: str) -> str:
    """The day of a moment written as ISO 8601, in the reader's words."""
    return date_format(datetime.fromisoformat(moment).date(), "DATE_FORMAT")


@register.filter
def json_inside(value: object) -> SafeString:
    """JSON for a data block of the page: nothing in it can end the block or be taken for markup."""
    return mark_safe(json.dumps(value, ensure_ascii=False).translate(_JSON_ESCAPES))  # noqa: S308 - escaped here
