"""Checks what is said of a case before it is stored. Refusals name the variable or the field, never what was typed."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from palermo.access.actions.checks import NotAcceptedError, clean_line
from palermo.cases.derive import band_bounds
from palermo.codebook import load_codebook
from palermo.codebook.answers import decode_answer
from palermo.codebook.errors import AnswerError
from palermo.codebook.model import Unit
from palermo.codebook.partial_date import PartialDate

#: Characters of a mission's reference, as the column.
REFERENCE = 64
#: Assistance of this kind is not recorded before (source: the oldest programmes begin in the nineties).
FIRST_YEAR = 1990
#: East of us the day may already have begun.
TOLERANCE = timedelta(days=1)
CASE_UNITS: frozenset[Unit] = frozenset({"victim", "case"})
EVENT_UNITS: frozenset[Unit] = frozenset({"event"})


def checked_facts(said: Mapping[str, object], units: Iterable[Unit]) -> dict[str, Any]:
    """A facts document from answers as JSON has them (see ``codebook.answers``), by name. Raises NotAcceptedError for
    a name that is not an open variable of these units, and for an answer that the variable does not take."""
    book, wanted = load_codebook(), frozenset(units)
    facts: dict[str, Any] = {}
    for name in sorted(said):
        variable = book.variables.get(name)
        if variable is None or variable.unit not in wanted or not variable.is_open:
            raise NotAcceptedError(
                _("Only coded variables of the codebook can be answered here."), field="facts"
            )
        try:
            answer = decode_answer(variable, said[name], book).encode()
        except AnswerError as error:
            raise NotAcceptedError(
                _("%(label)s. Expected: %(expected)s.")
                % {"label": variable.display, "expected": error.expected},
                field=name,
            ) from None
        if answer is not None:
            facts[name] = answer
    _check_age(facts)
    return facts


def checked_reference(text: str) -> str:
    """A mission's own reference, or "". Raises NotAcceptedError."""
    reference = clean_line(text, field="case_ref", limit=REFERENCE, required=False)
    if reference and reference[0] in "=+-@":
        raise NotAcceptedError(
            _("A spreadsheet would take this for a formula: do not begin with = + - @."), field="case_ref"
        )
    if any(unicodedata.category(sign) in ("Cf", "Co") for sign in reference):
        raise NotAcceptedError(_("This holds invisible characters."), field="case_ref")
    return reference


def checked_registered(text: str) -> PartialDate:
    """The day of registration: a year, month or day from FIRST_YEAR to today. Raises NotAcceptedError."""
    try:
        day = PartialDate.parse(text)
    except ValueError:
        raise NotAcceptedError(
            _("Write a year, a month or a day: 2011, 2011-05 or 2011-05-17."), field="registered_on"
        ) from None
    if day.first.year < FIRST_YEAR or day.first > date.today() + TOLERANCE:
        raise NotAcceptedError(
            _("Write a date from %(year)d to today.") % {"year": FIRST_YEAR}, field="registered_on"
        )
    return day


def _check_age(facts: Mapping[str, Any]) -> None:
    age, band = facts.get("age"), facts.get("age_band")
    bounds = band_bounds(band) if isinstance(band, str) else None
    if isinstance(age, int) and bounds is not None and not bounds[0] <= age <= bounds[1]:
        raise NotAcceptedError(_("The age lies outside the age group."), field="age_band")
