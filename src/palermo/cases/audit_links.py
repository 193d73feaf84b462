"""Which individual a case is about, for whoever looks into the audit: an identifier, and nothing of the case."""

from __future__ import annotations

from palermo.access.actors import MaybeActor, SystemActor
from palermo.access.gate import CaseScope, require_focal_point
from palermo.access.walls import standing_as
from palermo.cases.models import Case


def individual_of(actor: MaybeActor, case: str) -> str:
    """The opaque identifier of the case's individual; "" when there is no such case. Focal point and system only."""
    require_focal_point(actor)
    everywhere = Case.objects.in_scope(CaseScope(everywhere=True))
    # The focal point stands before no case; this one column is all that leaves.
    with standing_as(SystemActor("audit pages")):
        return everywhere.filter(opaque_id=case).values_list("individual__opaque_id", flat=True).first() or ""
