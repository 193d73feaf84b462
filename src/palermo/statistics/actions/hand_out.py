"""Puts on record that tables or figures leave the instance as files."""

from __future__ import annotations

from collections.abc import Iterable

from palermo.access.actors import MaybeActor, audit_name
from palermo.access.gate import require_statistics
from palermo.audit.recording import audited, record
from palermo.statistics.results import Publication


def hand_out(
    answer: Publication,
    *,
    actor: MaybeActor,
    formats: Iterable[str],
    names: Iterable[str] | None = None,
) -> Publication:
    """``answer``, once it is on record that ``names`` of it (codes; default: all its tables and figures) were taken.

    ``formats`` are file kinds such as ``csv``. To be called before the first byte is written; raises what the gate and
    the audit raise, and then nothing may leave.
    """
    known = require_statistics(actor)
    found = [*(table.id for table in answer.tables), *(figure.id for figure in answer.figures)]
    with audited():
        record(
            "statistics.exported",
            actor=audit_name(known),
            object_kind="extract",
            object_id=answer.about.snapshot,
            tables=list(names) if names is not None else found,
            formats=list(dict.fromkeys(formats)),
        )
    return answer
