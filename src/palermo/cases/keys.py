"""From a case's number to what the gate must know of it: the first step of everything that hangs on a case."""

from __future__ import annotations

from collections.abc import Iterable

from palermo.access.actors import MaybeActor
from palermo.access.gate import (
    CaseKey,
    CaseScope,
    Part,
    Standing,
    case_scope,
    not_here,
    require_part,
    standing,
)
from palermo.cases.models import Case


def case_key(actor: MaybeActor, opaque_id: str) -> CaseKey:
    """The case that the actor may find under this number. Raises NotFoundOrNotAllowed."""
    keys = case_keys(case_scope(actor), [opaque_id])
    if not keys or standing(actor, keys[0]).is_none:
        raise not_here()
    return keys[0]


def require_case(
    actor: MaybeActor, opaque_id: str, part: Part, *, write: bool = False
) -> tuple[CaseKey, Standing]:
    """The case and the actor's standing, when that allows ``part``. Raises NotFoundOrNotAllowed."""
    key = case_key(actor, opaque_id)
    return key, require_part(actor, key, part, write=write)


def case_keys(scope: CaseScope, opaque_ids: Iterable[str]) -> list[CaseKey]:
    """The cases of ``opaque_ids`` that are in scope, in no order."""
    rows = Case.objects.in_scope(scope).filter(opaque_id__in=list(opaque_ids))
    columns = rows.values_list("opaque_id", "mission_id", "individual__opaque_id")
    return [CaseKey(*row) for row in columns]
