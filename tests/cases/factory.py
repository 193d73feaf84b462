"""Cases for tests, made without the importer: one call, one case."""

from __future__ import annotations

import itertools
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from palermo.access.models import Mission, Organisation
from palermo.cases.models import Case, ConsentException, EventKind, ExceptionReason, Purpose, TraffickingEvent
from palermo.individuals.models import Individual

_numbers = itertools.count(1)


def make_mission(country: str = "UKR", name: str = "") -> Mission:
    """The mission in a country, made at first use, with the basis for statistics that an import would record."""
    organisation, _ = Organisation.objects.get_or_create(code="own", defaults={"name": "Our organisation"})
    mission, _ = Mission.objects.get_or_create(
        code=country,
        defaults={"organisation": organisation, "name": name or country.title(), "country": country},
    )
    ConsentException.unscoped.get_or_create(
        mission=mission,
        purpose=Purpose.RESEARCH,
        reason_code=ExceptionReason.STANDING_BASIS,
        defaults={
            "named_as": "system:test",
            "starts_at": timezone.now(),
            "ends_at": timezone.now() + timedelta(days=365),
        },
    )
    return mission


def make_case(mission: Mission | None = None, *, event: dict[str, Any] | None = None, **columns: Any) -> Case:
    """A case with the columns given; ``event`` are the facts of one trafficking event."""
    columns.setdefault("case_ref", f"REF-{next(_numbers):04d}")
    columns.setdefault("registered_on", date(2011, 5, 17))
    individual = columns.pop("individual", None) or Individual.objects.create()
    case = Case.unscoped.create(mission=mission or make_mission(), individual=individual, **columns)
    if event is not None:
        TraffickingEvent.unscoped.create(case=case, position=0, kind=EventKind.EXPLOITATION, facts=event)
    return case
