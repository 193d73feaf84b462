"""Turns the filters of a question into the dictionary codes that count."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
from django.utils.translation import gettext as _

from palermo.codebook import load_codebook
from palermo.statistics.definitions import load_definitions
from palermo.statistics.dimensions import PLACE, Resolver, is_missing, members
from palermo.statistics.engines.base import Selection
from palermo.statistics.errors import BadQuestion
from palermo.statistics.extract.format import Entry, Extract
from palermo.statistics.model import MISSING, Question

Mask = npt.NDArray[np.bool_]


def span(registered: Entry) -> tuple[date, date]:
    """First and last day that a registration date of the extract (``YYYY`` or ``YYYY-MM``) may mean."""
    text = str(registered)
    if len(text) == 4:
        return date(int(text), 1, 1), date(int(text), 12, 31)
    first = date(int(text[:4]), int(text[5:7]), 1)
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def in_period(extract: Extract, question: Question) -> Mask:
    """A case counts when its registration certainly lies in the period."""

    def certain(entry: Entry) -> bool:
        if is_missing(entry):
            return False
        first, last = span(entry)
        return question.start <= first and last <= question.end

    return _mask(extract, "registered", certain)


def perhaps_in_period(extract: Extract, question: Question) -> Mask:
    """Cases whose registration is known too roughly to say whether it lies in the period."""
    certain = in_period(extract, question)

    def overlaps(entry: Entry) -> bool:
        if is_missing(entry):
            return False
        first, last = span(entry)
        return first <= question.end and question.start <= last

    return _mask(extract, "registered", overlaps) & ~certain


def selection(extract: Extract, question: Question, resolver: Resolver) -> Selection:
    """All filters of the question together. Raises BadQuestion for a name or code that does not exist."""
    allowed: dict[str, Mask] = {"registered": in_period(extract, question)}
    if question.missions:
        known = {mission.code for mission in extract.manifest.missions}
        if unknown := set(question.missions) - known:
            raise BadQuestion(_("There is no mission with the code %(code)s.") % {"code": sorted(unknown)[0]})
        allowed["mission"] = _mask(extract, "mission", lambda e: e in question.missions)
    if question.regions:
        if unknown := set(question.regions) - set(resolver.scheme.regions) - {MISSING}:
            raise BadQuestion(
                _("The scheme %(scheme)s has no region %(region)s. It has: %(known)s.")
                % {
                    "scheme": question.scheme,
                    "region": sorted(unknown)[0],
                    "known": ", ".join(resolver.scheme.regions),
                }
            )
        column = PLACE[question.perspective][1]
        region = resolver.region_of_place(column)
        _narrow(allowed, column, _mask(extract, column, lambda e: region(e) in question.regions))
    for name, codes in question.where.items():
        _narrow(allowed, name, _answered(extract, name, codes))
    return Selection(allowed)


def without_global_funds(extract: Extract, chosen: Selection) -> Selection:
    """The same without people assisted from a fund that belongs to no region (domain, rule 8)."""
    column, values = _global_fund()
    allowed = dict(chosen.allowed)
    mask = ~_mask(extract, column, lambda e: bool(set(members(e)) & values))
    if mask.all():
        return chosen
    _narrow(allowed, column, mask)
    return Selection(allowed)


def only_global_funds(extract: Extract, chosen: Selection) -> Selection | None:
    """Only those people; None when the extract knows of nobody."""
    column, values = _global_fund()
    mask = _mask(extract, column, lambda e: bool(set(members(e)) & values))
    if not mask.any():
        return None
    allowed = dict(chosen.allowed)
    _narrow(allowed, column, mask)
    return Selection(allowed)


def _global_fund() -> tuple[str, set[str]]:
    rule = load_definitions().not_regional
    return rule["column"], set(rule["values"])


def _answered(extract: Extract, name: str, codes: tuple[str, ...]) -> Mask:
    """Entries that contain one of ``codes``; ``~missing`` stands for every missing answer."""
    variable = load_codebook().variables.get(name)
    if name not in {"majority", "status"} and (
        variable is None or not variable.is_open or variable.type not in {"code", "country"}
    ):
        raise BadQuestion(_("%(name)s is not a variable that tables can be filtered by.") % {"name": name})
    if variable is not None and variable.type == "code":
        known = set(load_codebook().list_of(variable).codes)
    elif variable is not None:
        known = {country.code for country in load_codebook().countries}
    else:
        known = set(codes)
    if unknown := set(codes) - known - {MISSING}:
        raise BadQuestion(_("%(name)s has no code %(code)s.") % {"name": name, "code": sorted(unknown)[0]})
    wanted = set(codes)
    return _mask(
        extract, name, lambda e: MISSING in wanted if is_missing(e) else bool(set(members(e)) & wanted)
    )


def _narrow(allowed: dict[str, Mask], column: str, mask: Mask) -> None:
    allowed[column] = allowed[column] & mask if column in allowed else mask


def _mask(extract: Extract, column: str, accept: Callable[[Entry], bool]) -> Mask:
    return np.asarray([accept(entry) for entry in extract.dictionary(column)], dtype=np.bool_)
