"""Makes a Question from words: the same for the command line, the address of a page and a test."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Mapping
from datetime import date

from django.utils.translation import gettext as _

from palermo.codebook import load_codebook
from palermo.statistics.engines.base import Measure
from palermo.statistics.errors import BadQuestion
from palermo.statistics.model import MEASURES, PERSPECTIVES, Perspective, Question

MONTH = re.compile(r"(\d{4})(?:-(\d{2}))?\Z", re.ASCII)
#: Other words for the points of view, as the sources use them.
PERSPECTIVE_WORDS = {"source": "origin", "mission": "assistance"}
DEFAULT_SCHEME = "six-regions"
FIRST_YEAR, LAST_YEAR = 1900, 2200


def ask(
    *,
    year: str | int | None = None,
    start: str | None = None,
    end: str | None = None,
    scheme: str = DEFAULT_SCHEME,
    measure: str = "instances",
    perspective: str = "assistance",
    regions: Iterable[str] = (),
    missions: Iterable[str] = (),
    where: Mapping[str, Iterable[str]] | None = None,
) -> Question:
    """A question from words. ``year`` or ``start``/``end`` (``YYYY`` or ``YYYY-MM``, both ends included) is needed.

    Raises BadQuestion, saying what is possible, for anything that does not exist. Codes of regions, missions and
    variables are checked when the question is put to an extract.
    """
    if year not in (None, ""):
        if start or end:
            raise BadQuestion(_("Give either a year or a period, not both."))
        start = end = str(year)
    if not start and not end:
        raise BadQuestion(_("A year or a period is needed, such as 2011 or 2011-01 to 2011-06."))
    first, last = _day(start or end or "", last=False), _day(end or start or "", last=True)
    if first > last:
        raise BadQuestion(_("The period ends before it begins."))
    if scheme not in load_codebook().schemes:
        raise BadQuestion(_not_among(_("region scheme"), scheme, load_codebook().schemes))
    chosen = PERSPECTIVE_WORDS.get(perspective, perspective)
    return Question(
        start=first,
        end=last,
        scheme=scheme,
        measure=_measure(measure),
        perspective=_perspective(chosen),
        regions=tuple(dict.fromkeys(r for r in regions if r)),
        missions=tuple(dict.fromkeys(m for m in missions if m)),
        where={name: tuple(dict.fromkeys(codes)) for name, codes in sorted((where or {}).items()) if codes},
    )


def conditions(texts: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """``["sex=female", "nationality=UKR|MDA"]`` as the ``where`` of a question. Raises BadQuestion."""
    result: dict[str, tuple[str, ...]] = {}
    for text in texts:
        name, sign, codes = text.partition("=")
        if not sign or not name.strip() or not codes.strip():
            raise BadQuestion(
                _("%(text)s cannot be understood. Write for example: sex=female or nationality=UKR|MDA")
                % {"text": text}
            )
        values = tuple(code.strip() for code in codes.split("|") if code.strip())
        result[name.strip()] = (*result.get(name.strip(), ()), *values)
    return result


def _day(text: str, *, last: bool) -> date:
    found = MONTH.match(text.strip())
    if not found:
        raise BadQuestion(_("%(text)s is not a year or a month such as 2011 or 2011-05.") % {"text": text})
    year = int(found[1])
    month = int(found[2]) if found[2] else (12 if last else 1)
    if not (FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12):
        raise BadQuestion(_("%(text)s is not a year or a month such as 2011 or 2011-05.") % {"text": text})
    return date(year, month, calendar.monthrange(year, month)[1] if last else 1)


def _measure(text: str) -> Measure:
    for measure in MEASURES:
        if measure == text:
            return measure
    raise BadQuestion(_not_among(_("measure"), text, MEASURES))


def _perspective(text: str) -> Perspective:
    for perspective in PERSPECTIVES:
        if perspective == text:
            return perspective
    raise BadQuestion(_not_among(_("perspective"), text, PERSPECTIVES))


def _not_among(what: str, text: str, known: Iterable[str]) -> str:
    return _("There is no %(what)s %(text)s. There are: %(known)s.") % {
        "what": what,
        "text": text,
        "known": ", ".join(known),
    }
