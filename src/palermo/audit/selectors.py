"""What the focal point reads: entries by actor, act, object, mission and period, newest first, page by page.

The audit lies below ``access`` and cannot ask who wants to know: the caller has passed the gate, and records the
reading itself (``audit.read``).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from palermo.audit.models import AuditEntry, microseconds, moment
from palermo.audit.registry import known_act

#: More on one page helps nobody to read.
LARGEST_PAGE = 500


@dataclass(frozen=True, slots=True)
class Filters:
    """Empty fields do not filter. ``since`` and ``until`` are aware moments, the second one excluded."""

    actor: str = ""
    act: str = ""
    object_id: str = ""
    mission: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as it stands in the database; whether it is genuine is for ``verification`` to say."""

    sequence: int
    at: datetime
    actor: str
    act: str
    object_kind: str
    object_id: str
    mission: str
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Page:
    """Entries, newest first. ``next_after`` is what to ask with for the page that follows; None on the last."""

    entries: tuple[Entry, ...]
    next_after: int | None


def entries(filters: Filters | None = None, *, after_sequence: int | None = None, limit: int = 50) -> Page:
    """A page of entries, going back in time from ``after_sequence`` (excluded), or from the newest."""
    limit = max(1, min(limit, LARGEST_PAGE))
    rows = AuditEntry.objects.filter(**_conditions(filters or Filters()))
    if after_sequence is not None:
        rows = rows.filter(sequence__lt=after_sequence)
    found = [_entry(row) for row in rows.order_by("-sequence")[: limit + 1]]
    shown = tuple(found[:limit])
    return Page(shown, shown[-1].sequence if len(found) > limit else None)


def rate(actor: str, act: str, within: timedelta) -> int:
    """How many objects ``actor`` did ``act`` to in the last ``within``; entries that stand for several count as many.

    For the bulk brake (design, security point 8). Entries from the future, after the clock was set back, count too.
    """
    since = microseconds(timezone.now() - within)
    recent = AuditEntry.objects.filter(actor=actor, act=act, at__gte=since)
    if not known_act(act).counts:
        return recent.count()
    return sum(json.loads(details)["count"] for details in recent.values_list("details", flat=True))


def _conditions(filters: Filters) -> dict[str, Any]:
    exact = {
        "actor": filters.actor,
        "act": filters.act,
        "object_id": filters.object_id,
        "mission": filters.mission,
    }
    conditions: dict[str, Any] = {name: value for name, value in exact.items() if value}
    if filters.since is not None:
        conditions["at__gte"] = microseconds(filters.since)
    if filters.until is not None:
        conditions["at__lt"] = microseconds(filters.until)
    return conditions


def _entry(row: AuditEntry) -> Entry:
    return Entry(
        row.sequence, moment(row.at), row.actor, row.act, row.object_kind, row.object_id, row.mission,
        json.loads(row.details),
    )  # fmt: skip
