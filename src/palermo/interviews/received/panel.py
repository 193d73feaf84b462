"""The interviews of a case, on its page: for whoever may read something of them, with a way to begin the next."""

from __future__ import annotations

from dataclasses import dataclass

from palermo.access.actors import MaybeActor
from palermo.access.gate import Part
from palermo.access.models import Account
from palermo.cases.panels import Panel
from palermo.cases.people import SEARCHING_ROLES
from palermo.cases.selectors import CaseDetail
from palermo.interviews.publishing.offered import offered_versions
from palermo.interviews.received.selectors import of_case, title_in


@dataclass(frozen=True, slots=True)
class FormToFill:
    """A form that can be begun."""

    form_id: str
    title: str


def case_panel(actor: MaybeActor, detail: CaseDetail) -> Panel | None:
    """For ``cases.panels``; None for headquarters, who have the coded facts, and for whom nothing here is open."""
    if not isinstance(actor, Account) or actor.role not in SEARCHING_ROLES:
        return None
    may_write = {Part.FACTS, Part.STORY} <= detail.standing.writable
    rows = of_case(actor, detail.key.opaque_id)
    if not rows and not may_write:
        return None
    forms = []
    if may_write and actor.mission is not None:
        forms = [
            FormToFill(version.form.form_id, title_in(version.titles))
            for version in offered_versions(actor.mission)
        ]
    said = {"rows": rows, "forms": forms, "case": detail.key.opaque_id}
    return Panel("interviews/received/panel.html", said)
