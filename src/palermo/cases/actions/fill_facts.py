"""Adds to a case what further answers say and the case does not know yet; tells where the two differ."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any

from palermo.access.actors import MaybeActor, audit_name
from palermo.access.gate import CaseLike, Part, require_part
from palermo.audit.recording import audited, record
from palermo.cases.actions.holding import hold
from palermo.cases.checking import CASE_UNITS, EVENT_UNITS, checked_facts
from palermo.cases.derive import first_answers, promote
from palermo.cases.filling import EventTold, Manner, Unlike, filled, held_elsewhere, of_kind
from palermo.cases.models import Case, TraffickingEvent

#: Position -> kind, facts: the events of a case.
Events = dict[int, tuple[str, Mapping[str, Any]]]


def fill_facts(
    *,
    actor: MaybeActor,
    case: CaseLike,
    facts: Mapping[str, object],
    events: Iterable[EventTold] = (),
    manner: Manner | None = None,
    kind_variables: Mapping[str, Collection[str]] | None = None,
) -> tuple[Unlike, ...]:
    """What the case and the answers say differently; the case keeps its own there until a person decides.

    ``facts`` and the events' facts: answers to open variables as JSON has them. ``kind_variables``: kind of event ->
    variables that are about it. Raises NotFoundOrNotAllowed, NotAcceptedError (nothing was changed).
    """
    require_part(actor, case, Part.FACTS, write=True)
    told = checked_facts(facts, CASE_UNITS)
    told_events = [replace(each, facts=checked_facts(each.facts, EVENT_UNITS)) for each in events]
    how = manner or Manner()
    with audited():
        held = hold(case)
        own = filled(held.facts, told, how)
        count, unlike = own.count, list(own.unlike)
        present = events_of(held)
        for each in told_events:
            added, differing = _fill_event(held, present, each, how, kind_variables or {})
            count += added
            unlike += differing
        if count:
            held.facts = own.facts
            store_promoted(held, [facts for _kind, facts in present.values()])
        record(
            "case.facts_filled",
            actor=audit_name(actor),
            object_kind="case",
            object_id=held.opaque_id,
            mission=held.mission.code,
            facts=count,
            unlike=len(unlike),
        )
    return tuple(unlike)


def events_of(case: Case) -> Events:
    """The events of a case that is held."""
    rows = TraffickingEvent.unscoped.filter(case=case).order_by("position")
    return {row.position: (row.kind, row.facts) for row in rows}


def store_promoted(case: Case, events: Iterable[Mapping[str, Any]]) -> None:
    """Save the facts of a held case, and the columns that repeat them: of the events, the first answer there is."""
    promoted = promote(case.facts, first_answers(events))._asdict()
    for name, value in promoted.items():
        setattr(case, name, value)
    case.save(update_fields=["facts", *promoted])


def _fill_event(
    case: Case, present: Events, told: EventTold, manner: Manner, kinds: Mapping[str, Collection[str]]
) -> tuple[int, list[Unlike]]:
    position = of_kind(present, told)
    if position is not None:
        return _add(case, present, position, told.facts, manner)
    elsewhere = held_elsewhere(present, told, kinds.get(told.kind, ()))
    added, unlike = 0, list[Unlike]()
    if elsewhere:
        there = {name: told.facts[name] for name in elsewhere}
        added, unlike = _add(case, present, min(present), there, manner)
    facts = {name: answer for name, answer in told.facts.items() if name not in elsewhere}
    if facts:
        position = max(present, default=-1) + 1
        TraffickingEvent.unscoped.create(case=case, position=position, kind=told.kind, facts=facts)
        present[position] = (told.kind, facts)
    return added + len(facts), unlike


def _add(
    case: Case, present: Events, position: int, facts: Mapping[str, Any], manner: Manner
) -> tuple[int, list[Unlike]]:
    kind, known = present[position]
    own = filled(known, facts, manner, event=position)
    if own.count:
        TraffickingEvent.unscoped.filter(case=case, position=position).update(facts=own.facts)
        present[position] = (kind, own.facts)
    return own.count, list(own.unlike)
