"""Whose identity is kept for longer than it is needed (setting ``PALERMO_RETENTION_YEARS``).

Threat: what lies for ever will one day be stolen. A person's identity is needed while somebody works with the person.
It is out of date when every case of the person is closed, was brought in longer ago than the period, and nobody has
looked at it, shared it or changed it since: every such act is in the audit. Whoever still needs it opens the case.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from django.utils import timezone

from palermo.access.actors import MaybeActor
from palermo.access.gate import require_focal_point
from palermo.audit.selectors import Filters, walk
from palermo.cases.models import Case, CaseStatus

OPEN = (CaseStatus.ACTIVE, CaseStatus.FOLLOW_UP)
#: People whose acts are looked up at once.
AT_ONCE = 400
YEAR = timedelta(days=365.25)
#: Past every number of an entry.
_LAST = 2**63 - 1


def outdated(actor: MaybeActor, *, years: int, now: datetime | None = None) -> Iterator[str]:
    """The opaque identifiers of people whose identity is out of date, for the focal point and the system.

    Opens nothing. Raises NotFoundOrNotAllowed.
    """
    require_focal_point(actor)
    before = (now or timezone.now()) - years * YEAR
    return _outdated(actor, before)


def _outdated(actor: MaybeActor, before: datetime) -> Iterator[str]:
    cases = Case.objects.for_actor(actor)
    closed = cases.filter(created_at__lt=before, individual__erased_at=None).exclude(status__in=OPEN)
    people = closed.order_by("individual_id").values_list("individual_id", flat=True).distinct()
    for some in _portions(people.iterator(chunk_size=AT_ONCE)):
        rows = cases.filter(individual_id__in=some).values_list(
            "individual__opaque_id", "opaque_id", "status", "created_at"
        )
        numbers: dict[str, list[str]] = defaultdict(list)
        kept = set()
        for individual, case, status, created in rows:
            numbers[individual].append(case)
            if status in OPEN or created >= before:
                kept.add(individual)
        names = tuple(name for person, cases_of in numbers.items() for name in (person, *cases_of))
        recent = {entry.object_id for entry in walk(Filters(objects=names, since=before), _LAST)}
        for individual, of_person in sorted(numbers.items()):
            if individual not in kept and not recent & {individual, *of_person}:
                yield individual


def _portions(people: Iterable[int]) -> Iterator[list[int]]:
    portion: list[int] = []
    for person in people:
        portion.append(person)
        if len(portion) == AT_ONCE:
            yield portion
            portion = []
    if portion:
        yield portion
