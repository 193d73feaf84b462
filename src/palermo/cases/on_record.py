"""Puts on record who saw which cases, after they were read and before they are handed over.

What a part of the system reads (the extract, an import) is on record by its own act, so only accounts are named here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from palermo.access.actors import MaybeActor, audit_name
from palermo.access.models import Account
from palermo.audit.recording import audited, record
from palermo.vault.chain import digest_of_ids


def case_seen(actor: MaybeActor, opaque_id: str, mission: str, others: Sequence[str] = ()) -> None:
    """One case was read, with its ``mission`` (code); ``others`` (opaque identifiers) were listed beside it."""
    if not isinstance(actor, Account):
        return
    with audited():
        record("case.read", actor=audit_name(actor), object_kind="case", object_id=opaque_id, mission=mission)
        if others:
            _record_list(actor, others, mission, ["same_person"])


def cases_listed(actor: MaybeActor, opaque_ids: Sequence[str], filters: Iterable[str] = ()) -> None:
    """A list was seen, perhaps an empty one; ``filters`` are the names of those in use."""
    if not isinstance(actor, Account):
        return
    mission = actor.mission.code if actor.mission is not None else ""
    with audited():
        _record_list(actor, opaque_ids, mission, sorted(filters))


def _record_list(actor: Account, opaque_ids: Sequence[str], mission: str, filters: list[str]) -> None:
    record(
        "case.listed",
        actor=audit_name(actor),
        object_kind="case_list",
        object_id="",
        mission=mission,
        count=len(opaque_ids),
        ids=digest_of_ids(opaque_ids),
        filters=filters,
    )
