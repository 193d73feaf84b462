"""Records a person's whole identity, or replaces what was recorded."""

from __future__ import annotations

from palermo.access.actors import MaybeActor, audit_name
from palermo.access.gate import CaseLike, Part, require_part
from palermo.access.models import Mission
from palermo.access.uncovering import sealing
from palermo.audit.recording import audited, record
from palermo.individuals.actions.identity_writer import IdentityWriter
from palermo.individuals.checking import checked_all
from palermo.individuals.groups import GROUPS
from palermo.individuals.index.tokens import Tokeniser
from palermo.individuals.keys import ensure_keys
from palermo.individuals.values import IdentityDraft
from palermo.individuals.writing import locked
from palermo.vault.opened import vault


def record_identity(*, actor: MaybeActor, case: CaseLike, draft: IdentityDraft) -> None:
    """Make ``draft`` the identity of the person of ``case``; photos stay. Details that carry the number of a stored
    row replace that row, the others are new, and stored rows that ``draft`` does not name are deleted.

    Raises NotFoundOrNotAllowed, NotAcceptedError (nothing was changed), NoKey for somebody whose keys are gone.
    """
    require_part(actor, case, Part.IDENTITY, write=True)
    groups = {name: checked_all(details, group=name) for name, details in draft.groups()}
    mission = Mission.objects.get(pk=case.mission_id).code
    ensure_keys(vault(), [case.individual_opaque], mission)
    maker = Tokeniser(vault())
    with sealing(actor, [case.individual_opaque]), audited():
        writer = IdentityWriter(locked(case.individual_opaque), maker)
        for name, details in groups.items():
            writer.replace(GROUPS[name], details)
        record(
            "identity.recorded",
            actor=audit_name(actor),
            object_kind="individual",
            object_id=case.individual_opaque,
            mission=mission,
            fields=[name for name, details in groups.items() if details],
        )
