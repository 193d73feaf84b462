"""Puts on record who saw which interviews, after they were read and before they are handed over."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from palermo.access.actors import audit_name
from palermo.access.models import Account
from palermo.access.parts import Part
from palermo.audit.recording import audited, record
from palermo.vault.chain import digest_of_ids


def interview_seen(actor: Account, number: str, mission: str, parts: Iterable[Part]) -> None:
    """One interview was read, with its ``mission`` (code), as far as ``parts``."""
    with audited():
        record(
            "interview.read",
            actor=audit_name(actor),
            object_kind="interview",
            object_id=number,
            mission=mission,
            parts=sorted(part.value for part in parts),
        )


def interviews_listed(actor: Account, numbers: Sequence[str]) -> None:
    """A list was seen, perhaps an empty one."""
    with audited():
        record(
            "interview.listed",
            actor=audit_name(actor),
            object_kind="interview_list",
            object_id="",
            mission=actor.mission.code if actor.mission is not None else "",
            count=len(numbers),
            ids=digest_of_ids(numbers),
        )
