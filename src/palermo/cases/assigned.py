"""The cases that a caseworker has: the first thing to see in the morning."""

from __future__ import annotations

from palermo.access.actors import MaybeActor, SystemActor
from palermo.access.gate import Part, case_scope, live_grants, require_actor, standings
from palermo.access.models import GrantKind, Role
from palermo.cases.keys import case_keys
from palermo.cases.on_record import cases_listed
from palermo.cases.selectors import CaseRow, rows_of

#: More belong on the list of cases.
MOST = 12


def assigned_cases(actor: MaybeActor) -> tuple[CaseRow, ...]:
    """The cases assigned to ``actor``, the latest assignment first, at most MOST; none for other roles."""
    known = require_actor(actor)
    scope = case_scope(known)
    if isinstance(known, SystemActor) or known.role != Role.CASEWORKER or scope.is_empty:
        return ()
    grants = live_grants(known).filter(kind=GrantKind.ASSIGNMENT).order_by("-starts_at", "-pk")
    numbers = list(grants.values_list("case", flat=True)[:MOST])
    readable = {
        number
        for number, found in standings(known, case_keys(scope, numbers)).items()
        if Part.FACTS in found.readable
    }
    rows = {row.opaque_id: row for row in rows_of(known, readable, readable)}
    found = tuple(rows[number] for number in numbers if number in rows)
    if found:
        cases_listed(known, [row.opaque_id for row in found])
    return found
