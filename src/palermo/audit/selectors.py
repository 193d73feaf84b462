"""What the focal point reads: entries by actor, act, object, mission and period, newest first, page by page.

The audit lies below ``access`` and cannot ask who wants to know: the caller has passed the gate, and records the
reading itself (``audit.read``).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, Max, Min
from django.utils import timezone

from palermo.audit.encoding import is_genuine, row_of
from palermo.audit.models import AuditEntry, microseconds, moment
from palermo.audit.registry import known_act
from palermo.vault.chain import GENESIS, chain_keys

#: More on one page helps nobody to read.
LARGEST_PAGE = 500


@dataclass(frozen=True, slots=True)
class Filters:
    """Empty fields do not filter. ``objects`` are identifiers of which an entry names one; ``since`` and ``until`` are
    aware moments, the second one excluded."""

    actor: str = ""
    act: str = ""
    object_kind: str = ""
    object_id: str = ""
    objects: tuple[str, ...] = ()
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


@dataclass(frozen=True, slots=True)
class Linked:
    """One entry with its place in the chain: both hashes, 64 hexadecimal digits each.

    ``is_genuine``: it is what Palermo appended under this number. ``follows``: the entry before it is there and has the
    hash that this one names.
    """

    entry: Entry
    previous: str
    hash: str
    is_genuine: bool
    follows: bool


@dataclass(frozen=True, slots=True)
class Extent:
    """How many entries fit, the first and the last of them (0 without any)."""

    count: int
    first: int
    last: int


def entries(filters: Filters | None = None, *, after_sequence: int | None = None, limit: int = 50) -> Page:
    """A page of entries, going back in time from ``after_sequence`` (excluded), or from the newest."""
    limit = max(1, min(limit, LARGEST_PAGE))
    rows = AuditEntry.objects.filter(**_conditions(filters or Filters()))
    if after_sequence is not None:
        rows = rows.filter(sequence__lt=after_sequence)
    found = [_entry(row) for row in rows.order_by("-sequence")[: limit + 1]]
    shown = tuple(found[:limit])
    return Page(shown, shown[-1].sequence if len(found) > limit else None)


def linked(sequence: int) -> Linked | None:
    """One entry with its place in the chain; None when there is no such number. Raises ChainKeyMissing."""
    found = {row.sequence: row for row in AuditEntry.objects.filter(sequence__in=[sequence - 1, sequence])}
    row, before = found.get(sequence), found.get(sequence - 1)
    if row is None:
        return None
    texts = (row.actor, row.act, row.object_kind, row.object_id, row.mission, row.details)
    encoded = row_of(row.sequence, row.at, [t.encode() for t in texts], bytes(row.previous), bytes(row.hash))
    expected = GENESIS if sequence == 1 else bytes(before.hash) if before else b""
    return Linked(
        entry=_entry(row),
        previous=bytes(row.previous).hex(),
        hash=bytes(row.hash).hex(),
        is_genuine=is_genuine(chain_keys(settings.HOME).entry, encoded),
        follows=bytes(row.previous) == expected,
    )


def newest() -> Linked | None:
    """The entry at the end of the chain."""
    last = AuditEntry.objects.order_by("-sequence").values_list("sequence", flat=True).first()
    return linked(last) if last is not None else None


def extent(filters: Filters) -> Extent:
    """How many entries fit, and between which numbers."""
    found = AuditEntry.objects.filter(**_conditions(filters)).aggregate(
        count=Count("pk"), first=Min("sequence"), last=Max("sequence")
    )
    return Extent(found["count"], found["first"] or 0, found["last"] or 0)


def walk(filters: Filters, last: int) -> Iterator[Entry]:
    """Every entry that fits, oldest first, up to number ``last``; a few hundred in memory at a time."""
    rows = AuditEntry.objects.filter(**_conditions(filters)).order_by("sequence")
    after = 0
    while batch := list(rows.filter(sequence__gt=after, sequence__lte=last)[:LARGEST_PAGE]):
        yield from map(_entry, batch)
        after = batch[-1].sequence


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
        "object_kind": filters.object_kind,
        "object_id": filters.object_id,
        "object_id__in": filters.objects,
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
