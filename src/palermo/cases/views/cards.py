"""The cards of a case page about consent and access: each only for whom it is."""

from __future__ import annotations

from typing import Any

from palermo.access.actors import MaybeActor
from palermo.access.gate import Part, Relation
from palermo.access.granted import case_grants
from palermo.access.models import GrantKind
from palermo.cases.consent.selectors import said_and_excepted
from palermo.cases.selectors import CaseDetail
from palermo.cases.sharing import CaseHead, colleagues_to_assign

#: Who works on the case, and so sees who else does.
WORKING = frozenset({Relation.ASSIGNED, Relation.SUPERVISES})
#: Who sees what was agreed to: not those to whom only parts were lent, and not who counts cases.
SEES_CONSENTS = WORKING | {Relation.MISSION, Relation.GLASS}


def cards(actor: MaybeActor, detail: CaseDetail) -> dict[str, Any]:
    """The template's context for the cards, with as few queries as the relation asks for."""
    relation = detail.standing.relation
    context: dict[str, Any] = {
        "closed_parts": [part for part in Part if part not in detail.standing.readable],
        "open_parts": [part for part in Part if part in detail.standing.readable],
        "relation": relation.value,
        "sees_facts": Part.FACTS in detail.standing.readable,
        "shows_consents": relation in SEES_CONSENTS and Part.FACTS in detail.standing.readable,
        "shows_access": relation in WORKING,
        "may_write_consents": Part.FACTS in detail.standing.writable,
        "may_except": relation is Relation.SUPERVISES,
        "may_break_glass": relation is Relation.MISSION,
    }
    if context["shows_consents"]:
        context["consents"], context["exceptions"] = said_and_excepted(actor, detail.key)
    if context["shows_access"]:
        grants = case_grants(actor, detail.key)
        context["shares"] = [grant for grant in grants if grant.kind == GrantKind.SHARE]
        context["holders"] = [grant for grant in grants if grant.kind != GrantKind.SHARE]
    if relation is Relation.SUPERVISES:
        head = CaseHead(detail.key, detail.standing, detail.case.case_ref, "", detail.case.mission_name)
        context["colleagues"] = colleagues_to_assign(head)
    return context
