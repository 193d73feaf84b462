"""Takes a chain up again whose end was found broken, on record, so that work can go on.

A head that is not ours stops every act (``ChainBroken``), and after a restored backup the anchors name entries that are
lost. Both are right, and neither may last: people need help today. Resuming repairs nothing: it points the head at the
newest entry there is and says so in the chain itself. Every later verification reports it as a fault, unless whoever
verifies names the place as one that is known.
"""

from __future__ import annotations

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections
from django.utils.translation import gettext as _

from palermo.audit.anchors import Anchor, Notes, anchors_path, drop_anchor
from palermo.audit.appending import FIRST_HEAD, move_head, read_head
from palermo.audit.encoding import head_content
from palermo.audit.errors import EntryRefused
from palermo.audit.faults import Fault, FaultKind
from palermo.audit.models import AuditEntry
from palermo.audit.recording import audited, record
from palermo.audit.sources.opening import live_source
from palermo.audit.verification import verify
from palermo.vault.chain import GENESIS, chain_keys, link


def resume_chain(*, actor: str) -> Fault:
    """Resume after the fault that is returned. Raises EntryRefused when the chain is whole, ChainKeyMissing."""
    keys = chain_keys(settings.HOME)
    notes = Notes.now(anchors_path(settings.HOME))
    with live_source(keys) as source:
        fault = verify(source, keys, notes=notes).fault
    if fault is None or fault.kind is FaultKind.RESUMED:
        raise EntryRefused(_("The audit is whole: there is nothing to resume."))
    connection = connections[DEFAULT_DB_ALIAS]
    with audited():
        with connection.cursor() as cursor:
            cursor.execute(FIRST_HEAD, [GENESIS, link(keys.head, head_content(0, GENESIS))])
            found = read_head(cursor, connection.vendor)
            last = AuditEntry.objects.order_by("-sequence").values_list("sequence", "hash").first()
            sequence, last_hash = (int(last[0]), bytes(last[1])) if last else (0, GENESIS)
            move_head(cursor, keys, sequence, last_hash)
        record(
            "audit.resumed",
            actor=actor,
            object_kind="audit",
            object_id="",
            broken_at=max(0, fault.sequence),
            kind=fault.kind.value,
            head_found=max(0, found.sequence) if found else 0,
        )
    entry = AuditEntry.objects.get(sequence=sequence + 1)
    drop_anchor(
        settings.HOME, keys, Anchor(entry.sequence, bytes(entry.hash), entry.at, resumed=True), always=True
    )
    return fault
