"""Writes the audit, or a period of it, into a sealed file that can be verified anywhere with the key."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from palermo.audit.anchors import Anchor, drop_anchor
from palermo.audit.errors import CannotRead
from palermo.audit.models import AuditEntry, microseconds
from palermo.audit.recording import audited, record
from palermo.audit.sources.exported import write_export
from palermo.audit.sources.opening import live_source
from palermo.vault.chain import chain_keys


@dataclass(frozen=True, slots=True)
class Exported:
    """``first`` to ``last`` are in the file; ``head`` is the head of the chain after the export was recorded."""

    first: int
    last: int
    head: Anchor


def export_entries(
    out: Path, *, actor: str, since: datetime | None = None, until: datetime | None = None
) -> Exported:
    """Export the entries from ``since`` to before ``until`` (aware moments), gapless, into the new file ``out``.

    The export is recorded before the first byte is written. Raises CannotRead when there is nothing to export, when
    ``out`` exists or cannot be written.
    """
    keys = chain_keys(settings.HOME)
    first, last = _range(since, until)
    draft = out.with_name(f".{out.name}.part")
    try:
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise CannotRead(_("This file cannot be written: %(why)s.") % {"why": error}) from error
    try:
        with os.fdopen(handle, "wb") as file:
            with audited():
                record("audit.exported", actor=actor, object_kind="audit", object_id="", first=first,
                       count=last - first + 1)  # fmt: skip
            head = _newest()
            drop_anchor(settings.HOME, keys, head, always=True)
            with live_source(keys) as source:
                write_export(file, source.rows_between(first, last), first, keys, timezone.now())
            file.flush()
            os.fsync(file.fileno())
        # Linking, unlike renaming, never replaces a file that exists.
        os.link(draft, out)
    except FileExistsError as error:
        raise CannotRead(_("There is already a file %(path)s.") % {"path": out}) from error
    finally:
        draft.unlink(missing_ok=True)
    return Exported(first, last, head)


def _newest() -> Anchor:
    """The newest entry."""
    entry = AuditEntry.objects.order_by("-sequence")[0]
    return Anchor(entry.sequence, bytes(entry.hash), entry.at)


def _range(since: datetime | None, until: datetime | None) -> tuple[int, int]:
    """First and last number of the period; entries between them belong to it even if a clock disagreed."""
    rows = AuditEntry.objects.all()
    if since is not None:
        rows = rows.filter(at__gte=microseconds(since))
    if until is not None:
        rows = rows.filter(at__lt=microseconds(until))
    numbers = rows.order_by("sequence").values_list("sequence", flat=True)
    first, last = numbers.first(), numbers.last()
    if first is None or last is None:
        raise CannotRead(_("There is no entry to export."))
    return first, last
