"""What a case takes from further answers: what it does not know yet. Pure functions; nothing known is overwritten."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from palermo.cases.derive import band_bounds
from palermo.codebook.answers import State, read_answer

AGE, AGE_BAND = "age", "age_band"


@dataclass(frozen=True, slots=True, repr=False)
class Unlike:
    """A question to which a case and somebody's further answers say different things. ``event``: the position of the
    event in the case; None for the case itself. ``known`` is None where the two contradict through another variable."""

    variable: str
    known: Any
    told: Any
    event: int | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Filled:
    """The facts as they are now, how many were new, and what is for a person to decide."""

    facts: dict[str, Any]
    count: int = 0
    unlike: tuple[Unlike, ...] = ()


@dataclass(frozen=True, slots=True)
class Manner:
    """Variables that are not compared: of the ``passing`` ones the first answer stays (each interview keeps its own),
    the codes of the ``gathered`` ones are put together."""

    passing: frozenset[str] = frozenset()
    gathered: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class EventTold:
    """An event as somebody told it. ``is_own``: told by itself; otherwise it adds to the case's event of its kind.
    ``fresh``: variables that were told differently before."""

    kind: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    is_own: bool = False
    fresh: frozenset[str] = frozenset()


def filled(
    known: Mapping[str, Any], told: Mapping[str, Any], manner: Manner, event: int | None = None
) -> Filled:
    """``known`` with what ``told`` adds. An answer is added where there was none, and a value where somebody did not
    know or had not wished to say. *Not known* takes no value away, and is no contradiction."""
    facts, unlike, count = dict(known), [], 0
    for name, answer in told.items():
        before, now = read_answer(facts, name), read_answer(told, name)
        if before.state is State.NOT_ASKED or (before.state is not State.VALUE and now.state is State.VALUE):
            facts[name] = answer
            count += 1
        elif now.state is not State.VALUE or before.state is not State.VALUE or facts[name] == answer:
            continue
        elif name in manner.gathered and isinstance(answer, list) and isinstance(facts[name], list):
            more = [code for code in answer if code not in facts[name]]
            count += bool(more)
            facts[name] = [*facts[name], *more]
        elif name not in manner.passing:
            unlike.append(Unlike(name, facts[name], answer, event))
    for name in (AGE, AGE_BAND):
        if name in told and facts.get(name) != known.get(name) and contradicts_age(facts):
            unlike.append(Unlike(name, known.get(name), facts[name], event))
            count -= 1
            facts.pop(name)
            if name in known:
                facts[name] = known[name]
    return Filled(facts, count, tuple(unlike))


def contradicts_age(facts: Mapping[str, Any]) -> bool:
    """Whether the age lies outside the age group."""
    age, band = facts.get(AGE), facts.get(AGE_BAND)
    bounds = band_bounds(band) if isinstance(band, str) else None
    return isinstance(age, int) and bounds is not None and not bounds[0] <= age <= bounds[1]


def of_kind(events: Mapping[int, tuple[str, Mapping[str, Any]]], told: EventTold) -> int | None:
    """The position of the case's event that ``told`` adds to; None for a new one. ``events``: position -> kind, facts.

    An event told by itself adds to none, unless the case has it already: all of it, or all that was not told anew."""
    for position, (kind, facts) in sorted(events.items()):
        if kind == told.kind and (not told.is_own or _is_same(facts, told)):
            return position
    return None


def _is_same(facts: Mapping[str, Any], told: EventTold) -> bool:
    if all(facts.get(name) == answer for name, answer in told.facts.items()):
        return True
    stayed = {name: answer for name, answer in told.facts.items() if name not in told.fresh}
    return bool(told.fresh and stayed) and all(facts.get(name) == answer for name, answer in stayed.items())


def held_elsewhere(
    events: Mapping[int, tuple[str, Mapping[str, Any]]], told: EventTold, names: Collection[str]
) -> frozenset[str]:
    """Of an event that the case does not have yet: which of its variables the case's first event answers already.

    Imported and registered cases have one event for everything. ``names`` are the variables that are about the kind."""
    if told.is_own or not events:
        return frozenset()
    facts = events[min(events)][1]
    return frozenset(name for name in told.facts if name in names and name in facts)
