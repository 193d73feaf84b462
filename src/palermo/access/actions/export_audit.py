"""Hands the audit, or a part of it, to the focal point as a file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import BinaryIO

from django.conf import settings
from django.utils.translation import gettext as _

from palermo.access.actors import MaybeActor, audit_name
from palermo.access.gate import require_focal_point
from palermo.access.opaque import opaque_id
from palermo.audit.actions.export_entries import export_entries
from palermo.audit.errors import CannotRead
from palermo.audit.recording import audited, record
from palermo.audit.selectors import Entry, Filters, extent, walk
from palermo.audit.sentences import sentence

COLUMNS = (
    "number", "when", "who", "act", "object_kind", "object", "mission", "details", "sentence",
)  # fmt: skip


def export_audit_lines(
    *, actor: MaybeActor, since: datetime | None = None, until: datetime | None = None
) -> BinaryIO:
    """A period as sealed JSON lines, gapless, which ``palermo audit verify --file`` can check; open for reading.

    Raises NotSignedIn, NotFoundOrNotAllowed, CannotRead when there is nothing.
    """
    known = require_focal_point(actor)
    path = settings.HOME.scratch / f"audit-{opaque_id()}.jsonl"
    try:
        export_entries(path, actor=audit_name(known), since=since, until=until)
        return path.open("rb")
    finally:
        # The open file is read to its end; nothing stays behind in the folder.
        path.unlink(missing_ok=True)


def export_audit_table(*, actor: MaybeActor, filters: Filters) -> Iterator[tuple[str, ...]]:
    """The entries that fit as rows for a spreadsheet, ``COLUMNS`` first, oldest first, in constant memory.

    Labels instead of names: a file travels further than a page. Raises NotSignedIn, NotFoundOrNotAllowed, CannotRead
    when there is nothing.
    """
    known = require_focal_point(actor)
    found = extent(filters)
    if not found.count:
        raise CannotRead(_("There is no entry to export."))
    with audited():
        record(
            "audit.exported",
            actor=audit_name(known),
            object_kind="audit",
            object_id="",
            first=found.first,
            count=found.count,
        )
    return _rows(filters, found.last)


def _rows(filters: Filters, last: int) -> Iterator[tuple[str, ...]]:
    yield COLUMNS
    for entry in walk(filters, last):
        yield _row(entry)


def _row(entry: Entry) -> tuple[str, ...]:
    return (
        str(entry.sequence),
        entry.at.isoformat(timespec="microseconds"),
        entry.actor,
        entry.act,
        entry.object_kind,
        entry.object_id,
        entry.mission,
        json.dumps(entry.details, sort_keys=True),
        sentence(entry),
    )
