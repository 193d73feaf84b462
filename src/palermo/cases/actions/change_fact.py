"""Changes one coded answer of a case, unless somebody else has changed it meanwhile."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.utils.translation import gettext_lazy as _

from palermo.access.actors import MaybeActor, audit_name
from palermo.access.gate import CaseLike, Part, not_here, require_part
from palermo.audit.recording import audited, record
from palermo.cases.actions.fill_facts import events_of, store_promoted
from palermo.cases.actions.holding import hold
from palermo.cases.checking import CASE_UNITS, EVENT_UNITS, checked_facts
from palermo.cases.filling import AGE, AGE_BAND, contradicts_age
from palermo.cases.models import TraffickingEvent
from palermo.errors import PalermoError


class FactChangedMeanwhile(PalermoError):
    """The case does not say any more what it said when the question was put."""

    code = "fact_changed_meanwhile"
    status = HTTPStatus.CONFLICT
    template = _("Somebody else changed this answer of the case meanwhile. Look at both again and decide.")


def change_fact(
    *,
    actor: MaybeActor,
    case: CaseLike,
    variable: str,
    answer: object,
    expected: object,
    event: int | None = None,
) -> None:
    """Make ``answer`` (as JSON has it) the case's answer to ``variable``, of the event at position ``event`` if given.

    ``expected`` is what the case said when a person decided; None for nothing. An age group that the new age lies
    outside of goes, and the other way round. Raises NotFoundOrNotAllowed, NotAcceptedError, FactChangedMeanwhile;
    nothing was changed then.
    """
    require_part(actor, case, Part.FACTS, write=True)
    told = checked_facts({variable: answer}, CASE_UNITS if event is None else EVENT_UNITS)
    with audited():
        held = hold(case)
        events = events_of(held)
        if event is not None and event not in events:
            raise not_here()
        facts: dict[str, Any] = dict(held.facts if event is None else events[event][1])
        if facts.get(variable) != expected:
            raise FactChangedMeanwhile
        facts |= told
        if contradicts_age(facts):
            facts.pop(AGE_BAND if variable == AGE else AGE)
        if event is None:
            held.facts = facts
        else:
            TraffickingEvent.unscoped.filter(case=held, position=event).update(facts=facts)
            events[event] = (events[event][0], facts)
        store_promoted(held, [facts for _kind, facts in events.values()])
        record(
            "case.fact_changed",
            actor=audit_name(actor),
            object_kind="case",
            object_id=held.opaque_id,
            mission=held.mission.code,
            variable=variable,
        )
