"""The frame of every change to one person's identity: gate, keys, transaction, audit."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from palermo.access.actors import MaybeActor, audit_name
from palermo.access.gate import CaseLike, Part, require_part
from palermo.access.models import Mission
from palermo.access.uncovering import sealing
from palermo.audit.recording import audited, record
from palermo.individuals.actions.identity_writer import IdentityWriter
from palermo.individuals.index.tokens import Tokeniser
from palermo.individuals.keys import ensure_keys
from palermo.individuals.writing import locked
from palermo.vault.opened import vault


@contextmanager
def changing(actor: MaybeActor, case: CaseLike, group: str) -> Iterator[IdentityWriter]:
    """A writer for the person of ``case``; leaving the block records identity.changed with the group's name.

    Raises NotFoundOrNotAllowed, NotAcceptedError for an erased person, NoKey.
    """
    require_part(actor, case, Part.IDENTITY, write=True)
    mission = Mission.objects.get(pk=case.mission_id).code
    ensure_keys(vault(), [case.individual_opaque], mission)
    maker = Tokeniser(vault())
    with sealing(actor, [case.individual_opaque]), audited():
        yield IdentityWriter(locked(case.individual_opaque), maker)
        record(
            "identity.changed",
            actor=audit_name(actor),
            object_kind="individual",
            object_id=case.individual_opaque,
            mission=mission,
            fields=[group],
        )
