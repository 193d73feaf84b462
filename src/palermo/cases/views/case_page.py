"""The page of one case: who (in codes), where it stands, what is recorded."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from palermo.access.gate import Part
from palermo.cases.models import EventKind
from palermo.cases.panels import panels_of
from palermo.cases.selectors import CaseDetail, EventDetail, get_case
from palermo.cases.views.cards import cards
from palermo.cases.views.presenting import FactSection, answered, date_words, dated_facts, sections_of

#: What a colleague asks first; whatever of it is known stands on top of the page.
GLANCE = (
    "trafficking_status",
    "age",
    "exploitation_type",
    "exploitation_country",
    "months_in_trafficking",
    "assistance_types",
)


@dataclass(frozen=True, slots=True)
class EventPart:
    """A trafficking event as the page shows it."""

    title: str
    sections: list[FactSection]


@dataclass(frozen=True, slots=True)
class Step:
    """A line of the timeline."""

    title: str
    when: str


@require_safe
def case_page(request: HttpRequest, opaque_id: str) -> HttpResponse:
    """The case. One answer for "there is none" and "it is not yours": the page that is not found."""
    detail = get_case(request.user, opaque_id)
    if detail is None:
        raise Http404
    sections = sections_of(detail.facts, ("victim", "case"))
    events = [_event(event) for event in detail.events]
    context = {
        "detail": detail,
        "case": detail.case,
        "glance": answered((detail.facts, *(event.facts for event in detail.events)), GLANCE),
        "sections": [section for section in sections if section.facts],
        "not_asked": [section for section in sections if section.not_asked],
        "events": events,
        "steps": _steps(detail),
        "may_uncover": Part.IDENTITY in detail.standing.readable,
        "panels": panels_of(request.user, detail),
        **cards(request.user, detail),
    }
    return render(request, "cases/case_page.html", context)


def _event(event: EventDetail) -> EventPart:
    return EventPart(str(EventKind(event.kind).label), sections_of(event.facts, ("event",)))


def _steps(detail: CaseDetail) -> list[Step]:
    """All that is dated, oldest first: what was told, the registration, and when Palermo was told."""
    told = [
        pair
        for facts in (detail.facts, *(event.facts for event in detail.events))
        for pair in dated_facts(facts)
    ]
    registered = _("Registered by %(mission)s") % {"mission": detail.case.mission_name}
    told.append((detail.case.registered, registered))
    steps = [Step(title, date_words(day)) for day, title in sorted(told, key=lambda pair: pair[0].first)]
    entered = date_format(localtime(detail.entered_at), "DATE_FORMAT")
    return [*steps, Step(_("Entered into Palermo"), entered)]
